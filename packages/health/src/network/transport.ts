import type { HealthTransport } from '@sigwatch/core';
import { lineOf, type NcclLine } from './nccl-line.js';

/** What the ranks of a job have said of their transport so far. Json. */
export interface Transports {
  readonly ranks: Readonly<Record<string, RankTransport>>;
}

interface RankTransport {
  readonly host: string;
  readonly gpu: string;
  /** What NCCL says that it uses, which outranks what a plugin says of itself: it may be given up afterwards. */
  readonly network?: string;
  /** The provider that the libfabric plugin has selected. */
  readonly provider?: string;
  /** What is ready for use. */
  readonly offered?: string;
}

export const noTransports: Transports = { ranks: {} };

/** Ranks that are remembered: a line of each rank of a very large job, not of everything that looks like one. */
const MOST_RANKS = 16_384;

/** Takes a line of a log; the same value where it tells nothing. No pattern sees the line, only texts that it may hold. */
export const withLine = (seen: Transports, text: string): Transports => withLines(seen, [text]);

/** The same of many lines. All that is known is copied once, and not for each rank of a large job. */
export function withLines(seen: Transports, lines: Iterable<string>): Transports {
  let ranks: Record<string, RankTransport> | undefined;
  let size: number | undefined;
  for (const text of lines) {
    const line = lineOf(text);
    const told = line && toldBy(line);
    if (line === undefined || told === undefined) continue;
    const key = `${line.host}:${line.pid} ${line.gpu}`;
    const before = (ranks ?? seen.ranks)[key];
    size ??= Object.keys(seen.ranks).length;
    if (before === undefined && size >= MOST_RANKS) continue;
    // A rank says it of each of its channels: nothing is copied for what is known.
    if (before !== undefined && Object.entries(told).every(([name, value]) => before[name as 'network'] === value))
      continue;
    ranks ??= { ...seen.ranks };
    ranks[key] = { ...before, host: line.host, gpu: line.gpu, ...told };
    if (before === undefined) size += 1;
  }
  return ranks === undefined ? seen : { ranks };
}

/** What a message tells: NCCL 2.4 to 2.28, aws-ofi-nccl 1.0 to 1.17. */
function toldBy({ message }: NcclLine): Pick<RankTransport, 'network' | 'provider' | 'offered'> | undefined {
  const network = after(message, 'Using network ') ?? between(message, 'Assigned NET plugin ', ' to comm');
  if (network !== undefined) return { network: named(network) };
  const provider =
    wordAfter(message, 'NET/OFI Selected provider is ') ?? wordAfter(message, 'NET/OFI Selected Provider is ');
  if (provider !== undefined) return { provider: provider.toLowerCase() };
  const channel = between(message, ' via NET/', '/');
  if (channel !== undefined && message.includes(' -> ')) return { network: named(channel) };
  if (message.startsWith('NET/IB') && message.includes(': Using ')) return { offered: 'ib' };
  if (message.startsWith('NET/Socket') && message.includes(': Using ')) return { offered: 'socket' };
  return undefined;
}

/** `AWS Libfabric` and `Libfabric` are one; a plugin of another name goes by it. */
function named(network: string): string {
  const name = network.trim().toLowerCase();
  if (name.includes('libfabric') || name === 'ofi') return 'ofi';
  if (name.startsWith('ib')) return 'ib';
  return name.startsWith('socket') ? 'socket' : name.slice(0, 40);
}

function transportOf({ network, provider, offered }: RankTransport): string {
  const ofi = provider === undefined ? 'ofi' : provider.startsWith('efa') ? 'efa' : `ofi:${provider}`;
  if (network !== undefined) return network === 'ofi' ? ofi : network;
  return provider === undefined ? (offered ?? 'unknown') : ofi;
}

/** Names that are told of ranks unlike the others. */
const MOST_ODD = 16;

/** What all of them use. Different ones on different ranks are `mixed`, and nothing is made of ranks that say nothing. */
export function transport(seen: Transports): HealthTransport {
  const ranks = withProvider(Object.values(seen.ranks).map((rank) => ({ ...rank, uses: transportOf(rank) })));
  if (ranks.length === 0) return { active: null, transport: 'unknown' };
  const counts: Record<string, number> = {};
  for (const { uses } of ranks) counts[uses] = (counts[uses] ?? 0) + 1;
  const kinds = Object.entries(counts).sort(([, one], [, other]) => other - one);
  const [most = ['unknown', 0]] = kinds;
  const odd = ranks.filter(({ uses }) => uses !== most[0]).map(({ host, gpu, uses }) => `${host} gpu ${gpu}: ${uses}`);
  const only = kinds.length === 1 ? most[0] : 'mixed';
  return {
    // The plugin is in use, and no line says over what: that it is EFA would be a guess.
    active: only === 'ofi' ? null : only === 'efa',
    transport: only,
    hosts: new Set(ranks.map(({ host }) => host)).size,
    ranks: counts,
    ...(odd.length === 0 ? {} : { odd: odd.sort().slice(0, MOST_ODD) }),
  };
}

type Rank = RankTransport & { readonly uses: string };

/** A rank whose provider no line names is no other than its neighbours: Ray prints a line that many say only once. */
function withProvider(ranks: readonly Rank[]): readonly Rank[] {
  const named = new Set(ranks.map(({ uses }) => uses).filter((uses) => uses === 'efa' || uses.startsWith('ofi:')));
  const [only] = named;
  if (only === undefined || named.size > 1) return ranks;
  return ranks.map((rank) => (rank.uses === 'ofi' ? { ...rank, uses: only } : rank));
}

function after(text: string, start: string): string | undefined {
  const at = text.indexOf(start);
  const rest = at < 0 ? '' : text.slice(at + start.length).trim();
  return rest === '' ? undefined : rest;
}

function between(text: string, start: string, end: string): string | undefined {
  const rest = after(text, start);
  const to = rest?.indexOf(end) ?? -1;
  return rest === undefined || to <= 0 ? undefined : rest.slice(0, to);
}

function wordAfter(text: string, start: string): string | undefined {
  return after(text, start)?.split(' ')[0]?.replace(',', '');
}

import { rankPrefixes, withoutEscapes } from './rank-prefix.js';

/**
 * Which process printed a line, as far as the line itself says so. Hand-written: no JavaScript RegExp may see log bytes.
 * What could be something else is left out: a wrong name is worse than none.
 */
export interface Origin {
  readonly rank?: number;
  /** Number of the process on its node, where only that is told. */
  readonly local_rank?: number;
  readonly host?: string;
  readonly gpu?: string;
}

const HEAD = 2_048;

/** Words with a number that stand before a colon and are no host. */
const NO_HOSTS: ReadonlySet<string> = new Set(
  'rank local global node_rank gpu cuda xpu npu hip mps device dev step steps epoch iter iteration batch layer stage actor worker task proc process pid tid thread dp tp pp cp ep vp stream block chunk shard file line row col python pytorch torch jax attempt try retry run job trial test train trainer val eval fold phase part version v s ipv http https utf sha md base int uint float bf fp e w i f d error exception log out err std stdout stderr'.split(
    ' ',
  ),
);

/** What stands before a line, and what of its head names who printed it. */
export function originOf(line: string): Origin {
  const whole = withoutEscapes(line.length > HEAD ? line.slice(0, HEAD) : line);
  const text = whole.slice(timeEnd(whole));
  const { ends } = rankPrefixes(text);
  let origin: Origin = tagged(text);
  let from = 0;
  for (const end of ends) {
    origin = { ...origin, ...tokenOrigin(text.slice(from, end).trim(), from === 0) };
    from = end;
  }
  const body = text.slice(from).trimStart();
  const { task, ...known } = { ...origin, ...kernel(whole), ...bracketed(body), ...nccl(text, from) } as Origin & Task;
  const rank = known.rank ?? (known.local_rank === undefined ? task : undefined);
  const all = { ...known, ...(rank === undefined ? {} : { rank }) };
  return isTorn(body, all) ? hostOnly(all) : all;
}

/** The rank of `originOf`, which most lines that don't tell one are told from at a glance. */
export function rankOf(line: string): number | undefined {
  // Each of a line's operators asks for it.
  if (line === asked.line) return asked.rank;
  const rank = mayTellRank(line) ? originOf(line).rank : undefined;
  asked = { line, rank };
  return rank;
}

/** The last answer. */
let asked: { readonly line: string; readonly rank: number | undefined } = { line: '', rank: undefined };

/** Whether something of a line looks like a rank: a prefix, mpirun's tag, or the number that `srun --label` puts before it. */
function mayTellRank(line: string): boolean {
  if (line.length > HEAD || line.includes('\x1b') || line.includes('[rank') || line.includes(']<std')) return true;
  if (line.endsWith(':')) return true;
  let at = 0;
  while (line[at] === ' ') at += 1;
  const digits = at;
  while (isDigit(line[at] ?? '')) at += 1;
  return at > digits && line[at] === ':' && (line[at + 1] === ' ' || at + 1 === line.length);
}

/** Where a time that a collector of logs has put before the line ends; 0 without one. */
function timeEnd(text: string): number {
  const run = takeWhile(text, 0, (char) => isDigit(char) || ' -:.,/+TZ[]'.includes(char));
  const time = run.slice(0, run.lastIndexOf(' ') + 1);
  return time.split(':').length > 2 && !time.includes(': ') ? time.length : 0;
}

/** A name that can only be a host's: letters and a number, and no word that numbers something else. */
export function looksLikeHost(name: string): boolean {
  const stem = lettersOf(name.toLowerCase());
  return stem !== '' && name.length <= 64 && [...name].some(isDigit) && !NO_HOSTS.has(stem) && [...name].every(isNamed);
}

/** Number of a task of `srun --label`; the rank only where nothing else numbers the process. */
interface Task {
  readonly task?: number;
}

function tokenOrigin(token: string, first: boolean): Origin & Task {
  const number = digitsIn(token);
  if (token.startsWith('[rank') && number !== undefined) return { rank: number };
  if (token.startsWith('[default') && number !== undefined) return { local_rank: number };
  if (token.startsWith('(')) return hostOfActor(token);
  const name = token.slice(0, -1);
  if (!token.endsWith(':')) return {};
  if (name !== '' && [...name].every(isDigit)) return first ? { task: Number(name) } : {};
  return looksLikeHost(name) ? { host: name } : {};
}

/** `(actor pid=7, ip=10.0.0.1)`; one without an address is on the driver's own node. */
function hostOfActor(token: string): Origin {
  const at = token.indexOf('ip=');
  const host = at < 0 ? '' : wordAt(token, at + 3);
  return host === '' ? {} : { host };
}

/** `[1,3]<stderr>:`: job and rank, as mpirun writes them with --tag-output. */
function tagged(text: string): Origin {
  const close = text.startsWith('[') ? text.indexOf(']<std', 1) : -1;
  const comma = text.indexOf(',');
  const inner = close > 0 && close < 24 && comma > 0 && comma < close ? text.slice(comma + 1, close) : '';
  return inner !== '' && [...inner].every(isDigit) ? { rank: Number(inner) } : {};
}

/** `Nov 22 08:11:00 node07 kernel: …`: the word before the kernel's is the host, where a time stands before it. */
function kernel(text: string): Origin {
  const at = text.indexOf(' kernel:');
  if (at < 8 || at > 120) return {};
  const before = text.lastIndexOf(' ', at - 1);
  const host = text.slice(before + 1, at);
  return before > 0 && isDigit(text[before - 1] ?? '') && [...host].every(isNamed) && !isDigit(host[0] ?? '0')
    ? { host }
    : {};
}

/** `[node07:12345] *** Process received signal ***` */
function bracketed(body: string): Origin {
  if (!body.startsWith('[')) return {};
  const host = wordAt(body, 1);
  const pid = body[1 + host.length] === ':' ? numberAt(body, 2 + host.length) : '';
  return pid !== '' && body[2 + host.length + pid.length] === ']' && looksLikeHost(host) ? { host } : {};
}

/** `node07:12345:12399 [2] NCCL WARN …`: host, process, thread and GPU; it may be torn into another line. */
function nccl(text: string, from: number): Origin {
  const at = text.indexOf(' NCCL ', from);
  if (at < 0 || text[at - 1] !== ']') return {};
  const open = text.lastIndexOf('[', at);
  const gpu = text.slice(open + 1, at - 1);
  const parts = text.slice(text.lastIndexOf(' ', open - 2) + 1, open - 1).split(':');
  const [host = '', pid = '', tid = ''] = parts.slice(-3);
  const numbers = [gpu, pid, tid].every((part) => part !== '' && [...part].every(isDigit));
  return parts.length === 3 && numbers && host !== '' && [...host].every(isNamed) ? { host, gpu } : {};
}

/** Another rank’s prefix in the middle: two lines were written into one, and which of them failed is not told. */
function isTorn(body: string, { rank, local_rank }: Origin): boolean {
  for (const [mark, own] of [['[rank', rank] as const, ['[default', local_rank] as const])
    for (let at = body.indexOf(mark); at >= 0; at = body.indexOf(mark, at + 1)) {
      const number = numberAt(body, at + mark.length);
      if (number !== '' && body.startsWith(']:', at + mark.length + number.length) && Number(number) !== own)
        return true;
    }
  return false;
}

const hostOnly = ({ host }: Origin): Origin => (host === undefined ? {} : { host });

function isDigit(char: string): boolean {
  return char >= '0' && char <= '9';
}

function isLetter(char: string): boolean {
  return (char >= 'a' && char <= 'z') || (char >= 'A' && char <= 'Z');
}

const isNamed = (char: string): boolean =>
  isDigit(char) || isLetter(char) || char === '-' || char === '.' || char === '_';

function takeWhile(text: string, at: number, holds: (char: string) => boolean): string {
  let end = at;
  while (end < text.length && holds(text[end] as string)) end += 1;
  return text.slice(at, end);
}

const wordAt = (text: string, at: number) => takeWhile(text, at, isNamed);
const numberAt = (text: string, at: number) => takeWhile(text, at, isDigit);
const lettersOf = (text: string) => takeWhile(text, 0, isLetter);

function digitsIn(token: string): number | undefined {
  const at = [...token].findIndex(isDigit);
  return at < 0 ? undefined : Number(numberAt(token, at));
}

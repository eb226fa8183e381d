import type { Culprit } from '../contract.js';
import { looksLikeHost } from '../match/line-origin.js';

const RANK = ['rank', 'global_rank', 'globalrank'];
const LOCAL = ['local_rank', 'localrank'];
/** Files that torchelastic writes for each process, in a folder that is called by its local rank. */
const STREAMS: ReadonlySet<string> = new Set(['stdout.log', 'stderr.log', 'error.json']);

/** Whose log a source is, by its name: `rank_3.log`, `node01.out`, `…/attempt_0/3/stderr.log`, `10.0.0.2/worker-7.out`. */
export function sourceOrigin(source: string, nodes: readonly string[]): Culprit {
  const [folder, file] = ends(source);
  if (isAddress(folder)) return { node: folder };
  if (STREAMS.has(file) && isNumber(folder)) return { local_rank: Number(folder) };
  const name = withoutEnding(file).toLowerCase();
  const rank = numbered(name, RANK);
  if (rank !== undefined) return { rank };
  const local_rank = numbered(name, LOCAL);
  if (local_rank !== undefined) return { local_rank };
  return isNode(name, nodes) ? { node: name } : {};
}

/** `10.0.0.2/worker-7-97ab12.out`: a folder that is called by an address has what that node's processes write. */
function isAddress(folder: string): boolean {
  const parts = folder.split('.');
  return parts.length === 4 && parts.every((part) => part.length <= 3 && isNumber(part) && Number(part) < 256);
}

/** A log may be called anything: without the platform's own list only what is plainly called after a node counts. */
function isNode(name: string, nodes: readonly string[]): boolean {
  if (nodes.length > 0) return nodes.some((node) => node.toLowerCase() === name || node.split('.', 1)[0] === name);
  return looksLikeHost(name) && ['node', 'host', 'nid'].some((stem) => numbered(name, [stem]) !== undefined);
}

/** `rank_3`, `rank-3`, `rank3`, and `train_rank3` by its end. */
function numbered(name: string, words: readonly string[]): number | undefined {
  const digits = trailingDigits(name);
  if (digits === '') return undefined;
  const before = name.slice(0, -digits.length);
  const word = before.endsWith('_') || before.endsWith('-') || before.endsWith('.') ? before.slice(0, -1) : before;
  const isWord = (one: string) =>
    word === one || (word.endsWith(one) && '_-.'.includes(word[word.length - one.length - 1] as string));
  const local = LOCAL.some(isWord) && !words.some((one) => LOCAL.includes(one));
  return words.some(isWord) && !local ? Number(digits) : undefined;
}

function trailingDigits(name: string): string {
  let at = name.length;
  while (at > 0 && isNumber(name[at - 1] as string)) at -= 1;
  return name.slice(at);
}

/** The last two parts of a path. */
function ends(path: string): readonly [folder: string, file: string] {
  const parts = path.split('/');
  return [parts.at(-2) ?? '', parts.at(-1) ?? ''];
}

const isNumber = (text: string): boolean => text !== '' && [...text].every((char) => char >= '0' && char <= '9');

function withoutEnding(name: string): string {
  const dot = name.lastIndexOf('.');
  return dot > 0 && !isNumber(name.slice(dot + 1)) ? name.slice(0, dot) : name;
}

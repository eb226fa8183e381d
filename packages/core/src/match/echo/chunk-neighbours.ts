import { after, HEAD, type Headed, headed, LONGEST, mayGoOn, type Neighbours } from './neighbours.js';

const LF = 10;
const CR = 13;

/** Answers, for a line that starts at a place of a chunk, what its neighbours before it say. */
export type Before = (start: number) => Neighbours | undefined;

/**
 * Looks back from the line only to the first one that cannot go on with anything, in most logs the one right before it.
 * `known` is what the lines before the chunk said.
 */
export function neighboursIn(chunk: Buffer, known: Neighbours | undefined): Before {
  // Lines that are asked about come in order: what was found for one is where the next begins.
  let at = 0;
  let said = known;
  return (start) => {
    const heads: Headed[] = [];
    let first = start;
    while (first > at && heads.length <= LONGEST) {
      const [from, to] = lineBefore(chunk, first);
      const head = headIn(chunk, from, to);
      heads.push(head);
      first = from;
      if (!mayGoOn(head)) break;
    }
    let found = first <= at ? said : undefined;
    for (const head of heads.reverse()) found = after(head, found);
    at = start;
    said = found;
    return found;
  };
}

/** What the lines of `chunk` say to the line behind it. `known` is what those before it said. Mostly its last line alone has a say. */
export function neighboursBehind(chunk: Buffer, known: Neighbours | undefined): Neighbours | undefined {
  if (chunk.length === 0) return known;
  const [from, to] = lineBefore(chunk, chunk.length);
  const head = headIn(chunk, from, to);
  return mayGoOn(head) ? neighboursIn(chunk, known)(chunk.length) : after(head, from === 0 ? known : undefined);
}

const headIn = (chunk: Buffer, from: number, to: number): Headed =>
  headed(chunk.toString('latin1', from, Math.min(to, from + HEAD)));

/** Where the line lies that ends before `start`. */
function lineBefore(chunk: Buffer, start: number): readonly [from: number, to: number] {
  const end = start - 1;
  const ends = chunk[end] === LF || chunk[end] === CR;
  const to = !ends ? start : chunk[end] === LF && chunk[end - 1] === CR ? end - 1 : end;
  if (to === 0) return [0, 0];
  const from = chunk.lastIndexOf(LF, to - 1) + 1;
  return [afterCarriage(chunk, from, to), to];
}

/** Lines up to this length are looked through byte by byte: to make a view of one takes longer. */
const SHORT = 512;

/** Behind the last `\r` of a line, or where it starts. */
function afterCarriage(chunk: Buffer, from: number, to: number): number {
  if (to - from > SHORT) return from + chunk.subarray(from, to).lastIndexOf(CR) + 1;
  let at = to;
  while (at > from && chunk[at - 1] !== CR) at -= 1;
  return at;
}

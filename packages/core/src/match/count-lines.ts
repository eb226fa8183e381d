const LF = 10;

/** How many `\n` stand in a part of a chunk, counted up to `most`. */
export function countLines(chunk: Buffer, from: number, to: number, most = Number.POSITIVE_INFINITY): number {
  let count = 0;
  for (let at = chunk.indexOf(LF, from); at >= 0 && at < to && count < most; at = chunk.indexOf(LF, at + 1)) count += 1;
  return count;
}

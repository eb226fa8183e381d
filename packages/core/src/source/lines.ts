const LF = 10;
const CR = 13;

/** What `wholeLines` is told when the byte behind the buffer is not known. */
export const UNKNOWN = -1;

/**
 * How many of the first `length` bytes are whole lines: up to the last `\n` or bare `\r`. `next` is the byte behind
 * them, which tells whether a `\r` in the last place is bare or half of `\r\n`; while it is unknown, the `\r` waits.
 */
export function wholeLines(bytes: Buffer, length: number, next: number): number {
  const lf = length === 0 ? -1 : bytes.lastIndexOf(LF, length - 1);
  let end = length;
  if (end === lf + 1) return end;
  if (bytes[end - 1] === CR && (next === UNKNOWN || next === LF)) end -= 1;
  const cr = bytes.subarray(lf + 1, end).lastIndexOf(CR);
  return lf + 1 + cr + 1;
}

export type Framed =
  /** Hand out so many bytes. */
  | { readonly kind: 'lines'; readonly bytes: number; readonly cut: boolean }
  /** A half line, or nothing at all, is left. */
  | { readonly kind: 'wait'; readonly half: number };

/**
 * Decides what of the first `length` bytes of `into` is handed out. `into` is the line cap: when it is full and holds
 * no line end, its content is the head of a long line. `all`: a half line before an unknown byte is a line too.
 */
export function frame(into: Buffer, length: number, next: number, all: boolean): Framed {
  const bytes = wholeLines(into, length, next);
  if (bytes > 0) return { kind: 'lines', bytes, cut: false };
  const full = length === into.length && length > 0;
  const waits = next === UNKNOWN && into[length - 1] === CR;
  if (full && !waits) return { kind: 'lines', bytes: length, cut: true };
  if (all && next === UNKNOWN && length > 0) return { kind: 'lines', bytes: length, cut: false };
  return { kind: 'wait', half: length };
}

/** How many of the first `length` bytes belong to the rest of a long line: up to its `\n`. */
export function restOfLine(bytes: Buffer, length: number): { readonly bytes: number; readonly ends: boolean } {
  const lf = bytes.subarray(0, length).indexOf(LF);
  return lf < 0 ? { bytes: length, ends: false } : { bytes: lf + 1, ends: true };
}

/** How many NUL bytes `bytes` begins with. */
export function leadingNuls(bytes: Buffer, length: number): number {
  let count = 0;
  while (count < length && bytes[count] === 0) count += 1;
  return count;
}

import fc from 'fast-check';
import { expect, it } from 'vitest';
import { frame, leadingNuls, restOfLine, UNKNOWN } from './lines.js';
import { type FileRange, RangeReader, type ReadAt } from './range-reader.js';

const of =
  (bytes: Buffer): ReadAt =>
  (buffers, position) => {
    let at = position;
    for (const buffer of buffers) at += bytes.subarray(Math.min(at, bytes.length)).copy(buffer);
    return at - position;
  };

interface Seen {
  readonly lines: readonly (readonly [offset: number, text: string, cut: boolean])[];
  readonly how: string;
}

function readRange(read: ReadAt, range: FileRange, longest: number, piece: number): Seen {
  const into = Buffer.alloc(longest);
  const reader = new RangeReader(read, range, into, piece);
  const begins = reader.begin();
  if (begins !== 'found') return { lines: [], how: begins };
  const lines: (readonly [number, string, boolean])[] = [];
  for (;;) {
    const next = reader.next();
    if (next.kind !== 'lines') return { lines, how: next.kind };
    lines.push(...linesOf(into.subarray(0, next.bytes), next.offset, next.cut));
  }
}

/** Each line of a piece by itself, so that it does not matter how pieces are cut. */
function linesOf(bytes: Buffer, offset: number, cut: boolean): (readonly [number, string, boolean])[] {
  if (cut) return [[offset, bytes.toString('latin1'), true]];
  const lines: (readonly [number, string, boolean])[] = [];
  for (let at = 0, start = 0; at < bytes.length; at++) {
    const ends = bytes[at] === 10 || (bytes[at] === 13 && bytes[at + 1] !== 10) || at === bytes.length - 1;
    if (!ends) continue;
    lines.push([offset + start, bytes.toString('latin1', start, at + 1), false]);
    start = at + 1;
  }
  return lines;
}

/** One who has the whole file before him: framed again from each line, with no ranges and no pieces. */
function naive(bytes: Buffer, longest: number): Seen['lines'] {
  const lines: (readonly [number, string, boolean])[] = [];
  let at = leadingNuls(bytes, bytes.length);
  while (at < bytes.length) {
    const window = Buffer.alloc(longest);
    const length = bytes.copy(window, 0, at);
    const framed = frame(window, Math.min(length, longest), bytes[at + longest] ?? UNKNOWN, true);
    if (framed.kind === 'wait') break;
    lines.push(...linesOf(bytes.subarray(at, at + framed.bytes), at, framed.cut));
    at += framed.bytes;
    if (framed.cut) at += restOfLine(bytes.subarray(at), bytes.length - at).bytes;
  }
  return lines;
}

const text = fc
  .array(fc.constantFrom('a', 'bc', 'a long line ', '\n', '\n', '\r\n', '\r', '\0', '\xe2\x96', '\n\n'), {
    maxLength: 60,
  })
  .map((parts) => Buffer.from(parts.join(''), 'latin1'));

it('ranges side by side hand out each line once, wherever they are cut', () => {
  fc.assert(
    fc.property(
      text,
      fc.integer({ min: 1, max: 40 }),
      fc.integer({ min: 2, max: 30 }),
      fc.nat(20),
      (bytes, size, longest, piece) => {
        const lines: Seen['lines'][number][] = [];
        for (let from = 0; from === 0 || from < bytes.length; from += size) {
          const to = from + size >= bytes.length ? Number.POSITIVE_INFINITY : from + size;
          lines.push(...readRange(of(bytes), { from, to }, longest, Math.max(1, piece)).lines);
        }
        expect(lines).toEqual(naive(bytes, longest));
      },
    ),
    { numRuns: 2000 },
  );
});

it('says where the next range has to begin, and what stands before it', () => {
  const bytes = Buffer.from('one\ntwo\nthree\nfour\n');
  const first = new RangeReader(of(bytes), { from: 0, to: 6 }, Buffer.alloc(64), 64);
  expect(first.begin()).toBe('found');
  expect(first.next()).toEqual({ kind: 'lines', offset: 0, bytes: 8, cut: false });
  expect(first.next()).toEqual({ kind: 'done' });
  const second = new RangeReader(of(bytes), { from: 6, to: 19 }, Buffer.alloc(64), 64);
  expect(second.begin()).toBe('found');
  expect([second.offset, second.before]).toEqual([first.offset, first.before]);
});

it('begins no line where one goes on beyond the range', () => {
  const bytes = Buffer.from(`head\n${'x'.repeat(40)}\ntail\n`);
  expect(readRange(of(bytes), { from: 10, to: 20 }, 64, 64)).toEqual({ lines: [], how: 'none' });
  expect(readRange(of(bytes), { from: 20, to: Number.POSITIVE_INFINITY }, 64, 64).lines).toEqual([
    [46, 'tail\n', false],
  ]);
});

it('notices that the file has become shorter, or another', () => {
  const bytes = Buffer.from('one\ntwo\nthree\nfour\n');
  expect(readRange(of(bytes), { from: 30, to: 40 }, 64, 64).how).toBe('foreign');
  expect(readRange(of(bytes), { from: 14, to: 40 }, 64, 64)).toEqual({ lines: [[14, 'four\n', false]], how: 'ended' });
  let reads = 0;
  const changing: ReadAt = (buffers, position) => {
    reads += 1;
    return of(reads < 2 ? bytes : Buffer.from('new\nnew\nnew\nnew\nnew\n'))(buffers, position);
  };
  expect(readRange(changing, { from: 0, to: 20 }, 8, 8).how).toBe('foreign');
});

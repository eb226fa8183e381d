import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { frame, UNKNOWN, wholeLines } from './lines.js';

const count = (text: string, next = UNKNOWN) => wholeLines(Buffer.from(text, 'latin1'), text.length, next);

describe('wholeLines', () => {
  it.each([
    ['', UNKNOWN, 0],
    ['half', UNKNOWN, 0],
    ['a\nb', UNKNOWN, 2],
    ['a\r\nb', UNKNOWN, 3],
    ['10%\r20%\r30%', UNKNOWN, 8],
    ['a\nb\r', UNKNOWN, 2],
    ['a\nb\r', 10, 2],
    ['a\nb\r', 65, 4],
    ['a\rb\r', UNKNOWN, 2],
    ['\r\r', UNKNOWN, 1],
    ['\0\xff\n\xfe', UNKNOWN, 3],
  ])('%j before %j: %i bytes', (text, next, expected) => expect(count(text, next)).toBe(expected));

  it('ends at a line end that no later byte can extend, and leaves no such end behind', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: fc.constantFrom('a', '\r', '\n') }),
        fc.constantFrom(UNKNOWN, 10, 97),
        (text, next) => {
          const bytes = count(text, next);
          const rest = text.slice(bytes) + (next === UNKNOWN ? '' : String.fromCharCode(next));
          if (bytes > 0) expect(text.slice(0, bytes)).toMatch(/(\n|\r)$/);
          if (text[bytes - 1] === '\r') expect(rest).toMatch(/^[^\n]/);
          expect(text.slice(bytes)).not.toMatch(/\n|\r[^\n]/);
        },
      ),
    );
  });
});

describe('frame', () => {
  it('hands out the head of a line that fills the buffer', () => {
    expect(frame(Buffer.from('abcd'), 4, 101, false)).toEqual({ kind: 'lines', bytes: 4, cut: true });
    expect(frame(Buffer.from('abc\r'), 4, UNKNOWN, false)).toEqual({ kind: 'wait', half: 4 });
    expect(frame(Buffer.from('abc\r'), 4, UNKNOWN, true)).toEqual({ kind: 'lines', bytes: 4, cut: false });
  });
});

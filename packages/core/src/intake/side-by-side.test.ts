import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Read } from '../contract.js';
import { compileRules } from '../match/compile-rules.js';
import type { Found } from '../match/types.js';
import { rules } from './intake.fixture.js';
import { type Asker, SideBySide } from './side-by-side.js';

const matcher = compileRules(rules);
const cursor = { path: '', inode: '', head: '', tail: '', offset: 0, generation: 0, seen: [] };
const line = fc.constantFrom(
  'step 7',
  'FAIL disk',
  'quiet',
  '',
  'loss 1.5\r',
  'step 8\rloss 2',
  'Traceback',
  '\xff FAIL',
);
const ending = fc.constantFrom('\n', '\n', '\n', '\r', '\r\n', '');
const texts = fc.array(
  fc.tuple(fc.array(line, { maxLength: 4 }), ending).map(([lines, end]) => lines.map((one) => one + end).join('')),
  { maxLength: 40 },
);

/** What each is given, in the order of reading. */
function given(chunks: readonly Buffer[], size: number): { bytes: Buffer; found: Found }[] {
  const told: { bytes: Buffer; found: Found }[] = [];
  const side = new SideBySide(matcher, size);
  const asker: Asker = { take: (_, bytes, found) => told.push({ bytes: Buffer.from(bytes), found }) };
  for (const chunk of chunks) {
    chunk.copy(side.room);
    const read: Read =
      chunk.length === 0 ? { kind: 'caught_up', asOf: 1, cursor } : { kind: 'data', bytes: chunk.length, cursor };
    expect(side.add(asker, read)).toBe(chunk.length);
  }
  side.search();
  return told;
}

describe('reads that are searched side by side', () => {
  it('bring each what a search of its own would', () => {
    fc.assert(
      fc.property(texts, (parts) => {
        const chunks = parts.map((part) => Buffer.from(part, 'latin1'));
        const alone = chunks.map((bytes) => ({ bytes, found: matcher.find(bytes) }));
        expect(given(chunks, 4096)).toEqual(alone);
      }),
    );
  });

  it('are as many as fit, and never without room for a whole chunk', () => {
    const chunks = Array.from({ length: 300 }, (_, i) => Buffer.from(`${'quiet\n'.repeat(i * 3)}FAIL n${i}\n`));
    const told = given(chunks, 8 << 10);
    expect(told.map(({ bytes }) => bytes.toString())).toEqual(chunks.map(String));
    expect(told.map(({ found }) => [found.count, found.lines.map(({ before }) => before)])).toEqual(
      chunks.map((_, i) => [i * 3 + 1, [i * 3]]),
    );
  });
});

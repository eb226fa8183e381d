import { virtualClock } from '@sigwatch/testkit';
import { expect, it } from 'vitest';
import type { Cursor, LogSource, Read } from '../contract.js';
import { discoveryOf, intakeOf, told } from './intake.fixture.js';

/** Sources of one log: what each has is there to be read once the pieces before it were read. */
function ordered(now: () => number, pieces: readonly (readonly [source: string, text: string])[]) {
  const state = { next: 0, pieces: [...pieces] };
  const source = (id: string): LogSource => ({
    id,
    async open() {
      let offset = 0;
      const cursor = (): Cursor => ({ path: id, inode: '1', head: '', tail: '', offset, generation: 0, seen: [] });
      const read = async (into: Buffer): Promise<Read> => {
        const [whose, text = ''] = state.pieces[state.next] ?? [];
        if (whose !== id && state.pieces.slice(state.next).some(([one]) => one === id)) return { kind: 'later' };
        if (whose !== id) return { kind: 'caught_up', asOf: now(), cursor: cursor() };
        state.next += 1;
        const bytes = into.write(`${text}\n`);
        offset += bytes;
        return { kind: 'data', bytes, cursor: cursor() };
      };
      return { read, async [Symbol.asyncDispose]() {} };
    },
  });
  return { source, state };
}

it('hands out what has to wait behind what it waits for, and is not idle until then', async () => {
  const clock = virtualClock(1_000);
  const { source, state } = ordered(clock.now, [
    ...[['a', 'step 1'] as const, ['b', 'FAIL one'] as const],
    ...[['a', 'step 2'] as const, ['c', 'FAIL two'] as const],
  ]);
  const intake = intakeOf(clock, discoveryOf(source('c'), source('b'), source('a')));
  await intake.settled();
  const all: string[] = [];
  let turns = 0;
  for (let idle = false; !idle; turns += 1) {
    const taken = await (turns === 0 ? intake.take() : intake.takeDue());
    all.push(...told(taken));
    // Nobody may think that what waits is read.
    if (turns === 0) expect(told(taken).filter((line) => line.endsWith('watermark'))).toEqual([]);
    ({ idle } = taken);
  }
  expect(turns).toBeGreaterThan(2);
  expect(all.filter((line) => / (step|failed)$/.test(line))).toEqual([
    'a:1 step',
    'b:1 failed',
    'a:2 step',
    'c:1 failed',
  ]);
  expect(all).toContain('c b a found');
  expect(all.at(-1)).toBe('c watermark');
  // Later, too, in the batch that brings it and not before.
  state.pieces.push(['a', 'step 3'], ['c', 'FAIL three']);
  clock.advance(60_000);
  const first = told(await intake.take());
  expect(first.filter((line) => / (step|failed)$/.test(line))).toEqual(['a:3 step']);
  expect(first).not.toContain('watermark');
  expect(told(await intake.takeDue())).toContain('c:2 failed');
  await intake[Symbol.asyncDispose]();
});

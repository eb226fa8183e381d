import { memorySource, virtualClock } from '@sigwatch/testkit';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Signal } from '../contract.js';
import { discoveryOf, intakeOf, kept, signals } from './intake.fixture.js';
import type { TrackStates } from './intake.js';
import type { TrackState } from './track-state.js';

const START = Date.UTC(2024, 0, 1, 12);

/** Lines as they may come at a moment: with a time and without, halves, blocks, progress bars. */
type Text = (now: number) => string;
const text: fc.Arbitrary<Text> = fc.oneof(
  {
    weight: 8,
    arbitrary: fc.nat(90).map((n) => (now: number) => `${new Date(now - n * 1000).toISOString()} FAIL x${n}\n`),
  },
  { weight: 1, arbitrary: fc.nat(999).map((n) => () => `FAIL y${n}\n`) },
  { weight: 2, arbitrary: fc.nat(999).map((n) => () => `step ${n} loss 1.5\n`) },
  ...['step 1\rstep 2\rstep 3\n', 'Traceback (most recent call last):\n  File "x", line 1\nValueError: no\n'].map(
    (one) => fc.constant(() => one),
  ),
  ...['nothing of interest\n', 'FAIL half', '\n'].map((one) => fc.constant(() => one)),
);

const action = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({
      do: fc.constant('write' as const),
      source: fc.nat(2),
      texts: fc.array(text, { maxLength: 12 }),
    }),
  },
  { weight: 4, arbitrary: fc.record({ do: fc.constant('commit' as const), due: fc.boolean(), all: fc.boolean() }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('crash' as const), lost: fc.boolean() }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('reopen' as const) }) },
);

describe('an intake that is resumed', () => {
  it('hands out what one uninterrupted reading would, each exactly once', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(action, { maxLength: 60 }),
        fc.integer({ min: 1, max: 12 }),
        fc.constantFrom(128, 400, 4096),
        async (actions, enough, chunk) => {
          const clock = virtualClock(START);
          const sources = ['a', 'b', 'c'].map((id) => memorySource(id, clock.now));
          const discovery = discoveryOf(...sources);
          let states: TrackStates = new Map();
          // Places that were not bound to be kept at once, and may be lost in a crash.
          const unsaved = new Map<string, { readonly state: TrackState }>();
          const start = async () => {
            const intake = intakeOf(clock, discovery, { states, enough, chunk });
            await clock.settle();
            return intake;
          };
          const handed: Signal[] = [];
          let intake = await start();
          const commit = async (due: boolean, all: boolean, final = false) => {
            const taken = await (due ? intake.takeDue() : intake.take(final));
            handed.push(...signals(taken));
            for (const [id, one] of taken.moved) unsaved.set(id, one);
            const saved = all ? [...unsaved.keys()] : taken.bound;
            states = kept(new Map([...states, ...saved.map((id) => [id, unsaved.get(id)!.state] as const)]));
            for (const id of saved) unsaved.delete(id);
            return taken.idle;
          };
          for (const one of actions) {
            await clock.advance(20_000);
            if (one.do === 'write') for (const part of one.texts) sources[one.source]?.append(part(clock.now()));
            else if (one.do === 'commit') await commit(one.due, one.all);
            else if (one.do === 'reopen') await intake.reopen();
            else {
              // What was taken and not committed is gone with the process.
              if (one.lost) await intake.take();
              await intake[Symbol.asyncDispose]();
              unsaved.clear();
              intake = await start();
            }
          }
          while (!(await commit(false, true, true)));
          await intake[Symbol.asyncDispose]();

          intake = intakeOf(clock, discovery, { chunk });
          await clock.settle();
          const whole: Signal[] = [];
          for (let idle = false; !idle; ) {
            const taken = await intake.take(true);
            whole.push(...signals(taken));
            idle = taken.idle;
          }
          await intake[Symbol.asyncDispose]();

          for (const { id } of sources) {
            const of = (list: readonly Signal[]) =>
              list
                .filter((signal) => signal.source === id)
                .map(({ id, line, text, fields, block }) => ({ id, line, text, fields, block }));
            expect(of(handed)).toEqual(of(whole));
            const times = handed.filter((signal) => signal.source === id).map(({ time }) => time);
            expect(times).toEqual([...times].sort((x, y) => x - y));
          }
        },
      ),
      { numRuns: 300 },
    );
  });
});

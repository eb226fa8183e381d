import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { EngineEvent } from '../contract.js';
import { emptyLedger } from '../policy/ledger.js';
import { attemptOperator } from '../run/attempt.js';
import type { AttemptState } from '../run/attempt-state.js';
import { QuietEvents } from './quiet.js';

const operator = attemptOperator({
  run_id: 'run',
  attempt: 1,
  has_job: true,
  inactivity: 60_000,
  hold: 10_000,
  hang_symptom_of: [],
  policies: undefined,
  ledger: emptyLedger,
});
const job = { id: 'x:1', incarnation: 'a' } as const;

const source = fc.constantFrom('a', 'b');
const step = fc.record({
  after: fc.integer({ min: 0, max: 20_000 }),
  events: fc.array(
    fc.oneof(
      source.map(
        (name) =>
          (at: number): EngineEvent => ({ type: 'watermark', at, source: name, as_of: at }),
      ),
      fc.constant((at: number): EngineEvent => ({ type: 'watermark', at, as_of: at })),
      fc.constant((at: number): EngineEvent => ({ type: 'watermark', at, source: 'a', others: ['b'], as_of: at })),
      fc.constant((at: number): EngineEvent => ({ type: 'blind', at, source: 'a', others: ['b'], error: 'stale' })),
      fc.constant((at: number): EngineEvent => ({ type: 'found', at, sources: ['a', 'b'] })),
      fc.integer({ min: 0, max: 30_000 }).map(
        (ago) =>
          (at: number): EngineEvent => ({ type: 'output', at, time: at - ago, lines: 1 }),
      ),
      source.map(
        (name) =>
          (at: number): EngineEvent => ({ type: 'output', at, source: name, time: at, lines: 1 }),
      ),
      source.map(
        (name) =>
          (at: number): EngineEvent => ({ type: 'blind', at, source: name, error: 'stale' }),
      ),
      fc.constant((at: number): EngineEvent => ({ type: 'job', at, status: { job, state: 'running' } })),
      fc.constant((at: number): EngineEvent => ({ type: 'job_unknown', at, error: 'no route' })),
      fc.constant((at: number): EngineEvent => ({ type: 'tick', at })),
    ),
    { minLength: 1, maxLength: 5 },
  ),
});

/** What a run comes to, whichever of its events were folded. */
const meaning = ({ sources, ...rest }: AttemptState) => ({ ...rest, sources: Object.entries(sources).sort() });

describe('quiet events', () => {
  it('leave the record as telling as it was', () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 40 }), (steps) => {
        const quiet = new QuietEvents();
        const record: EngineEvent[] = [];
        const live: unknown[] = [];
        let state = operator.init();
        let at = 0;
        for (const { after, events } of steps) {
          at += after;
          const before = state;
          const told: unknown[] = [];
          const happened = events.map((event) => event(at));
          for (const event of happened) {
            const [next, outputs] = operator.step(state, event);
            state = next;
            told.push(...outputs);
          }
          live.push(...told);
          if (told.length === 0 && QuietEvents.isQuiet(happened, before, state)) quiet.hold(happened);
          else record.push(...quiet.take(), ...happened);
        }
        record.push(...quiet.take());
        const replayed: unknown[] = [];
        let again = operator.init();
        for (const event of record) {
          const [next, outputs] = operator.step(again, event);
          again = next;
          replayed.push(...outputs);
        }
        expect(replayed).toEqual(live);
        expect(meaning(again)).toEqual(meaning(state));
      }),
      { numRuns: 500 },
    );
  });
});

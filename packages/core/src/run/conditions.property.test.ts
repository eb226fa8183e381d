import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { EngineEvent, Shown } from '../contract.js';
import { emit, ended, MINUTE, play, restartsAfter, seen, signal, step } from './attempt.fixture.js';

const modes = { degraded: {}, stalled: { mode: 'stall' }, timed_out: { mode: 'timeout' } } as const;
const beside = { source: 'heartbeats.jsonl', beside: true, until_resolved: true, symptom_of: ['*'] } as const;
const told = fc
  .record({ shows: fc.constantFrom<Shown>('degraded', 'stalled', 'timed_out'), over: fc.boolean() })
  .map(({ shows, over }) => (at: number): EngineEvent[] => {
    const name = `shown_${shows}`;
    return [emit(signal(at, over ? { name, ...beside, resolved: true } : { name, ...beside, shows, ...modes[shows] }))];
  });
const unknown = fc.constant((at: number): EngineEvent[] => [{ type: 'job_unknown', at, error: 'no answer' }]);
const happened = fc.array(fc.oneof({ weight: 4, arbitrary: told }, { weight: 1, arbitrary: unknown }), {
  maxLength: 3,
});

it('whatever heartbeats say of a run that goes on stepping, it is never ended, and it succeeds where its job does', () => {
  fc.assert(
    fc.property(
      fc.array(happened, { minLength: 1, maxLength: 40 }),
      fc.integer({ min: 0, max: 120 }),
      (life, delay) => {
        // Nothing that heartbeats say shortens the patience with a step that takes twenty minutes.
        const events = life.flatMap((makes, i) => {
          const at = (i + 1) * 20 * MINUTE;
          return [
            step(at, i + 1),
            ...seen(at + 1_000),
            ...makes.flatMap((make) => make(at + 2_000)),
            ...seen(at + MINUTE),
          ];
        });
        const run = play(
          [seen(0), events, ended((life.length + 2) * 20 * MINUTE, 'succeeded')],
          restartsAfter(delay * 1_000),
        );
        expect(run.decisions).toEqual([]);
        expect(run.states.at(-1)).toBe('succeeded');
      },
    ),
    { numRuns: 150, seed: 20_260_101 },
  );
}, 60_000);

import { describe, expect, it } from 'vitest';
import type { EngineEvent } from '../contract.js';
import { rulesOf } from '../correlate/marbles.fixture.js';
import { makeOperators, operatorsOf } from '../correlate/operators.js';
import { systemDeps } from '../deps.js';
import { createRegistry } from '../plugin/registry.js';
import { emit, MINUTE, output, play, restartsAfter, seen, signal, status, step } from './attempt.fixture.js';

const registry = createRegistry();
const stalled = { class_name: 'StalledState' } as const;
const awaiting = (input: string, when: object) =>
  makeOperators(
    registry,
    operatorsOf(rulesOf([{ name: 'awaited', input, when: when as never, state: stalled }])),
    systemDeps,
  );
const policy = { ...restartsAfter(0), operators: awaiting('iteration', { absent: '3m' }) };
const beats = { ...restartsAfter(0), operators: awaiting('beat', { absent: '3m', start_within: '10m' }) };

const beat = (at: number): EngineEvent => emit(signal(at, { name: 'beat' }));
const steps = (from: number, to: number, each: number) =>
  Array.from({ length: Math.floor((to - from) / each) }, (_, n) => [
    step(from + n * each, 1 + n),
    ...seen(from + n * each + 1),
  ]);
const looks = (from: number, to: number) =>
  Array.from({ length: Math.floor((to - from) / MINUTE) }, (_, n) => seen(from + n * MINUTE)).flat();

describe('a rule that awaits something and calls it a stall', () => {
  it('ends a run that hangs, two minutes after it has fired, and says why', () => {
    const run = play([seen(0), steps(1000, 5 * MINUTE, 10_000).flat(), looks(5 * MINUTE, 12 * MINUTE)].flat(), policy);
    const [, last] = run.of('signal').map(({ at }) => at);
    expect(last).toBeUndefined();
    expect(run.of('signal')).toMatchObject([{ signal: { name: 'awaited', absence: true, mode: 'stall' } }]);
    expect(run.closed).toMatchObject([{ ignored: false, incident: { mode: 'stall', root: { name: 'awaited' } } }]);
    expect(run.decisions.map((one) => one.decision.action)).toEqual(['restart']);
    // The last step at 4:51, three minutes, two minutes, and the hold of half a minute.
    expect(run.decisions[0]?.at).toBeGreaterThanOrEqual(10.3 * MINUTE);
    expect(run.decisions[0]?.at).toBeLessThanOrEqual(11.5 * MINUTE);
  });

  it('never ends a run whose steps go on, whatever else stays away', () => {
    const run = play([seen(0), beat(1000), steps(2000, 120 * MINUTE, 30_000).flat()].flat(), beats);
    expect(run.of('signal').map(({ signal }) => signal.name)).toEqual(['beat', 'awaited']);
    expect(run.closed.map(({ ignored }) => ignored)).toEqual([true]);
    expect(run.decisions).toEqual([]);
    expect(run.state.run).toBe('running');
  });

  it('never ends a run whose steps are slower than it thinks, and are told before it is sure', () => {
    const slow = Array.from({ length: 120 }, (_, n) => [
      ...(n % 4 === 0 ? [step(n * MINUTE + 1000, 1 + n / 4)] : []),
      ...seen(n * MINUTE + 2000),
    ]);
    const run = play([seen(0), ...slow].flat(), policy);
    expect(run.of('signal').length).toBeGreaterThan(5);
    expect(run.decisions).toEqual([]);
  });

  it('never ends a run that is suspended, waits, or can not be seen', () => {
    const before = [seen(0), steps(1000, 5 * MINUTE, 10_000).flat()].flat();
    const after = [step(300 * MINUTE, 100), ...seen(300 * MINUTE + 1)];
    const nothing: Record<string, readonly EngineEvent[]> = {
      suspended: [
        status(5 * MINUTE, 'suspended'),
        { type: 'watermark', at: 200 * MINUTE, source: 'train.log', as_of: 200 * MINUTE },
      ],
      pending: [
        status(5 * MINUTE, 'pending'),
        { type: 'watermark', at: 200 * MINUTE, source: 'train.log', as_of: 200 * MINUTE },
      ],
      unknown: [{ type: 'job_unknown', at: 5 * MINUTE, error: 'no answer' }],
      blind: [{ type: 'blind', at: 5 * MINUTE, source: 'train.log', error: 'EACCES' }, status(200 * MINUTE, 'running')],
      unread: [status(200 * MINUTE, 'running')],
    };
    for (const [name, events] of Object.entries(nothing)) {
      const run = play([...before, ...events, ...after], policy);
      expect([name, run.of('signal'), run.decisions]).toEqual([name, [], []]);
    }
  });

  it('ends a run of which nothing ever came, where something printed though', () => {
    const prints = Array.from({ length: 12 }, (_, n) => [output(1000 + n * MINUTE), ...seen(n * MINUTE + 2000)]).flat();
    const run = play([seen(0), ...prints, looks(12 * MINUTE, 16 * MINUTE)].flat(2), beats);
    expect(run.closed).toMatchObject([{ incident: { root: { name: 'awaited' } } }]);
    expect(run.decisions.map((one) => one.decision.action)).toEqual(['restart']);
  });
});

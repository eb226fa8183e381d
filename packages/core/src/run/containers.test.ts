import { describe, expect, it } from 'vitest';
import type { EngineEvent } from '../contract.js';
import { emit, MINUTE, nccl, play, restartsAfter, seen, signal, status, step } from './attempt.fixture.js';

const job = { id: 'modal:ap-1', incarnation: '' } as const;
const running = (at: number) => status(at, 'running', { job });
const [first, second] = ['modal:ap-1/ta-01A.log', 'modal:ap-1/ta-01B.log'];
const look = (at: number, ...sources: string[]): EngineEvent[] => [
  running(at),
  ...sources.map((source) => ({ type: 'watermark', at, source, as_of: at }) as const),
];
const steps = [100, 101, 102, 103].map((number, n) => step(10_000 * n + 1_000, number, first));
const anew = [90, 91, 92, 93].map((number, n) => step(2 * MINUTE + 10_000 * n, number, second));
const timely = { ...restartsAfter(0), inactivity: 5 * MINUTE, startup: 30 * MINUTE };

describe('the containers of an app', () => {
  it('that follow one that is gone begin the steps anew, and get the time of a start', () => {
    const gone = [look(0, first), steps, look(60_000, first, second), look(20 * MINUTE, first, second)];
    const run = play(gone, timely);
    expect(run.decisions).toEqual([]);
    const dead = play([...gone, look(32 * MINUTE, first, second)], timely);
    expect(dead.decisions.at(-1)?.decision).toMatchObject({ action: 'restart', mode: 'stall' });
    const goesOn = play(
      [look(0, first), steps, look(60_000, first, second), anew, look(3 * MINUTE, first, second)],
      timely,
    );
    expect([goesOn.state.run, goesOn.state.progress.last?.step]).toEqual(['running', 93]);
    const told = goesOn.outputs.filter(({ type }) => type === 'notice');
    expect(told).toMatchObject([{ text: 'The platform has begun another container (ta-01B) after step 103.' }]);
  });

  it('that go on close the incident of the one before by their steps', () => {
    const run = play([look(0, first), steps, nccl(40_000), look(60_000, first, second), anew], timely);
    expect(run.closed).toMatchObject([{ ignored: true, reason: expect.stringContaining('verified steps') }]);
    expect(run.decisions).toEqual([]);
  });

  it('are told once each, and not before a step; sources of other platforms are none', () => {
    const told = (events: readonly (EngineEvent | readonly EngineEvent[])[]) =>
      play(events, timely).outputs.filter(({ type }) => type === 'notice').length;
    expect(told([look(0, first), look(1_000, first, second), steps])).toBe(0);
    expect(told([look(0, first), steps, anew, anew])).toBe(1);
    const local = (at: number, number: number, source: string) => step(at, number, source);
    expect(
      told([
        seen(0, 'x/ta-1'),
        local(1_000, 1, 'x/ta-1'),
        local(2_000, 2, 'x/ta-2'),
        emit(signal(3_000, { name: 'x', source: 'data-1' })),
      ]),
    ).toBe(0);
  });

  it('that work beside the training may fail, and that of the training is stopped', () => {
    const fails = (at: number, source: string) => [
      emit(signal(at, { name: 'oom', mode: 'crash', error_type: 'oom', severity: 'critical', source })),
      emit(signal(at + 100, { name: 'container_failed', metadata: { phase: 'attempt_over' }, source })),
    ];
    const on = [104, 105, 106].map((number, n) => step(50_000 + 10_000 * n, number, first));
    const beside = [look(0, first, second), steps, fails(40_000, second), on, look(2 * MINUTE, first, second)];
    expect(play(beside, timely).decisions).toEqual([]);
    const own = [look(0, first, second), steps, fails(40_000, first), look(2 * MINUTE, first, second)];
    expect(play(own, timely).decisions.at(-1)?.decision).toMatchObject({ action: 'stop', error_type: 'oom' });
    const moved = emit(signal(40_000, { name: 'taken', metadata: { phase: 'attempt_moved' }, source: first }));
    const next = [look(0, first), steps, moved, look(60_000, first, second), fails(70_000, second)];
    const loading = play([...next, look(2 * MINUTE, first, second)], timely);
    expect(loading.decisions.at(-1)?.decision).toMatchObject({ action: 'stop', error_type: 'oom' });
  });

  it('are told once each also where there are more than are kept', () => {
    const many = Array.from({ length: 200 }, (_, n) => `modal:ap-1/ta-${1000 + n}.log`);
    const line = (at: number, source: string) => emit(signal(at, { name: 'x', source }));
    const all = [0, 1].flatMap((turn) => many.map((source, n) => line(60_000 + 1_000 * turn + n, source)));
    const { outputs } = play([look(0, first), steps, all], timely);
    expect(outputs.filter(({ type }) => type === 'notice').length).toBe(200);
  });
});

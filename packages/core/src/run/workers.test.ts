import { describe, expect, it } from 'vitest';
import type { EngineEvent } from '../contract.js';
import {
  emit,
  ended,
  exception,
  launcher,
  MINUTE,
  nccl,
  oom,
  output,
  play,
  restartsAfter,
  seen,
  signal,
  status,
  step,
} from './attempt.fixture.js';

const phase = (at: number, is: string): EngineEvent =>
  emit(signal(at, { name: is, metadata: { kind: 'notice', phase: is } }));
/** A step every ten seconds, from `first` to `last`. */
const steps = (from: number, first: number, last: number, source?: string) =>
  Array.from({ length: last - first + 1 }, (_, i) => step(from + i * 10_000, first + i, source));
const actions = (run: ReturnType<typeof play>) => run.decisions.map((one) => one.decision.action);
const before = [seen(0), steps(1000, 1, 20)];

describe('a launcher that starts its workers again', () => {
  const at = 4 * MINUTE;
  const anew = (start: number, last = 15) => [steps(start, 10, last), seen(start + (last - 9) * 10_000)];

  it('is waited for as long as a run may be silent, and its lower steps disprove what failed before', () => {
    const run = play(
      [
        ...before,
        oom(at),
        launcher(at),
        phase(at + 1000, 'workers_restarted'),
        seen(at + 15 * MINUTE),
        ...anew(at + 20 * MINUTE),
      ],
      restartsAfter(0),
    );
    expect(actions(run)).toEqual([]);
    expect(run.closed).toMatchObject([{ ignored: true }]);
    expect(run.state.run).toBe('running');
    const unsaid = play([...before, oom(at), launcher(at), seen(at + 15 * MINUTE)], restartsAfter(0));
    expect(unsaid.state.confirmed).toBeDefined();
  });

  it('is no stall while its steps are below those of before', () => {
    const start = at + 2 * MINUTE;
    const slow = Array.from({ length: 8 }, (_, i) => [
      step(start + i * 8 * MINUTE, 5 + i),
      seen(start + i * 8 * MINUTE + 1),
    ]);
    const run = play([...before, phase(at, 'workers_restarted'), slow.flat(2)], restartsAfter(0));
    expect(run.of('signal').map(({ signal }) => signal.name)).toEqual(['workers_restarted']);
    const unsaid = play([...before, slow.flat(2)], restartsAfter(0));
    expect(unsaid.of('signal').map(({ signal }) => signal.name)).toContain('stall_no_output');
  });

  it('takes back a decision that was about to take effect', () => {
    const events = [...before, nccl(at), seen(at + 6 * MINUTE), seen(at + 7 * MINUTE)];
    const run = play(
      [...events, phase(at + 7 * MINUTE, 'workers_restarted'), seen(at + 9 * MINUTE)],
      restartsAfter(5 * MINUTE),
    );
    expect(actions(run)).toEqual(['restart', 'ignore']);
    expect(run.state.verdict).toBeUndefined();
  });

  it('that never makes a step again is the failure that it was', () => {
    const events = [...before, exception(at), phase(at + 1000, 'workers_restarted')];
    const run = play(
      [...events, seen(at + 32 * MINUTE), seen(at + 33 * MINUTE), seen(at + 34 * MINUTE)],
      restartsAfter(0),
    );
    expect(run.closed).toMatchObject([{ ignored: false, incident: { root: { error_type: 'exception' } } }]);
  });

  it('whose workers fail again has no more patience than any other', () => {
    const again = at + 2 * MINUTE;
    const run = play(
      [
        ...before,
        nccl(at),
        phase(at + 1000, 'workers_restarted'),
        nccl(again),
        seen(again + 6 * MINUTE),
        seen(again + 7 * MINUTE),
      ],
      restartsAfter(0),
    );
    expect(actions(run)).toEqual(['restart']);
  });

  it('is a failure when the job ends before a step', () => {
    const run = play(
      [...before, oom(at), phase(at + 1000, 'workers_restarted'), ended(at + MINUTE, 'failed')],
      restartsAfter(0),
    );
    expect(run.closed).toMatchObject([{ ignored: false, incident: { root: { error_type: 'oom' } } }]);
  });
});

describe('a launcher that only says that its workers ended', () => {
  const at = 4 * MINUTE;
  const down = [...before, oom(at), launcher(at + 1000), phase(at + 1000, 'workers_ended')];

  it('has started them again when the steps of one source go up anew', () => {
    const run = play(
      [...down, seen(at + 10 * MINUTE), steps(at + 10 * MINUTE, 10, 14), seen(at + 11 * MINUTE)],
      restartsAfter(0),
    );
    expect(actions(run)).toEqual([]);
    expect(run.closed).toMatchObject([{ ignored: true }]);
    expect(run.state.progress.last).toMatchObject({ step: 14 });
  });

  it('has not because ranks that lag behind print a step or two', () => {
    const stray = [step(at + 5000, 19), step(at + 6000, 20), step(at + 6500, 19), step(at + 7000, 20)];
    const run = play([...down, stray, ended(at + MINUTE, 'failed')], restartsAfter(0));
    expect(run.closed).toMatchObject([{ ignored: false, incident: { root: { error_type: 'oom' } } }]);
  });

  it('and a step that is further than ever needs no trial', () => {
    const run = play([...down, steps(at + MINUTE, 21, 23), seen(at + 2 * MINUTE)], restartsAfter(0));
    expect(run.closed).toMatchObject([{ ignored: true }]);
    expect(run.state.progress.trial).toBeUndefined();
  });
});

describe('the folders of a launcher', () => {
  const log = (attempt: number, rank = 0, name = 'stdout.log') => `/logs/job_x/attempt_${attempt}/${rank}/${name}`;
  const first = [status(0, 'running'), steps(1000, 1, 20, log(0))];
  const at = 4 * MINUTE;

  it('say by a log of its next attempt that the workers were started again', () => {
    const run = play(
      [
        ...first,
        oom(at, log(0, 1, 'error.json')),
        steps(at + 2 * MINUTE, 10, 12, log(1)),
        status(at + 3 * MINUTE, 'running'),
      ],
      restartsAfter(0),
    );
    expect(run.of('notice').map(({ text }) => text)).toEqual([expect.stringContaining('(attempt 1)')]);
    expect(run.closed).toMatchObject([{ ignored: true }]);
    expect(run.state.progress.last).toMatchObject({ step: 12 });
  });

  it('say so by an empty log too, so that a start that takes long is waited for', () => {
    const both = (when: number) => [...seen(when, log(0)), ...seen(when, log(1))];
    const down = [...first, oom(at, log(0, 1, 'error.json')), ...both(at + 10_000)];
    const run = play(
      [...down, ...both(at + 15 * MINUTE), steps(at + 20 * MINUTE, 10, 12, log(1)), ...both(at + 21 * MINUTE)],
      restartsAfter(0),
    );
    expect(run.closed).toMatchObject([{ ignored: true }]);
    expect(actions(run)).toEqual([]);
  });

  it('of workers that were replaced tell neither failures nor steps of those now', () => {
    const late = [oom(at + 3 * MINUTE, log(0, 1, 'error.json')), step(at + 3 * MINUTE, 99, log(0))];
    const run = play([
      ...first,
      steps(at, 10, 12, log(1)),
      ...late,
      exception(at + 4 * MINUTE, log(1)),
      ended(at + 5 * MINUTE, 'failed'),
    ]);
    expect(run.closed).toMatchObject([{ incident: { root: { error_type: 'exception' }, progress: { step: 12 } } }]);
    expect(run.of('signal').map(({ signal }) => signal.name)).toContain('cuda_oom');
  });

  it('are each their own: another run of the launcher begins at its first attempt', () => {
    const other = log(0).replace('job_x', 'job_y');
    const run = play([...first, steps(at, 10, 12, log(2)), steps(at + MINUTE, 30, 33, other), output(at + 2 * MINUTE)]);
    expect(run.state.generations).toEqual({ '/logs/job_x': 2, '/logs/job_y': 0 });
    expect(run.state.progress.last).toMatchObject({ step: 33 });
  });
});

describe('a task that is tried again for ever', () => {
  const MEMORY = 1000;
  const retried = (at: number, left = 'infinite') =>
    emit(
      signal(at, { name: 'ray_task_retried', fields: { left }, metadata: { kind: 'notice', phase: 'workers_ended' } }),
    );
  /** One turn of two minutes: steps from `first` to `last`, and then it is out of memory. */
  const turn = (index: number, first: number, last: number, left?: string) => {
    const from = index * 3 * MINUTE;
    const end = from + (last - first) * 10_000 + MEMORY;
    return [steps(from, first, last), oom(end), retried(end, left), seen(end + 1)].flat();
  };
  const turns = (count: number, first: number, last: number, left?: string) =>
    Array.from({ length: count }, (_, i) => turn(i + 1, first, last, left)).flat();

  it('ends by the failure that comes back again and again while no step gets further', () => {
    const four = play([seen(0), turns(4, 1, 12), seen(14 * MINUTE)], restartsAfter(0));
    expect(actions(four)).toEqual([]);
    const run = play([seen(0), turns(5, 1, 12), seen(18 * MINUTE)], restartsAfter(0));
    expect(actions(run)).toEqual(['stop']);
    expect(run.decisions[0]?.incident.root.error_type).toBe('oom');
    expect(run.closed.at(-1)?.reason).toBe('its steps have begun anew 4 times, and none went further than 12');
    // The steps of the next turn come before it is acted on.
    const soon = play([seen(0), turns(5, 1, 12), steps(17.1 * MINUTE, 1, 5), seen(18 * MINUTE)], restartsAfter(0));
    expect(actions(soon)).toEqual(['stop']);
  });

  it('goes on where each turn gets further, where turns are counted, and where all steps of one were done', () => {
    const further = Array.from({ length: 12 }, (_, i) => turn(i + 1, i + 1, i + 9)).flat();
    expect(actions(play([seen(0), further, seen(40 * MINUTE)], restartsAfter(0)))).toEqual([]);
    expect(actions(play([seen(0), turns(8, 1, 12, '3'), seen(25.5 * MINUTE)], restartsAfter(0)))).toEqual([]);
    const whole = Array.from({ length: 8 }, (_, i) => {
      const from = (i + 1) * 3 * MINUTE;
      const epoch = Array.from({ length: 12 }, (_, n) => step(from + n * 10_000, n + 1, 'train.log', { total: 12 }));
      return [epoch, oom(from + 2 * MINUTE), retried(from + 2 * MINUTE), seen(from + 2 * MINUTE + 1)].flat();
    }).flat();
    expect(actions(play([seen(0), whole, seen(25.5 * MINUTE)], restartsAfter(0)))).toEqual([]);
  });

  it('is none where the steps go on below the furthest that there was', () => {
    const data = (at: number) => [oom(at), retried(at), seen(at + 1)].flat();
    const events = Array.from({ length: 20 }, (_, i) => [
      steps((3 + i) * MINUTE, 21 + 6 * i, 26 + 6 * i),
      data((3 + i) * MINUTE + 52_000),
    ]).flat(2);
    expect(actions(play([...before, events], restartsAfter(0)))).toEqual([]);
  });
});

import { describe, expect, it } from 'vitest';
import type { EngineEvent } from '../contract.js';
import {
  emit,
  ended,
  MINUTE,
  nccl,
  ncclTimeout,
  oom,
  output,
  play,
  restartsAfter,
  seen,
  signal,
  status,
  step,
} from './attempt.fixture.js';

const steps = [step(1000, 1), step(11_000, 2), step(21_000, 3)];
const command = (at: number, what: 'stop' | 'pause' | 'resume' | 'restart'): EngineEvent => ({
  type: 'command',
  at,
  command: what,
});
const mark = (at: number, source: string): EngineEvent => ({ type: 'watermark', at, source, as_of: at });

describe('a decision is made', () => {
  it('though the only source that was found ended before its end was ever seen', () => {
    const end = { type: 'source_ended', at: 2000, source: 'pipe' } as const;
    const run = play([mark(0, ''), status(0, 'running'), output(1000), end, seen(31 * MINUTE, 'train.log')]);
    expect(run.of('opened')).toHaveLength(1);
    const alone = { type: 'output', at: 1000, source: 'pipe', time: 1000, lines: 1 } as const;
    const ended = play([mark(0, ''), status(0, 'running'), alone, end, status(31 * MINUTE, 'running')]);
    expect(ended.of('opened')).toHaveLength(1);
  });

  it('on a run that hangs after its success line', () => {
    const success = emit(signal(30_000, { name: 'trained', kind: 'success', mode: 'success' }));
    const run = play([seen(0), steps, success, output(30_000), seen(31 * MINUTE), seen(33 * MINUTE)], restartsAfter(0));
    expect(run.closed[0]?.incident.root.name).toBe('stall_no_output');
    const noisy = play([seen(0), steps, success, output(25 * MINUTE), seen(40 * MINUTE)], restartsAfter(0));
    expect(noisy.of('opened')).toEqual([]);
  });

  it('once a pause is over', () => {
    const paused = [seen(0), nccl(1000), command(1500, 'pause'), ended(2000, 'failed'), status(50_000, 'failed')];
    expect(play(paused, restartsAfter(0)).state.verdict).toBeUndefined();
    expect(play([...paused, command(60_000, 'resume')], restartsAfter(0)).state.verdict).toMatchObject({
      kind: 'decided',
    });
  });

  it('without the look that was asked for, by the looks that come by themselves', () => {
    const run = play(
      [seen(0), steps, nccl(22_000), { type: 'tick', at: 500_000 }, seen(600_000), seen(700_000)],
      restartsAfter(0),
    );
    expect(run.of('verify')).toHaveLength(1);
    expect(run.state.verdict).toMatchObject({ kind: 'decided' });
  });
});

describe('what is told twice', () => {
  it('as the end of the log, is told and counted once', () => {
    const run = play(
      [seen(0), nccl(1000), ended(2000, 'failed'), { type: 'drained', at: 2500 }],
      restartsAfter(60_000),
    );
    expect(run.of('signal').filter((one) => one.signal.name === 'job_failed')).toHaveLength(1);
    expect(run.state.incident?.total).toBe(2);
    expect(run.decisions).toHaveLength(1);
  });

  it('is asked for once, and changes no state while no answer comes', () => {
    const blind = { type: 'blind', at: 431_500, source: 'train.log', error: 'EIO' } as const;
    const decided = [seen(0), steps, nccl(22_000), seen(400_000), seen(431_000), blind];
    const once = play([...decided, status(500_000, 'running')], restartsAfter(60_000)).state;
    const again = play([...decided, status(500_000, 'running'), status(501_000, 'running')], restartsAfter(60_000));
    expect(again.state.asked).toBe(once.asked);
  });

  it('as the end of a log whose job lives, means nothing', () => {
    const run = play([seen(0), steps, { type: 'drained', at: 30_000 }], restartsAfter(0));
    expect(run.state).toMatchObject({ run: 'running' });
    expect(run.state.verdict).toBeUndefined();
  });
});

describe('states, decisions and the end agree', () => {
  it('when a person’s word comes before a decision takes effect', () => {
    const events = [seen(0), ncclTimeout(1000), ended(2000, 'failed'), command(3000, 'stop')];
    const run = play(events, restartsAfter(60_000));
    expect(run.decisions.map((one) => one.decision.action)).toEqual(['restart', 'ignore']);
    const suspected = play([seen(0), nccl(1000), command(3000, 'stop')], restartsAfter(60_000));
    expect(suspected.closed.map((one) => one.ignored)).toEqual([false]);
    expect(suspected.state.verdict).toMatchObject({ kind: 'asked', state: 'cancelled' });
  });

  it('after a queue in the middle of a suspicion', () => {
    const run = play([seen(0), nccl(1000), status(2000, 'pending'), status(3000, 'running')]);
    expect(run.states).toEqual(['running', 'degraded', 'pending', 'degraded']);
  });

  it('at the end of a log: a time limit is one, and a stall too', () => {
    const limit = emit(signal(30_000, { name: 'time_limit', mode: 'timeout', error_type: 'timeout' }));
    const log = { has_job: false, ...restartsAfter(0) };
    expect(play([mark(0, 'train.log'), steps, limit, { type: 'drained', at: 31_000 }], log).state.run).toBe(
      'timed_out',
    );
    const hang = emit(signal(30_000, { name: 'hung', mode: 'stall', error_type: 'hang' }));
    const stalled = play([mark(0, 'train.log'), steps, hang, { type: 'drained', at: 31_000 }], log);
    expect(stalled.state.run).toBe('stalled');
  });

  it('where a rule ends the run and the job has ended already', () => {
    const end = (at: number) => emit(signal(at, { name: 'enough', mode: 'crash', terminates: true }));
    const failed = play([seen(0), status(2000, 'failed'), end(1500)], restartsAfter(0));
    expect(failed.state.verdict).toMatchObject({ state: 'failed', decided: { decision: { action: 'stop' } } });
    const done = play([seen(0), status(2000, 'succeeded'), end(1500), { type: 'drained', at: 3000 }], restartsAfter(0));
    expect(done.state.verdict).toMatchObject({ kind: 'ended', state: 'succeeded' });
  });
});

describe('the state', () => {
  it('stays small under a flood', () => {
    const size = (events: (EngineEvent | readonly EngineEvent[])[]) => JSON.stringify(play(events).state).length;
    const sources = Array.from({ length: 300 }, (_, rank) => `rank${rank}`);
    const flood = sources.flatMap((source) => Array.from({ length: 7 }, () => oom(30_000, source)));
    const bars = sources.flatMap((source, rank) =>
      [1, 2, 3].map((number) =>
        emit(signal(40_000 + number, { name: 'bar', kind: 'progress', source, fields: { step: number, total: rank } })),
      ),
    );
    expect(size([seen(0), steps, flood, bars])).toBeLessThan(150_000);
  });
});

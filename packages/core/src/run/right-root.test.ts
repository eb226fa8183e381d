import { describe, expect, it } from 'vitest';
import type { EngineEvent } from '../contract.js';
import {
  emit,
  ended,
  exception,
  launcher,
  MINUTE,
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
const types = (run: ReturnType<typeof play>) => run.closed.map((one) => one.incident.root.error_type);

describe('the root is not lost', () => {
  it('in the part of the log that is read after the job has ended, though a restart was due', () => {
    const run = play(
      [
        seen(0),
        steps,
        ncclTimeout(22_000),
        seen(400_000),
        seen(431_000),
        status(480_000, 'failed', { exit_code: 1 }),
        status(500_000, 'failed', { exit_code: 1 }),
        oom(479_000),
        { type: 'drained', at: 510_000 },
      ],
      restartsAfter(60_000),
    );
    expect(run.state.verdict).toMatchObject({ decided: { decision: { action: 'stop', error_type: 'oom' } } });
  });

  it('when it is the first thing that is printed after a silence', () => {
    const late: EngineEvent[] = [oom(30.2 * MINUTE), output(30.2 * MINUTE)];
    const run = play(
      [seen(0), output(1000), seen(30.1 * MINUTE), late, ended(32 * MINUTE, 'failed')],
      restartsAfter(0),
    );
    expect(run.of('opened').map((one) => one.incident.root.error_type)).toEqual(['hang']);
    expect(types(run)).toEqual(['oom']);
  });

  it('because of a rule for nan that hits every step, as the lines themselves show', () => {
    const nan = (at: number, contradicted: boolean): EngineEvent =>
      emit(
        signal(at, {
          ...{ name: 'loss_nan', mode: 'crash', error_type: 'numerical_instability', lasting: true },
          ...(contradicted && { contradicted }),
        }),
      );
    const line = (at: number, number: number, contradicted = true) => [nan(at, contradicted), step(at, number)];
    const told = [seen(0), line(1000, 1), line(11_000, 2), line(21_000, 3)];
    const run = play([...told, ncclTimeout(22_000), ended(30_000, 'failed')], restartsAfter(0));
    expect(run.of('opened')).toHaveLength(2);
    expect(run.closed.map((one) => [one.ignored, one.incident.root.error_type])).toEqual([
      [true, 'numerical_instability'],
      [false, 'nccl_timeout'],
    ]);
    const broken = play([...told, line(31_000, 4, false), ended(40_000, 'failed')], restartsAfter(0));
    expect(types(broken)).toEqual(['numerical_instability', 'numerical_instability']);
  });

  it('because the same line was caught five times before', () => {
    const caught = Array.from({ length: 6 }, (_, index) => [
      oom(30_000 + index * 10_000),
      step(35_000 + index * 10_000, 4 + index),
    ]).flat();
    const run = play(
      [seen(0), steps, caught, oom(200_000), ncclTimeout(201_000), ended(210_000, 'failed')],
      restartsAfter(0),
    );
    expect(run.closed.at(-1)?.incident.root).toMatchObject({ error_type: 'oom', time: 200_000 });
  });

  it('because another rank has printed one more step, where each rank prints its own', () => {
    const run = play(
      [
        seen(0),
        step(1000, 1, 'rank0'),
        step(1000, 1, 'rank3'),
        oom(20_000, 'rank3'),
        step(25_000, 2, 'rank0'),
        ncclTimeout(620_000, 'rank0'),
        ended(630_000, 'failed'),
      ],
      restartsAfter(0),
    );
    expect(types(run)).toEqual(['oom']);
  });

  it('under a thousand other failures of other sources', () => {
    const flood = Array.from({ length: 1000 }, (_, rank) => ncclTimeout(30_000 + rank, `rank${rank}`));
    const run = play(
      [seen(0), steps, flood, oom(32_000, 'rank7'), ended(40_000, 'failed'), launcher(41_000)],
      restartsAfter(0),
    );
    expect(types(run)).toEqual(['oom']);
    expect(run.closed[0]?.total).toBe(1002);
  });

  it('among the latent ones because another rule was noisy', () => {
    const latent = (time: number, name: string, error_type: string) =>
      emit(signal(time, { name, error_type, latent: 30 * MINUTE }));
    const noise = Array.from({ length: 100 }, (_, index) => latent(2000 + index, 'slow_disk', 'storage_slow'));
    const down = emit(
      signal(30_000, { name: 'nccl', mode: 'crash', error_type: 'nccl', symptom_of: ['hardware', 'storage'] }),
    );
    const run = play(
      [seen(0), latent(1000, 'xid', 'hardware'), noise, down, ended(40_000, 'failed')],
      restartsAfter(0),
    );
    expect(run.closed[0]?.incident.root.name).toBe('xid');
  });
});

describe('steps that were printed before a failure', () => {
  it('and are read after it disprove nothing', () => {
    const before = [4, 5, 6].map((number) => ({ ...step(19_000 + number * 100, number, 'rank0'), at: 30_000 }));
    const run = play([seen(0), step(1000, 3, 'rank0'), exception(22_000, 'rank1'), before]);
    expect(run.closed).toEqual([]);
  });
});

describe('a success line', () => {
  const success = (at: number) => emit(signal(at, { name: 'trained', kind: 'success', mode: 'success' }));
  const log = { has_job: false, ...restartsAfter(0) };
  const look: EngineEvent = { type: 'watermark', at: 0, source: 'train.log', as_of: 0 };

  it('takes nothing back that comes after it', () => {
    const run = play([look, steps, success(30_000), oom(40_000), { type: 'drained', at: 50_000 }], log);
    expect(run.decisions.map((one) => one.decision.error_type)).toEqual(['oom']);
    const healthy = play([look, steps, oom(30_000), success(40_000), { type: 'drained', at: 50_000 }], log);
    expect(healthy.decisions).toEqual([]);
    expect(healthy.state.run).toBe('succeeded');
  });

  it('that suffices closes what is open, and takes a pending decision back', () => {
    const enough = emit(signal(440_000, { name: 'done', kind: 'success', mode: 'success', suffices: true }));
    const run = play(
      [seen(0), steps, ncclTimeout(22_000), seen(400_000), seen(431_000), enough],
      restartsAfter(60_000),
    );
    expect(run.decisions.map((one) => one.decision.action)).toEqual(['restart', 'ignore']);
    expect(run.closed.at(-1)?.ignored).toBe(true);
    expect(run.state.verdict).toMatchObject({ kind: 'ended', state: 'succeeded' });
  });
});

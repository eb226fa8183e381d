import { describe, expect, it } from 'vitest';
import type { EngineEvent } from '../contract.js';
import { selectiveRestartPolicy } from '../policy/selective.js';
import {
  emit,
  ended,
  exception,
  MINUTE,
  nccl,
  output,
  play,
  restartsAfter,
  seen,
  signal,
  status,
  step,
} from './attempt.fixture.js';

const steps = [step(1000, 1), step(11_000, 2), step(21_000, 3)];
const bar = (at: number, number: number, total: number): EngineEvent =>
  emit(signal(at, { name: 'bar', kind: 'progress', fields: { step: number, total } }));
const actions = (run: ReturnType<typeof play>) => run.decisions.map((one) => one.decision.action);

describe('a run that goes on is not ended', () => {
  it('by a decision that one verified step came after', () => {
    const events = [seen(0), steps, nccl(22_000), seen(400_000), seen(431_000), step(450_000, 4)];
    const run = play([...events, seen(600_000)], restartsAfter(60_000));
    expect(actions(run)).toEqual(['restart', 'ignore']);
    expect(run.state.verdict).toBeUndefined();
    const hung = play([...events, seen(38 * MINUTE), seen(40 * MINUTE)], restartsAfter(60_000));
    expect(actions(hung)).toEqual(['restart', 'ignore', 'restart']);
    expect(hung.state.verdict).toMatchObject({ kind: 'decided', decided: { incident: { mode: 'stall' } } });
  });

  it('when the bar of an evaluation moves after the suspicion was confirmed', () => {
    const run = play(
      [seen(0), steps, nccl(22_000), seen(330_000), bar(340_000, 1, 50), seen(431_000), seen(600_000)],
      restartsAfter(0),
    );
    expect(run.decisions).toEqual([]);
  });

  it('when it prints again, and prints no steps at all', () => {
    const events = [seen(0), output(1000), nccl(1000), seen(30 * MINUTE + 2000)];
    const late = play([...events, output(30 * MINUTE + 10_000), seen(31 * MINUTE)], restartsAfter(0));
    expect(late.decisions).toEqual([]);
    const later = play(
      [...events, seen(31 * MINUTE), output(31 * MINUTE + 5000), seen(33 * MINUTE)],
      restartsAfter(MINUTE),
    );
    expect(actions(later)).toEqual(['restart', 'ignore']);
    expect(later.state.verdict).toBeUndefined();
  });

  it('within two minutes of a caught exception, however long its last step is past', () => {
    const evaluation = [7, 7.9].map((minute) => output(minute * MINUTE));
    const run = play(
      [seen(0), steps, evaluation, exception(8 * MINUTE), seen(8 * MINUTE + 1000), seen(9.9 * MINUTE)],
      restartsAfter(0),
    );
    expect(run.decisions).toEqual([]);
    expect(run.state.confirmed).toBeUndefined();
  });

  it('by a failure that a step has disproved: what is left is a silence, which has the whole limit', () => {
    const run = play([seen(0), steps, exception(22_000), step(40_000, 4), seen(10 * MINUTE)], restartsAfter(0));
    expect(run.state.confirmed).toBeUndefined();
    const silent = play(
      [seen(0), steps, exception(22_000), step(40_000, 4), seen(31 * MINUTE), seen(33 * MINUTE)],
      restartsAfter(0),
    );
    expect(silent.closed[0]?.incident).toMatchObject({ mode: 'stall', root: { error_type: 'hang' } });
    expect(silent.of('opened')).toHaveLength(1);
  });

  it('by a fatal line that a step has disproved', () => {
    const fatal = emit(signal(22_000, { name: 'down', mode: 'crash', error_type: 'nccl', severity: 'fatal' }));
    const run = play([seen(0), steps, fatal, step(40_000, 4), seen(170_000), seen(210_000)], restartsAfter(0));
    expect(run.decisions).toEqual([]);
  });

  it('as slow by the quick bars before its training', () => {
    const quick = Array.from({ length: 40 }, (_, index) => bar(1000 + index * 100, index, 500));
    const slow = [step(600_000, 1), step(1_200_000, 2), exception(1_201_000)];
    const run = play([seen(0), quick, slow, seen(1_600_000), seen(1_700_000)], restartsAfter(0));
    expect(run.decisions).toEqual([]);
  });

  it('as stalled while the same evaluation runs a second time', () => {
    const evaluate = (from: number) =>
      Array.from({ length: 50 }, (_, index) => bar(from + index * MINUTE, index + 1, 50));
    const run = play(
      [seen(0), steps, evaluate(MINUTE), step(52 * MINUTE, 4), evaluate(53 * MINUTE), seen(102.5 * MINUTE)],
      restartsAfter(0),
    );
    expect(run.of('opened')).toEqual([]);
  });

  it('as stalled at the first look at a job that has long been running', () => {
    const run = play([
      status(600 * MINUTE, 'running', { started_at: 0 }),
      { type: 'watermark', at: 600 * MINUTE, source: '', as_of: 600 * MINUTE },
      output(600 * MINUTE + 1000),
    ]);
    expect(run.of('opened')).toEqual([]);
  });

  it('as stalled while it starts anew after the platform has put it back into the queue', () => {
    const run = play([
      seen(0),
      steps,
      seen(25 * MINUTE),
      status(26 * MINUTE, 'pending'),
      seen(60 * MINUTE),
      seen(70 * MINUTE),
    ]);
    expect(run.of('opened')).toEqual([]);
  });
});

describe('time that is not known', () => {
  const fatal = emit(signal(22_000, { name: 'down', mode: 'crash', error_type: 'nccl', severity: 'fatal' }));

  it('shifts the two minutes after a fatal line, and the hold', () => {
    const run = play([seen(0), steps, fatal, status(30_000, 'suspended'), seen(7_230_000)], restartsAfter(0));
    expect(run.state.confirmed).toBeUndefined();
    const held = play(
      [seen(0), steps, fatal, seen(143_000), status(150_000, 'suspended'), seen(7_200_000), seen(7_215_000)],
      restartsAfter(0),
    );
    expect(held.decisions).toEqual([]);
  });

  it('shifts a decision on a live job', () => {
    const events = [seen(0), steps, nccl(22_000), seen(400_000), seen(431_000), status(440_000, 'suspended')];
    const run = play([...events, seen(7_000_000), seen(7_010_000)], restartsAfter(60_000));
    expect(actions(run)).toEqual(['restart']);
    expect(run.state.verdict).toBeUndefined();
    expect(play([...events, seen(7_000_000), seen(7_060_000)], restartsAfter(60_000)).state.verdict).toBeDefined();
  });

  it('asks for job and log to be seen both after it', () => {
    const unknown = { type: 'job_unknown', at: 505_000, error: 'no answer' } as const;
    const decided = [seen(0), steps, nccl(22_000), seen(400_000), seen(431_000)];
    const mark = { type: 'watermark', at: 504_000, source: 'train.log', as_of: 504_000 } as const;
    const blind = { type: 'blind', at: 504_500, source: 'b.log', error: 'EIO' } as const;
    const sight = { type: 'watermark', at: 900_000, source: 'b.log', as_of: 900_000 } as const;
    const policy = restartsAfter(60_000);
    expect(play([...decided, mark, blind, unknown, sight, status(901_000, 'running')], policy).state.verdict).toBe(
      undefined,
    );
  });

  it('before which a line was printed that is read after it counts from its end', () => {
    const events = [seen(0), steps, { type: 'job_unknown', at: 60_000, error: 'no answer' } as const, seen(3_600_000)];
    const late = emit(signal(600_000, { name: 'iteration', kind: 'progress', fields: { step: 4, loss: 2 } }));
    const run = play([...events, { ...late, at: 3_601_000 }, seen(3_600_000 + 29 * MINUTE)]);
    expect(run.of('opened')).toEqual([]);
  });

  it('is that of a source that was found and is not read to its end yet', () => {
    const busy = { type: 'output', at: 1_800_000, source: 'big.log', time: 60_000, lines: 9 } as const;
    const run = play([seen(0), steps, busy, seen(31 * MINUTE + 21_000), seen(90 * MINUTE)]);
    expect(run.of('opened')).toEqual([]);
  });

  it('is told when it lasts', () => {
    const blind = (at: number) => ({ type: 'blind', at, source: 'b.log', error: 'EACCES' }) as const;
    const run = play([seen(0), blind(1000), blind(30_000), blind(62_000), blind(120_000)]);
    expect(run.of('notice')).toMatchObject([{ at: 62_000, source: 'b.log' }]);
  });

  it('is told once of all whose mount is gone, and ends with the word of each, or of those that are named', () => {
    const others = Array.from({ length: 9_999 }, (_, n) => `rank_${n}.log`);
    const blind = (at: number) => ({ type: 'blind', at, source: 'b.log', others, error: 'ESTALE' }) as const;
    const all = (at: number): EngineEvent => ({ type: 'watermark', at, as_of: at });
    const lasting = [seen(0), { type: 'found', at: 0, sources: others } as const, blind(1000), blind(62_000)];
    const run = play([...lasting, all(70_000), blind(120_000)]);
    expect(run.of('notice')).toMatchObject([{ at: 62_000, text: expect.stringContaining('b.log (and 9999 more)') }]);
    expect(run.state.clock.since).toBe(1000);
    const sight = { type: 'watermark', at: 130_000, source: 'b.log', others, as_of: 130_000 } as const;
    const over = play([...lasting, all(70_000), sight]).state;
    expect([over.clock.since, over.clock.frozen, Object.keys(over.sources)]).toEqual([undefined, 129_000, []]);
  });
});

describe('recovery', () => {
  const lasting = (error_type: string) =>
    emit(signal(22_000, { name: error_type, mode: 'crash', error_type, lasting: true }));
  const saved = emit(signal(30_000, { name: 'saved', kind: 'checkpoint' }));

  it('of a failed write is a checkpoint, and no step', () => {
    const more = [step(40_000, 4), step(50_000, 5), step(60_000, 6)];
    expect(play([seen(0), steps, lasting('storage'), more]).closed).toEqual([]);
    expect(play([seen(0), steps, lasting('storage'), saved, more]).closed.map((one) => one.ignored)).toEqual([true]);
  });

  it('of a checkpoint that can not be read is one that was written, and no step', () => {
    const more = [step(40_000, 4), step(50_000, 5), step(60_000, 6)];
    expect(play([seen(0), steps, lasting('checkpoint_corrupt'), more]).closed).toEqual([]);
    const run = play([seen(0), steps, lasting('checkpoint_corrupt'), saved, more]);
    expect(run.closed.map((one) => one.ignored)).toEqual([true]);
  });

  it('of a metric that a rule watches is the word of that rule, and neither a step nor a checkpoint', () => {
    const idle = {
      name: 'gpu_idle',
      mode: 'crash',
      error_type: 'hardware',
      lasting: true,
      until_resolved: true,
    } as const;
    const on = (group: string) => emit(signal(22_000, { ...idle, group }));
    const off = (at: number, group: string) =>
      emit(signal(at, { name: 'gpu_idle', kind: 'notice', lasting: true, resolved: true, group }));
    const more = [step(40_000, 4), saved, step(50_000, 5), step(60_000, 6)];
    const ranks = ['0', '1', '2', '3', '4', '5', '6'];
    const open = [seen(0), steps, ranks.flatMap(on), more];
    expect(play(open.flat()).closed).toEqual([]);
    // Each rank is over by itself.
    const most = [...open.flat(), ...ranks.slice(1).map((rank) => off(70_000, rank))];
    expect(play(most).closed).toEqual([]);
    expect(play([...most, off(80_000, '0')]).closed.map((one) => one.ignored)).toEqual([true]);
  });

  it('of what its rule calls lasting, and nothing tells the end of, is the end of the job', () => {
    const more = [saved, step(40_000, 4), step(50_000, 5), step(60_000, 6)];
    expect(play([seen(0), steps, lasting('hardware'), more]).closed).toEqual([]);
    const run = play([seen(0), steps, lasting('hardware'), more, ended(70_000, 'succeeded')]);
    expect(run.closed.map((one) => one.ignored)).toEqual([true]);
  });

  it('of a loss is a loss, and neither a checkpoint nor a gradient', () => {
    const run = play([
      seen(0),
      steps,
      lasting('numerical_instability'),
      saved,
      step(40_000, 4, 'train.log', { loss: 'nan', grad_norm: 1 }),
      step(50_000, 5, 'train.log', { loss: 'nan', grad_norm: 1 }),
    ]);
    expect(run.closed).toEqual([]);
  });

  it('of one does not close what else has failed since', () => {
    const events = [seen(0), steps, lasting('numerical_instability'), step(40_000, 4), exception(45_000)];
    expect(play([...events, step(50_000, 5)]).closed).toEqual([]);
    const run = play([...events, step(50_000, 5), ended(60_000, 'failed', { exit_code: 1 })], {
      policies: { crash: selectiveRestartPolicy({}) },
    });
    expect(run.closed).toHaveLength(1);
  });
});

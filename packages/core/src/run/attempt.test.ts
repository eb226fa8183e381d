import { describe, expect, it } from 'vitest';
import { selectiveRestartPolicy } from '../policy/selective.js';
import {
  emit,
  ended,
  exception,
  launcher,
  MINUTE,
  nccl,
  ncclTimeout,
  oom,
  output,
  play,
  seen,
  signal,
  status,
  step,
} from './attempt.fixture.js';

const transient = {
  policies: {
    crash: selectiveRestartPolicy({
      restart_on_error_types: ['nccl', 'nccl_timeout', 'hang'],
      exclude_error_types: ['oom', 'exception'],
    }),
    stall: selectiveRestartPolicy({ restart_on_error_types: ['hang'], max_retries: 2 }),
  },
};

describe('one incident, one decision', () => {
  it('takes an NCCL error, its abort and a RuntimeError in one read as one incident and one restart', () => {
    const first = nccl(1000);
    const abort = emit(signal(1000, { name: 'aborted', mode: 'crash', error_type: 'nccl', severity: 'critical' }));
    const run = play(
      [seen(0), first, abort, launcher(1000), ended(2000, 'failed', { exit_code: 1 }), status(60_000, 'failed')],
      transient,
    );
    expect(run.of('opened')).toHaveLength(1);
    expect(run.decisions.map((one) => one.decision.action)).toEqual(['restart']);
    expect(run.closed).toHaveLength(1);
    expect(run.closed[0]?.incident.root.name).toBe('nccl_error');
  });

  it('finds the out-of-memory of one rank behind the time-outs of all others, 600 s later', () => {
    const others = [0, 1, 2, 4, 5, 6, 7].map((rank) => ncclTimeout(600_000 + rank, `rank${rank}`));
    const run = play(
      [seen(0), oom(0, 'rank3'), ...others, launcher(601_000), ended(602_000, 'failed', { exit_code: 1 })],
      transient,
    );
    expect(run.closed[0]?.incident.root.error_type).toBe('oom');
    expect(run.decisions[0]?.decision).toMatchObject({ action: 'stop', error_type: 'oom' });
  });

  it('restarts for the same time-outs without the out-of-memory line', () => {
    const run = play(
      [seen(0), ncclTimeout(600_000, 'rank1'), launcher(601_000), ended(602_000, 'failed', { exit_code: 1 })],
      transient,
    );
    expect(run.decisions[0]?.decision).toMatchObject({ action: 'restart', error_type: 'nccl_timeout' });
  });

  it('decides nothing while the job is alive and the suspicion is fresh', () => {
    const run = play([seen(0), step(1000, 1), nccl(2000), seen(60_000)], transient);
    expect(run.states.at(-1)).toBe('degraded');
    expect(run.decisions).toEqual([]);
  });

  it('decides again when a later line changes the root before the restart has begun', () => {
    const run = play([seen(0), ncclTimeout(1000, 'rank1'), ended(2000, 'failed'), oom(3000, 'rank3')], transient);
    expect(run.decisions.map((one) => [one.decision.action, one.revised])).toEqual([
      ['restart', false],
      ['stop', true],
    ]);
  });

  it('notes lines that come after the decision has taken effect, and changes nothing', () => {
    const run = play(
      [seen(0), ncclTimeout(1000), ended(2000, 'failed'), status(20_000, 'failed'), oom(21_000)],
      transient,
    );
    expect(run.decisions).toHaveLength(1);
    expect(run.state.verdict).toMatchObject({ kind: 'decided', decided: { decision: { action: 'restart' } } });
  });
});

describe('a healthy run', () => {
  it('is left alone after a caught exception: two verified steps close it as ignored', () => {
    const run = play(
      [
        seen(0),
        step(1000, 1),
        exception(2000),
        step(6000, 2),
        step(10_000, 3),
        ended(20_000, 'succeeded', { exit_code: 0 }),
      ],
      transient,
    );
    expect(run.closed.map((one) => one.ignored)).toEqual([true]);
    expect(run.decisions).toEqual([]);
    expect(run.states).toEqual(['running', 'degraded', 'running', 'succeeded']);
  });

  it('needs the steps of the rank that failed, where that rank prints its own', () => {
    const others = [
      step(1000, 1, 'rank0'),
      step(1000, 1, 'rank3'),
      exception(2000, 'rank3'),
      step(5000, 2, 'rank0'),
      step(9000, 3, 'rank0'),
    ];
    expect(play([seen(0), ...others], transient).closed).toEqual([]);
    const own = play([seen(0), ...others, step(9000, 2, 'rank3'), step(12_000, 3, 'rank3')], transient);
    expect(own.closed.map((one) => one.ignored)).toEqual([true]);
  });

  it('is not disproved by a bar that starts again', () => {
    const run = play(
      [seen(0), step(1000, 10), exception(2000), step(3000, 1), step(4000, 2), step(5000, 3)],
      transient,
    );
    expect(run.closed).toEqual([]);
  });

  it('that completes closes every suspicion', () => {
    const run = play([seen(0), step(1000, 1), nccl(2000), ended(3000, 'succeeded', { exit_code: 0 })], transient);
    expect(run.closed.map((one) => one.ignored)).toEqual([true]);
    expect(run.state.run).toBe('succeeded');
  });

  it('is not ended by a success line or a checkpoint alone', () => {
    const success = emit(signal(2000, { name: 'trained', kind: 'success', mode: 'success' }));
    const run = play(
      [seen(0), step(1000, 1), success, emit(signal(2500, { name: 'saved', kind: 'checkpoint' }))],
      transient,
    );
    expect(run.state.verdict).toBeUndefined();
    expect(run.state.run).toBe('running');
    const enough = emit(signal(2000, { name: 'trained', kind: 'success', mode: 'success', suffices: true }));
    expect(play([seen(0), step(1000, 1), enough], transient).state.verdict).toMatchObject({
      kind: 'ended',
      state: 'succeeded',
    });
  });

  it('is not ended by a loss that was NaN once, and a NaN that stays is only over by its own recovery', () => {
    const nan = emit(
      signal(2000, { name: 'nan_loss', mode: 'crash', error_type: 'numerical_instability', lasting: true }),
    );
    const stays = play(
      [
        seen(0),
        step(1000, 1),
        nan,
        step(3000, 2, 'train.log', { loss: 'nan' }),
        step(4000, 3, 'train.log', { loss: 'nan' }),
      ],
      transient,
    );
    expect(stays.closed).toEqual([]);
    const over = play([seen(0), step(1000, 1), nan, step(3000, 2), step(4000, 3)], transient);
    expect(over.closed.map((one) => one.ignored)).toEqual([true]);
  });
});

describe('a job that lives on without progress', () => {
  const steps = [step(1000, 1), step(11_000, 2), step(21_000, 3)];

  it('confirms a suspicion after ten steps’ time, and at least five minutes, by what was read and not by the clock', () => {
    const silent = play([seen(0), steps, nccl(22_000), status(400_000, 'running')], transient);
    expect(silent.decisions).toEqual([]);
    const read = play([seen(0), steps, nccl(22_000), seen(400_000), seen(431_000)], transient);
    expect(read.decisions.map((one) => [one.decision.action, one.at])).toEqual([['restart', 400_000]]);
  });

  it('is confirmed sooner by a fatal rule: 120 s without a step', () => {
    const fatal = emit(signal(22_000, { name: 'down', mode: 'crash', error_type: 'nccl', severity: 'fatal' }));
    const run = play([seen(0), steps, fatal, seen(100_000), seen(143_000), seen(173_000)], transient);
    expect(run.decisions.map((one) => one.at)).toEqual([173_000]);
  });

  it('stalls when nothing is printed, when nothing but noise is, and when nothing ever was', () => {
    const after = (events: Parameters<typeof play>[0]) =>
      play([...events, seen(31 * MINUTE + 21_000), seen(33 * MINUTE)], transient);
    const silent = after([seen(0), steps]);
    expect(silent.closed[0]?.incident.root.name).toBe('stall_no_output');
    expect(silent.decisions[0]?.decision).toMatchObject({ action: 'restart', mode: 'stall', error_type: 'hang' });
    expect(silent.states).toEqual(['running', 'stalled']);
    expect(after([seen(0), steps, output(20 * MINUTE)]).closed[0]?.incident.root.name).toBe('stall_no_steps');
    expect(after([seen(0)]).closed[0]?.incident.root.name).toBe('stall_never_started');
  });

  it('stalls no sooner for time in which the job waited, was suspended, or could not be seen', () => {
    const blind = { type: 'blind', at: 60_000, source: 'train.log', error: 'ESTALE' } as const;
    for (const gap of [
      status(60_000, 'suspended'),
      { type: 'job_unknown', at: 60_000, error: 'no answer' } as const,
      blind,
    ]) {
      const run = play([seen(0), steps, gap, seen(25 * MINUTE), seen(32 * MINUTE), seen(45 * MINUTE)], transient);
      expect(run.decisions).toEqual([]);
      expect(run.outputs.some((one) => one.type === 'closed')).toBe(false);
    }
  });

  it('takes a restart back when the run goes on before it has begun', () => {
    const slow = {
      policies: {
        crash: selectiveRestartPolicy({
          default_action: 'restart',
          backoff: { initial: 600_000, factor: 2, max: 900_000, jitter: 0 },
        }),
      },
    };
    const run = play(
      [seen(0), steps, nccl(22_000), seen(400_000), seen(431_000), step(450_000, 4), step(460_000, 5), seen(2_000_000)],
      slow,
    );
    expect(run.decisions.map((one) => one.decision.action)).toEqual(['restart', 'ignore']);
    expect(run.state.verdict).toBeUndefined();
    expect(run.state.run).toBe('running');
  });

  it('is not cancelled before job and log were both seen again after the decision was due', () => {
    const slow = {
      policies: {
        crash: selectiveRestartPolicy({
          default_action: 'restart',
          backoff: { initial: 60_000, factor: 2, max: 900_000, jitter: 0 },
        }),
      },
    };
    const blind = { type: 'blind', at: 431_500, source: 'train.log', error: 'EIO' } as const;
    const run = play(
      [seen(0), steps, nccl(22_000), seen(400_000), seen(431_000), blind, status(500_000, 'running')],
      slow,
    );
    expect(run.decisions.map((one) => one.decision.action)).toEqual(['restart']);
    expect(run.state.verdict).toBeUndefined();
  });
});

describe('the platform’s word', () => {
  it('names the root where it names a cause', () => {
    const run = play([seen(0), exception(1000), ended(2000, 'failed', { reason: 'OUT_OF_MEMORY' })], transient);
    expect(run.closed[0]?.incident.root.error_type).toBe('oom');
  });

  it('is a symptom where it is a bare exit code', () => {
    const run = play(
      [seen(0), exception(1000), ended(2000, 'failed', { exit_code: 137, signal: 'SIGKILL' })],
      transient,
    );
    expect(run.closed[0]?.incident.root.error_type).toBe('exception');
    const alone = play([seen(0), ended(2000, 'failed', { exit_code: 1 })], transient);
    expect(alone.closed[0]?.incident).toMatchObject({ root: { error_type: 'unknown' }, confidence: 'low' });
  });

  it('on a wait that somebody has to end is told, once for each', () => {
    const held = { reason: 'JobHeldUser', detail: 'Held until it is released.' };
    const plain = { reason: 'Resources' };
    const waits = [held, held, plain, held].map((more, i) => status(i * 1000, 'pending', more));
    const texts = play([waits, seen(5000)], transient)
      .of('notice')
      .map(({ text }) => text);
    expect(texts).toEqual(Array(2).fill(expect.stringMatching(/ waits: Held until it is released\.$/)));
  });

  it('that is missing is unknown, and never the end', () => {
    const run = play([seen(0), { type: 'job_unknown', at: 1000, error: 'squeue: timed out' }, seen(5000)], transient);
    expect(run.states).toEqual(['running', 'unknown', 'running']);
  });
});

describe('without a policy', () => {
  it('only observes, and follows the run to its end', () => {
    const run = play([
      seen(0),
      step(1000, 1),
      step(2000, 2),
      nccl(22_000),
      seen(400_000),
      seen(431_000),
      ended(500_000, 'failed', { exit_code: 1 }),
    ]);
    expect(run.decisions.map((one) => one.decision.action)).toEqual(['ignore']);
    expect(run.state.verdict).toMatchObject({ kind: 'decided', state: 'failed' });
  });

  it('a mode that has none is stopped', () => {
    const only = { policies: {} };
    expect(play([seen(0), nccl(1000), ended(2000, 'failed')], only).decisions[0]?.decision.action).toBe('stop');
  });
});

describe('a latent cause', () => {
  it('is the root of what it explains, and of nothing else', () => {
    const xid = emit(signal(0, { name: 'xid', error_type: 'hardware', latent: 30 * MINUTE }));
    const down = (explained: boolean) =>
      emit(
        signal(600_000, {
          name: 'nccl_error',
          mode: 'crash',
          error_type: 'nccl',
          symptom_of: explained ? ['hardware'] : [],
        }),
      );
    const root = (explained: boolean) =>
      play([seen(0), xid, step(300_000, 1), down(explained), ended(601_000, 'failed')], transient).closed[0]?.incident
        .root.name;
    expect(root(true)).toBe('xid');
    expect(root(false)).toBe('nccl_error');
  });
});

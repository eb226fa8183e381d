import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { EngineEvent, JobState } from '../contract.js';
import {
  emit,
  exception,
  nccl,
  ncclTimeout,
  oom,
  output,
  restartsAfter,
  signal,
  status,
  step,
} from './attempt.fixture.js';
import { type Check, fuzz, settings } from './attempt.property.fixture.js';

const SOURCES = ['rank0', 'rank1', 'rank2'];
const source = fc.constantFrom(...SOURCES);
const state = fc.constantFrom<JobState>('pending', 'running', 'running', 'running', 'suspended', 'completing');
type Make = (at: number) => EngineEvent;
type Moment = (at: number) => readonly EngineEvent[];

const fatal: Make = (at) => emit(signal(at, { name: 'down', mode: 'crash', error_type: 'nccl', severity: 'fatal' }));
const lasting =
  (error_type: string): Make =>
  (at) =>
    emit(signal(at, { name: error_type, mode: 'crash', error_type, lasting: true }));
const latent: Make = (at) => emit(signal(at, { name: 'xid', error_type: 'hardware', latent: 1_800_000 }));
const shown = fc
  .record({
    shows: fc.constantFrom('degraded', 'stalled', 'timed_out'),
    resolved: fc.boolean(),
    until_resolved: fc.boolean(),
  })
  .map(({ shows, resolved, until_resolved }): Make => {
    const mode = ({ stalled: 'stall', timed_out: 'timeout' } as const)[shows as 'stalled'];
    const more = {
      ...(until_resolved ? { until_resolved } : {}),
      ...(resolved ? { resolved: true } : { shows, ...(mode && { mode }) }),
    };
    return (at) => emit(signal(at, { name: `shown_${shows}`, source: 'beside', beside: true, ...more }));
  });
const notice =
  (kind: 'checkpoint' | 'success'): Make =>
  (at) =>
    emit(signal(at, { name: kind, kind }));

const failure = fc.oneof(
  source.map(
    (from): Make =>
      (at) =>
        oom(at, from),
  ),
  source.map(
    (from): Make =>
      (at) =>
        ncclTimeout(at, from),
  ),
  source.map(
    (from): Make =>
      (at) =>
        exception(at, from),
  ),
  fc.constantFrom<Make>(nccl, fatal, lasting('storage'), lasting('numerical_instability'), latent),
);
const progress = fc.record({ from: source, number: fc.nat(40), loss: fc.constantFrom(2, 'nan') });
const watermark = (at: number, from: string): EngineEvent => ({ type: 'watermark', at, source: from, as_of: at });
const seen = source.map(
  (from): Make =>
    (at) =>
      watermark(at, from),
);
const blind = source.map(
  (from): Make =>
    (at) => ({ type: 'blind', at, source: from, error: 'EIO' }),
);
const over = source.map(
  (from): Make =>
    (at) => ({ type: 'source_ended', at, source: from }),
);
const commands = fc.constantFrom('pause', 'resume', 'resume', 'resume', 'stop', 'restart');
const everything: Moment = (at) => [status(at, 'running'), ...SOURCES.map((from) => watermark(at, from))];

const one: fc.Arbitrary<Make> = fc.oneof(
  { weight: 4, arbitrary: failure },
  {
    weight: 5,
    arbitrary: progress.map(
      ({ from, number, loss }): Make =>
        (at) =>
          step(at, number, from, { loss }),
    ),
  },
  {
    weight: 2,
    arbitrary: source.map(
      (from): Make =>
        (at) =>
          ({ ...output(at), source: from }) as EngineEvent,
    ),
  },
  { weight: 2, arbitrary: shown },
  { weight: 3, arbitrary: seen },
  { weight: 2, arbitrary: blind },
  { weight: 1, arbitrary: over },
  {
    weight: 8,
    arbitrary: state.map(
      (is): Make =>
        (at) =>
          status(at, is),
    ),
  },
  { weight: 1, arbitrary: fc.constant<Make>((at) => ({ type: 'job_unknown', at, error: 'no answer' })) },
  { weight: 1, arbitrary: fc.constantFrom(notice('checkpoint'), notice('success')) },
  {
    weight: 1,
    arbitrary: commands.map(
      (command): Make =>
        (at) =>
          ({ type: 'command', at, command }) as EngineEvent,
    ),
  },
  { weight: 2, arbitrary: fc.constant<Make>((at) => ({ type: 'tick', at })) },
);
const wait = fc.oneof(fc.nat(3000), fc.constantFrom(30_000, 125_000, 310_000, 1_900_000));
const moment: fc.Arbitrary<Moment> = fc.oneof(
  {
    weight: 2,
    arbitrary: one.map(
      (make): Moment =>
        (at) => [make(at)],
    ),
  },
  { weight: 1, arbitrary: fc.constant(everything) },
);
const life = fc.array(fc.tuple(wait, moment), { minLength: 1, maxLength: 60, size: 'max' });
const end = fc.option(fc.constantFrom<JobState>('failed', 'succeeded', 'cancelled', 'timed_out'), { nil: undefined });

function holds(check: Check, policies = restartsAfter(20_000)): void {
  fc.assert(
    fc.property(life, end, fc.boolean(), (moments, ended, hasJob) => {
      check(fuzz(moments, hasJob ? ended : undefined, { ...policies, has_job: hasJob }));
    }),
    settings,
  );
}

describe('whatever happens, in whatever order', () => {
  it('one decision at the most takes effect, and what was taken back does not', () =>
    holds((run) => {
      expect(run.verdicts.length).toBeLessThanOrEqual(1);
      const verdict = run.verdicts[0]?.verdict;
      const last = run.decisions.at(-1)?.decision;
      if (verdict?.kind === 'decided') expect(last).toEqual(verdict.decided.decision);
      else if (last !== undefined && verdict !== undefined) expect(last.action).toBe('ignore');
    }));

  it('a live job is ended only when it and every source were seen after the decision was due, and nothing was blind', () =>
    holds((run) => {
      for (const { verdict, before, at } of run.verdicts) {
        if (verdict.kind !== 'decided' || verdict.decided.decision.action === 'ignore' || run.drained) continue;
        const { due } = verdict.decided;
        expect(at).toBeGreaterThanOrEqual(due);
        expect(before.clock.since).toBeUndefined();
        const open = Object.values(before.sources).filter((mark) => !mark.ended);
        for (const mark of open) expect(mark.as_of).toBeGreaterThanOrEqual(due);
        if (before.job !== undefined)
          expect([before.job.state, (before.job_at ?? 0) >= due]).toEqual(['running', true]);
      }
    }));

  it('a run is shown as timed out before its end only while a rule says so', () =>
    holds((run) => {
      const { run: state, overdue, conditions = [], verdict } = run.state;
      if (verdict !== undefined || run.drained || state !== 'timed_out') return;
      expect([overdue, conditions.some(({ shows, eased }) => shows === 'timed_out' && !eased)]).toEqual([true, true]);
    }));

  it('the state is Json: written and read between any two events it leads to the same', () =>
    holds((run) => expect(run.direct).toEqual(run.stored)));

  it('the engine never asks twice for a moment that is past', () => holds((run) => expect(run.spins).toEqual([])));

  it('the state stays small', () => holds((run) => expect(run.largest).toBeLessThan(120_000)));

  it('a job that has ended and is read to its end has a verdict, unless a person paused it', () =>
    holds((run) => {
      if (!run.drained || run.state.clock.reasons.includes('paused')) return;
      expect(run.verdicts).toHaveLength(1);
    }));

  it('every incident that was opened is closed by the verdict', () =>
    holds((run) => {
      if (run.verdicts.length === 0) return;
      const closed = new Set(run.closed.map((one) => one.incident.id));
      for (const { incident } of run.opened) expect(closed).toContain(incident.id);
    }));

  it('nothing but to ignore is decided without a policy', () =>
    holds(
      (run) => {
        for (const { decision } of run.decisions) expect(decision.action).toBe('ignore');
      },
      { policies: undefined },
    ));
});

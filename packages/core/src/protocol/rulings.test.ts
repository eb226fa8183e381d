import { describe, expect, it } from 'vitest';
import type { JobRef, JobState, JobStatus, Millis } from '../contract.js';
import { absenceIsUnknown, defaultTiming, type ProtocolRules } from './rules.js';
import { intent, type PhaseState, type ProtocolInput, type ProtocolState, type Step } from './state.js';
import { step } from './step.js';

const rules: ProtocolRules = { ...defaultTiming, lag: 10_000, can_hold: true, can_cancel: true };
const now = 1_000_000;
const job = (id: string): JobRef => ({ id: `x:${id}`, incarnation: 'i' });
const state = (phase: PhaseState, more: object = {}): ProtocolState =>
  ({ ...intent({ key: 'run/2', attempt: 2 }), ...more, ...phase }) as ProtocolState;
const found = (jobs: readonly JobRef[], at: Millis = now, complete = true): ProtocolInput => ({
  type: 'found',
  now: at,
  jobs,
  complete,
  as_of: at,
});
const statuses = (...list: readonly (readonly [string, JobState, Millis?])[]): ProtocolInput => ({
  type: 'status',
  now,
  statuses: Object.fromEntries(
    list.map(([id, of, started_at]): [string, JobStatus] => [
      `x:${id}`,
      { job: job(id), state: of, ...(started_at === undefined ? {} : { started_at }) },
    ]),
  ),
});
const start: ProtocolInput = { type: 'start', now };
const of = ([next, command]: Step) => ({ ...next, command: command.do });

describe('submitting', () => {
  it('is bounded by a minute, and plain the first time', () => {
    const [next, command] = step(intent({ key: 'k', attempt: 1 }), start, rules);
    expect(command).toEqual({ do: 'submit', key: 'k', not_after: now + 60_000, held: false });
    expect(next).toMatchObject({ phase: 'submitting', not_after: now + 60_000, plain_submits: 1, held_submits: 0 });
  });

  it('is held the first time too where that is asked for', () => {
    expect(step(intent({ key: 'k', attempt: 1 }), start, { ...rules, hold_first: true })[1]).toMatchObject({
      held: true,
    });
  });

  it('backs refusals off, does not count them as submissions, and tells each with the platform’s words', () => {
    let current = step(intent({ key: 'k', attempt: 1 }), start, rules)[0];
    const delays: number[] = [];
    for (let n = 1; n <= 7; n += 1) {
      const [refused, command, notice] = step(current, { type: 'refused', now, words: 'QOS limit' }, rules);
      expect(notice).toContain(`refusal ${n}`);
      expect(notice).toContain('QOS limit');
      expect(refused).toMatchObject({ phase: 'refused', plain_submits: 0 });
      delays.push(command.do === 'wait' ? (command.until - now) / 1_000 : -1);
      expect(of(step(refused, { type: 'woke', now: now + 1 }, rules))).toMatchObject({
        phase: 'refused',
        command: 'wait',
      });
      current = step(refused, { type: 'woke', now: now + 3_600_000 }, rules)[0];
      expect(current).toMatchObject({ phase: 'submitting', held: false });
    }
    expect(delays).toEqual([30, 60, 120, 240, 480, 900, 900]);
  });
});

describe('a platform that begins the previous job anew under its id', () => {
  const previous = job('1');
  const anew: JobRef = { ...previous, incarnation: 'j' };

  it('by our own submission: that is the job, when the reply was lost', () => {
    const waiting = state({ phase: 'uncertain', not_after: now }, { plain_submits: 1, previous });
    expect(of(step(waiting, found([anew], now + 6_000), rules))).toMatchObject({ phase: 'submitted', job: anew });
    expect(of(step(waiting, found([previous], now + 6_000), rules)), 'the old one is not').toMatchObject({
      phase: 'submitting',
      held: true,
    });
  });

  it('by itself, while the next submission was waited for: that one is taken, and nothing is submitted', () => {
    const cancelling = state({ phase: 'cancelling' }, { previous, previous_key: 'run/1' });
    const ended = { job: previous, state: 'failed', successor: anew } as const;
    const taken = step(cancelling, { type: 'status', now, statuses: { [previous.id]: ended } }, rules);
    expect(of(taken)).toMatchObject({ phase: 'submitted', job: anew, key: 'run/1' });
    expect(taken[2]).toContain('has begun');
  });

  it('by itself, behind our back: it is ended before anything is submitted', () => {
    const sweeping = state({ phase: 'sweeping', since: now }, { previous, previous_key: 'run/1' });
    expect(of(step(sweeping, found([anew]), rules))).toMatchObject({ phase: 'clearing', extras: [anew] });
  });
});

describe('uncertain', () => {
  const uncertain = (more: object = { plain_submits: 1 }) =>
    state({ phase: 'uncertain', not_after: now + 1_000 }, more);

  it('looks only when no submitter of ours can act any more', () => {
    expect(step(uncertain(), start, rules)[1]).toEqual({ do: 'wait', until: now + 6_000 });
    expect(step(uncertain(), { type: 'woke', now: now + 6_000 }, rules)[1].do).toBe('find');
  });

  it('waits out the lag too where several submissions must be visible', () => {
    const several = uncertain({ plain_submits: 1, held_submits: 1 });
    expect(step(several, start, rules)[1]).toEqual({ do: 'wait', until: now + 16_000 });
  });

  it('after a complete "no" holds the next one', () => {
    const [next, command] = step(uncertain(), found([], now + 6_000), rules);
    expect(command).toMatchObject({ do: 'submit', held: true, not_after: now + 66_000 });
    expect(next).toMatchObject({ plain_submits: 1, held_submits: 1 });
  });

  it('without a lag and without holding believes a complete "no"', () => {
    const local = { ...rules, can_hold: false, lag: 0 };
    expect(step(uncertain(), found([], now + 6_000), local)[1]).toMatchObject({ do: 'submit', held: false });
  });

  it('where a key is taken once believes a complete "no", and warns of no second job', () => {
    const ray = { ...rules, can_hold: false, key_is_id: true };
    const waiting = state({ phase: 'uncertain', not_after: now }, { plain_submits: 1 });
    const [next, command, notice] = step(waiting, found([]), ray);
    expect(next.phase).toBe('submitting');
    expect(command).toMatchObject({ do: 'submit', held: false });
    expect(notice).toBeUndefined();
  });

  it('with a lag and without holding wants it twice, the lag apart, and says so', () => {
    const ray = { ...rules, can_hold: false };
    const [first, wait] = step(uncertain(), found([], now + 6_000), ray);
    expect(wait).toEqual({ do: 'wait', until: now + 16_000 });
    const later = now + 16_000;
    expect(step(first, { type: 'woke', now: later }, ray)[1].do).toBe('find');
    expect(step(first, found([], later, false), ray)[0].phase).toBe('uncertain');
    const [, submit, notice] = step(first, found([], later), ray);
    expect(submit).toMatchObject({ do: 'submit', held: false });
    expect(notice).toContain("can't hold a job back");
    expect(step(first, found([job('5')], later), ray)[0]).toMatchObject({ phase: 'submitted', job: job('5') });
  });

  it('never submits on an incomplete answer, and tells it less and less often', () => {
    let current = uncertain();
    const told: number[] = [];
    let at = now + 6_000;
    const begun = at;
    for (let n = 0; n < 2_000; n += 1) {
      const [next, command, notice] = step(current, found([], at, false), rules);
      expect(next.phase).toBe('uncertain');
      if (notice !== undefined) told.push(at - begun);
      current = next;
      at = command.do === 'wait' ? command.until : at;
    }
    const pauses = told.slice(1).map((at, n) => at - (told[n] ?? 0));
    // Told at the first ask after it is due, which is at most half a minute later.
    for (const [n, due] of [1, 2, 4, 8, 16, 32, 60, 60].entries()) {
      expect(pauses[n]).toBeGreaterThanOrEqual(due * 60_000);
      expect(pauses[n]).toBeLessThanOrEqual((due + 0.5) * 60_000);
    }
  });

  it('does not adopt the previous job, nor one that we cancelled', () => {
    const more = { plain_submits: 1, previous: job('1'), discarded: ['x:2'] };
    expect(step(uncertain(more), found([job('1'), job('2')], now + 6_000), rules)[0].phase).toBe('submitting');
  });
});

describe('choosing', () => {
  const choosing = (ours?: JobRef) =>
    state(
      { phase: 'choosing', jobs: [job('2'), job('3'), job('4')], ...(ours === undefined ? {} : { ours }) },
      { plain_submits: 1, held_submits: 1 },
    );
  const chosen = (current: ProtocolState, input: ProtocolInput) => {
    const [next] = step(current, input, rules);
    return next.phase === 'clearing' ? [next.job?.id, next.ran, next.extras.map(({ id }) => id)] : next;
  };

  it.each<[string, ProtocolInput, string, boolean]>([
    ['the one that runs', statuses(['2', 'pending'], ['3', 'running', 5], ['4', 'failed', 4]), 'x:3', true],
    ['the one that runs, not one that ran', statuses(['2', 'failed', 1], ['3', 'running', 5]), 'x:3', true],
    ['else the one that ran', statuses(['2', 'pending'], ['3', 'cancelled'], ['4', 'failed', 4]), 'x:4', true],
    ['one that ran, though others are unknown', statuses(['4', 'succeeded']), 'x:4', true],
    ['else the oldest', statuses(['2', 'pending'], ['3', 'pending'], ['4', 'pending']), 'x:2', false],
    ['not one that was cancelled', statuses(['2', 'cancelled'], ['3', 'pending'], ['4', 'pending']), 'x:3', false],
    ['a cancelled one when all are', statuses(['2', 'cancelled'], ['3', 'cancelled'], ['4', 'cancelled']), 'x:2', true],
  ])('%s', (_name, input, id, ran) => {
    expect(chosen(choosing(), input)).toEqual([id, ran, ['x:2', 'x:3', 'x:4'].filter((other) => other !== id)]);
  });

  it('the twin, not ours, which is held and never ran', () => {
    const input = statuses(['2', 'pending'], ['3', 'pending'], ['4', 'pending']);
    expect(chosen(choosing(job('2')), input)).toEqual(['x:3', false, ['x:2', 'x:4']]);
  });

  it('ours when the others were cancelled before they ran, after one more look', () => {
    const input = statuses(['2', 'pending'], ['3', 'cancelled'], ['4', 'cancelled']);
    const [next, command] = step(choosing(job('2')), input, rules);
    expect(next).toMatchObject({ phase: 'held', job: job('2'), discarded: ['x:3', 'x:4'] });
    expect(command.do).toBe('find');
    expect(of(step(next, found([job('2'), job('3'), job('4')]), rules))).toMatchObject({ phase: 'releasing' });
  });

  it('waits for one whose state is unknown', () => {
    expect(chosen(choosing(), statuses(['2', 'pending'], ['3', 'pending']))).toMatchObject({
      phase: 'choosing',
      tries: 1,
    });
  });

  it('takes another job with a reused id for unknown', () => {
    const reused: ProtocolInput = {
      type: 'status',
      now,
      statuses: { 'x:2': { job: { id: 'x:2', incarnation: 'other' }, state: 'running' } },
    };
    expect(chosen(state({ phase: 'choosing', jobs: [job('2')] }), reused)).toMatchObject({ phase: 'choosing' });
  });
});

describe('held', () => {
  const held = state({ phase: 'held', job: job('3'), replied: true, since: now }, { held_submits: 1 });

  it('waits out the lag, and an answer of an earlier time is not enough', () => {
    expect(step(held, start, rules)[1]).toEqual({ do: 'wait', until: now + 10_000 });
    const old: ProtocolInput = { type: 'found', now: now + 10_000, jobs: [job('3')], complete: true, as_of: now - 1 };
    expect(step(held, old, rules)[0].phase).toBe('held');
  });

  it('is looked for anew when it is gone, but only a minute after it was submitted', () => {
    expect(step(held, found([], now + 59_999), rules)[0].phase).toBe('held');
    const [next, command] = step(held, found([], now + 60_000), rules);
    expect(next).toMatchObject({ phase: 'uncertain', held_submits: 1 });
    expect(command.do).toBe('find');
    expect(step(next, found([], now + 60_001), rules)[1]).toMatchObject({ do: 'submit', held: true });
  });

  it('is released again and again until that is accepted', () => {
    const releasing = state({ phase: 'releasing', job: job('3') });
    const failed: ProtocolInput = { type: 'failed', now, of: 'release', error: 'timeout' };
    const [asked, command] = step(releasing, failed, rules);
    expect(command).toEqual({ do: 'status', jobs: [job('3')] });
    const [waiting, wait] = step(asked, statuses(['3', 'pending']), rules);
    expect(wait.do).toBe('wait');
    expect(step(waiting, { type: 'woke', now }, rules)[1]).toEqual({ do: 'release', job: job('3') });
    expect(step(asked, statuses(['3', 'running', 1]), rules)[0].phase).toBe('submitted');
  });
});

describe('the previous job', () => {
  const cancelling = state({ phase: 'cancelling' }, { previous: job('1') });

  it('is cancelled again with growing pauses as long as it lives', () => {
    let current = cancelling;
    const pauses: number[] = [];
    for (let n = 0; n < 8; n += 1) {
      expect(step(current, statuses(['1', 'running', 1]), rules)[1]).toEqual({ do: 'cancel', jobs: [job('1')] });
      const [next, command] = step(current, { type: 'accepted', now }, rules);
      pauses.push(command.do === 'wait' ? command.until - now : -1);
      current = next;
    }
    expect(pauses).toEqual([500, 1_000, 2_000, 4_000, 8_000, 16_000, 30_000, 30_000]);
  });

  it('that can not be cancelled is waited for, and the user is asked to end it', () => {
    const unable = { ...rules, can_cancel: false, patience: 0 };
    const [next, command, notice] = step(cancelling, statuses(['1', 'running', 1]), unable);
    expect([next.phase, command.do]).toEqual(['cancelling', 'wait']);
    expect(notice).toContain('please end it');
  });

  it('is looked for among its twins for a minute only', () => {
    const sweeping = state({ phase: 'sweeping', since: now }, { previous: job('1'), previous_key: 'run/1' });
    expect(step(sweeping, found([], now + 59_999), rules)[0].phase).toBe('sweeping');
    const [next, , notice] = step(sweeping, found([], now + 60_000), rules);
    expect(next.phase).toBe('submitting');
    expect(notice).toContain('not certain');
  });

  it('is over at once where a key is an id: under it nothing else can be', () => {
    const sweeping = state({ phase: 'sweeping', since: now }, { previous: job('1'), previous_key: 'run/1' });
    const ray = { ...rules, key_is_id: true };
    expect(step(sweeping, found([], now), ray)[0].phase).toBe('submitting');
    const partly = { ...found([], now), complete: false };
    expect(step(sweeping, partly, ray)[0].phase).toBe('sweeping');
  });
});

it('absence is unknown for a minute after a submission', () => {
  expect([
    absenceIsUnknown(now, now),
    absenceIsUnknown(now, now + 59_999),
    absenceIsUnknown(now, now + 60_000),
  ]).toEqual([true, true, false]);
});

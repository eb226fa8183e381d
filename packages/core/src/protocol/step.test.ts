import { describe, expect, it } from 'vitest';
import type { JobRef, JobState, JobStatus } from '../contract.js';
import { defaultTiming, type ProtocolRules } from './rules.js';
import { intent, type Phase, type PhaseState, type ProtocolInput, type ProtocolState } from './state.js';
import { step } from './step.js';

const rules: ProtocolRules = { ...defaultTiming, lag: 10_000, can_hold: true, can_cancel: true };
const now = 1_000_000;
const [old, a, b, c] = ['x:1', 'x:2', 'x:3', 'x:4'].map((id) => ({ id, incarnation: 'i' }) as JobRef) as [
  JobRef,
  JobRef,
  JobRef,
  JobRef,
];
const base = intent({ key: 'run/2', attempt: 2, previous: old, previous_key: 'run/1' });
const in_ = (phase: PhaseState, more: Partial<ProtocolState> = {}): ProtocolState =>
  ({ ...base, held_submits: 1, plain_submits: 1, ...more, ...phase }) as ProtocolState;

const states: Readonly<Record<Phase, ProtocolState>> = {
  intent: base,
  cancelling: in_({ phase: 'cancelling' }, { held_submits: 0, plain_submits: 0 }),
  sweeping: in_({ phase: 'sweeping', since: now - 1 }, { held_submits: 0, plain_submits: 0 }),
  submitting: in_({ phase: 'submitting', not_after: now + 50_000, held: false }, { held_submits: 0 }),
  refused: in_({ phase: 'refused', retry_at: now - 1, words: 'no' }, { held_submits: 0, plain_submits: 0 }),
  uncertain: in_({ phase: 'uncertain', not_after: now - 60_000 }, { held_submits: 0 }),
  choosing: in_({ phase: 'choosing', jobs: [a, b], ours: b }),
  clearing: in_({ phase: 'clearing', job: a, ran: false, extras: [b], since: now - 60_000 }),
  held: in_({ phase: 'held', job: b, replied: true, since: now - 20_000 }),
  releasing: in_({ phase: 'releasing', job: b }),
  submitted: in_({ phase: 'submitted', job: a, submitted_at: now - 1 }),
};

const status = (job: JobRef, state: JobState, started_at?: number): JobStatus =>
  started_at === undefined ? { job, state } : { job, state, started_at };
const statuses = (...list: JobStatus[]): ProtocolInput => ({
  type: 'status',
  now,
  statuses: Object.fromEntries(list.map((one) => [one.job.id, one])),
});
const found = (jobs: readonly JobRef[], complete = true, as_of = now): ProtocolInput => ({
  type: 'found',
  now,
  jobs,
  complete,
  as_of,
});
const failed = (of: 'status' | 'cancel' | 'submit' | 'find' | 'release'): ProtocolInput => ({
  type: 'failed',
  now,
  of,
  error: 'timeout',
});

const inputs: Readonly<Record<string, ProtocolInput>> = {
  start: { type: 'start', now },
  woke: { type: 'woke', now },
  accepted: { type: 'accepted', now },
  submitted: { type: 'submitted', now, job: c },
  refused: { type: 'refused', now, words: 'quota' },
  'failed submit': failed('submit'),
  'failed status': failed('status'),
  'failed cancel': failed('cancel'),
  'failed find': failed('find'),
  'failed release': failed('release'),
  'status none': statuses(),
  'status alive': statuses(status(old, 'running', 1), status(a, 'pending'), status(b, 'pending')),
  'status completing': statuses(status(old, 'completing', 1), status(a, 'completing', 1), status(b, 'completing')),
  'status ended': statuses(status(old, 'failed', 1), status(a, 'succeeded', 1), status(b, 'cancelled')),
  'found none': found([]),
  'found old': found([old]),
  'found one': found([a]),
  'found ours': found([b]),
  'found both': found([a, b]),
  'found none, incomplete': found([], false),
  'found none, too old': found([], true, now - 120_000),
};

/** `next phase: command` */
const show = (phase: Phase, name: string): string => {
  const input = inputs[name];
  if (input === undefined) throw new Error(`no input is called ${name}`);
  const [next, command] = step(states[phase], input, rules);
  return `${next.phase}: ${command.do}`;
};

/** What a phase does with `any` input, with any that `failed`, and with those that mean something of their own to it. */
const table: Readonly<Record<Phase, Readonly<Record<string, string>>>> = {
  intent: { any: 'cancelling: status' },
  cancelling: {
    any: 'cancelling: status',
    failed: 'cancelling: wait',
    accepted: 'cancelling: wait',
    'status none': 'cancelling: wait',
    'status alive': 'cancelling: cancel',
    'status completing': 'cancelling: wait',
    'status ended': 'sweeping: find',
  },
  sweeping: {
    any: 'sweeping: find',
    failed: 'sweeping: wait',
    'found none': 'sweeping: wait',
    'found old': 'submitting: submit',
    'found one': 'clearing: cancel',
    'found ours': 'clearing: cancel',
    'found both': 'clearing: cancel',
    'found none, incomplete': 'sweeping: wait',
    'found none, too old': 'sweeping: wait',
  },
  submitting: { any: 'uncertain: wait', submitted: 'submitted: done', refused: 'refused: wait' },
  refused: { any: 'submitting: submit' },
  uncertain: {
    any: 'uncertain: find',
    failed: 'uncertain: wait',
    'found none': 'submitting: submit',
    'found old': 'submitting: submit',
    'found one': 'submitted: done',
    'found ours': 'submitted: done',
    'found both': 'choosing: status',
    'found none, incomplete': 'uncertain: wait',
    'found none, too old': 'uncertain: wait',
  },
  choosing: {
    any: 'choosing: status',
    failed: 'choosing: wait',
    'status none': 'choosing: wait',
    'status alive': 'clearing: cancel',
    'status completing': 'clearing: cancel',
    'status ended': 'clearing: cancel',
  },
  clearing: {
    any: 'clearing: cancel',
    failed: 'clearing: wait',
    'failed cancel': 'clearing: status',
    accepted: 'clearing: status',
    'status none': 'clearing: find',
    'status alive': 'clearing: wait',
    'status completing': 'clearing: wait',
    'status ended': 'held: wait',
    'found none': 'clearing: wait',
    'found old': 'clearing: wait',
    'found one': 'held: wait',
    'found ours': 'clearing: wait',
    'found both': 'clearing: wait',
    'found none, incomplete': 'clearing: wait',
    'found none, too old': 'clearing: wait',
  },
  held: {
    any: 'held: find',
    failed: 'held: wait',
    'found none': 'held: wait',
    'found old': 'held: wait',
    'found one': 'choosing: status',
    'found ours': 'releasing: release',
    'found both': 'choosing: status',
    'found none, incomplete': 'held: wait',
    'found none, too old': 'held: wait',
  },
  releasing: {
    any: 'releasing: release',
    failed: 'releasing: wait',
    'failed release': 'releasing: status',
    accepted: 'submitted: done',
    'status none': 'releasing: wait',
    'status alive': 'releasing: wait',
    'status completing': 'submitted: done',
    'status ended': 'submitted: done',
  },
  submitted: { any: 'submitted: done' },
};

describe.each(Object.keys(states) as Phase[])('%s', (phase) => {
  it.each(Object.keys(inputs))('%s', (name) => {
    const row = table[phase];
    const expected = row[name] ?? (name.startsWith('failed') ? row.failed : undefined) ?? row.any;
    expect(show(phase, name)).toBe(expected);
  });

  it('is Json, and changes no state that it was given', () => {
    const before = JSON.stringify(states[phase]);
    for (const input of Object.values(inputs)) {
      const [next] = step(states[phase], input, rules);
      expect(JSON.parse(JSON.stringify(next))).toEqual(next);
    }
    expect(JSON.stringify(states[phase])).toBe(before);
  });
});

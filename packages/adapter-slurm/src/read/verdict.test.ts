import type { JobStatus } from '@sigwatch/core';
import { describe, expect, it } from 'vitest';
import { SUBMITTED, sacctRow, squeueRow } from '../../test/fake-slurm.js';
import { isAtLeast } from './cluster-facts.js';
import type { Evidence } from './evidence.js';
import { jobRef, parseJobId, seconds } from './identity.js';
import { moments } from './moments.fixture.js';
import { rowsOf } from './rows-of.js';
import { parseSacct } from './sacct.js';
import { parseSqueue } from './squeue.js';
import { judge } from './verdict.js';
import { versions } from './versions.fixture.js';

interface Case {
  readonly title: string;
  readonly task?: string;
  readonly restarts?: number;
  /** By squeue and accounting together. */
  readonly status: Partial<JobStatus>;
  /** By accounting alone, when slurmctld has forgotten it; `unknown`: it does not tell. Default: as above. */
  readonly later?: Partial<JobStatus> | 'unknown' | 'no hand yet';
  /** Whether squeue alone is enough. Default: true. */
  readonly alone?: boolean;
}

const cases: readonly Case[] = [
  {
    title: 'running, just begun, with a name of odd characters',
    status: { state: 'running', nodes: ['n1'] },
    later: 'unknown',
  },
  { title: 'running', status: { state: 'running', nodes: ['n1'] }, later: 'unknown' },
  { title: 'suspended', status: { state: 'suspended' }, later: 'unknown' },
  { title: 'waits for resources', status: { state: 'pending', reason: 'Resources' }, later: 'unknown' },
  {
    title: 'held',
    status: { state: 'pending', reason: 'JobHeldUser', detail: 'Held until it is released.' },
    later: 'unknown',
  },
  { title: 'cancelled while it was held', status: { state: 'cancelled', ended_by: 'owner' }, alone: false },
  { title: 'exit code 0', status: { state: 'succeeded', exit_code: 0 } },
  { title: 'exit code 3', status: { state: 'failed', exit_code: 3, reason: 'FAILED' } },
  // sacct tells exit codes without their highest bit.
  { title: 'exit code 137', status: { state: 'failed', exit_code: 137 }, later: { state: 'failed', exit_code: 9 } },
  { title: 'died of SIGSEGV', status: { state: 'failed', signal: 'SIGSEGV', reason: 'FAILED' } },
  { title: 'no directory for its output', status: { state: 'failed', reason: 'FAILED' } },
  // Accounting has not got its beginning yet, and shows it as root's.
  { title: 'cancelled by its owner, just now', status: { state: 'completing' }, later: 'no hand yet' },
  {
    title: 'cancelled by its owner',
    status: { state: 'cancelled', reason: 'CANCELLED', ended_by: 'owner' },
    later: 'no hand yet',
    alone: false,
  },
  { title: 'cancelled by root', status: { state: 'cancelled', ended_by: 'admin' }, alone: false },
  { title: 'dependency never satisfied', status: { state: 'cancelled', ended_by: 'platform' }, alone: false },
  { title: 'time limit', status: { state: 'timed_out', reason: 'TIMEOUT' } },
  { title: 'deadline', status: { state: 'timed_out', reason: 'DEADLINE' } },
  { title: 'out of memory', status: { state: 'failed', reason: 'OUT_OF_MEMORY' } },
  { title: 'being requeued', status: { state: 'completing' }, later: { state: 'cancelled', reason: 'REQUEUED' } },
  { title: 'requeued, waits', status: { state: 'cancelled', reason: 'REQUEUED' }, alone: false },
  { title: 'requeued, waits', restarts: 1, status: { state: 'pending', reason: 'BeginTime' }, later: 'unknown' },
  { title: 'requeued, runs again', status: { state: 'cancelled', reason: 'REQUEUED' }, alone: false },
  { title: 'requeued, runs again', restarts: 1, status: { state: 'running' }, later: 'unknown' },
  { title: 'requeued and held', status: { state: 'cancelled', reason: 'REQUEUED' }, alone: false },
  {
    title: 'requeued and held',
    restarts: 1,
    status: { state: 'pending', reason: 'job requeued in held state' },
    later: 'unknown',
  },
  {
    title: 'preempted and requeued',
    status: { state: 'cancelled', reason: 'PREEMPTED', ended_by: 'platform' },
    alone: false,
  },
  { title: 'preempted and cancelled', status: { state: 'cancelled', reason: 'PREEMPTED', ended_by: 'platform' } },
  { title: 'node set down', status: { state: 'failed', reason: 'NODE_FAIL', nodes: ['n2'] } },
  { title: 'node set down, requeued', status: { state: 'failed', reason: 'NODE_FAIL', nodes: ['n2'] }, alone: false },
  { title: 'array, one task failed', status: { state: 'running' }, later: 'unknown' },
  { title: 'array, one task failed', task: '1', status: { state: 'failed', exit_code: 5 } },
  { title: 'array, one task failed', task: '0', status: { state: 'running' }, later: 'unknown' },
  { title: 'array, cancelled', status: { state: 'failed', exit_code: 5 } },
  { title: 'array, cancelled', task: '3', status: { state: 'cancelled', ended_by: 'owner' }, alone: false },
  { title: 'heterogeneous', status: { state: 'running', nodes: ['n1', 'n2'] }, later: 'unknown' },
  {
    title: 'heterogeneous, cancelled',
    status: { state: 'cancelled', nodes: ['n1', 'n2'], ended_by: 'owner' },
    alone: false,
  },
  { title: 'resized', status: { state: 'running', nodes: ['n1'] }, later: 'unknown' },
  { title: 'resized, cancelled', status: { state: 'cancelled', ended_by: 'owner' }, alone: false },
];

function evidenceOf({ title, task, restarts = 0 }: Case): Evidence {
  const moment = moments[title];
  if (moment === undefined) throw new Error(`nothing was recorded as ${title}`);
  const id = { ...parseJobId(moment.id), base: moment.id, ...(task === undefined ? {} : { task }) };
  const live = parseSqueue(moment.squeue);
  const accounted = parseSacct(moment.sacct, false).filter((row) => task === undefined || row.task === task);
  const submitted = Math.min(...[...live, ...accounted].map((row) => seconds(row.submitted)));
  const incarnation = { cluster: 'probe', submitted, restarts };
  const now = Date.parse(`${moment.at}Z`);
  return { job: jobRef(id, incarnation), id, incarnation, live: rowsOf(id, live), accounted, ours: () => false, now };
}

describe('what was recorded of a job', () => {
  it.each(cases)('$title, task $task, restart $restarts: $status', (one) => {
    const evidence = evidenceOf(one);
    expect(judge(evidence)).toMatchObject({ kind: 'status', status: one.status });
    expect(judge({ ...evidence, accounted: undefined }).kind).toBe(one.alone === false ? 'ask' : 'status');
    const later = judge({ ...evidence, live: [] });
    if (one.later === 'unknown') expect(later).toEqual({ kind: 'ask', otherwise: undefined });
    else if (one.later === 'no hand yet') {
      expect(later).toMatchObject({ kind: 'ask', otherwise: { state: 'cancelled' } });
      expect(later).not.toHaveProperty('otherwise.ended_by');
    } else expect(later).toMatchObject({ kind: 'status', status: one.later ?? one.status });
  });

  it('is all in the table', () => {
    expect([...new Set(cases.map(({ title }) => title))].sort()).toEqual(Object.keys(moments).sort());
  });

  it.each(cases.filter(({ restarts, status }) => restarts === 1 || status.state === 'completing'))(
    '$title: its successor is the incarnation that follows',
    ({ title, status }) => {
      const found = judge(evidenceOf({ title, status }));
      if (status.state === 'completing') expect(found).not.toHaveProperty('status.successor');
      else expect(found).toHaveProperty('status.successor.incarnation', expect.stringMatching(/\/1$/));
    },
  );
});

describe('what other versions say', () => {
  it.each(versions)('$version: $what', ({ version, squeue = '', sacct = '', expected }) => {
    const written = (text: string) => text.replaceAll('|', '\x1f');
    const live = parseSqueue(squeue === '' ? '' : `${written(squeue)}\x1e\n`);
    const accounted = parseSacct(written(sacct), isAtLeast({ version }, 21, 8));
    expect(live.length + accounted.length).toBe(Number(squeue !== '') + Number(sacct !== ''));
    const id = { base: '12' };
    const incarnation = { cluster: 'far', submitted: SUBMITTED, restarts: 0 };
    const now = SUBMITTED * 1000 + 3_600_000;
    const evidence = { job: jobRef(id, incarnation), id, incarnation, live, accounted, ours: () => false, now };
    expect(judge(evidence)).toMatchObject({ kind: 'status', status: expected });
  });
});

describe('two truths', () => {
  const incarnation = { cluster: 'probe', submitted: SUBMITTED, restarts: 0 };
  const id = { base: '12' };
  const told = (squeue: string, sacct: string | undefined, more: Partial<Evidence> = {}) =>
    judge({
      job: jobRef(id, more.incarnation ?? incarnation),
      id,
      incarnation,
      live: parseSqueue(squeue),
      accounted: sacct === undefined ? undefined : parseSacct(sacct, true),
      ours: () => false,
      now: SUBMITTED * 1000 + 3_600_000,
      ...more,
    });

  it('of a job that lives squeue knows all, also when accounting is behind', () => {
    expect(told(squeueRow(), sacctRow({ state: 'PENDING', end: 'Unknown' }))).toMatchObject({
      status: { state: 'running' },
    });
  });

  it('accounting that says it waits or runs tells nothing of a job that squeue does not list', () => {
    for (const state of ['PENDING', 'RUNNING', 'SUSPENDED', 'COMPLETING'])
      expect(told('', sacctRow({ state, end: 'Unknown' }))).toEqual({ kind: 'ask', otherwise: undefined });
  });

  it('a word that nobody knows is unknown', () => {
    expect(told(squeueRow({ state: 'FLYING' }), undefined)).toEqual({ kind: 'ask', otherwise: undefined });
    expect(told('', sacctRow({ state: 'FLYING' }))).toEqual({ kind: 'ask', otherwise: undefined });
  });

  it('a job of the same number that was submitted at another time is another one', () => {
    const other = { submit: '2026-11-22T12:00:00' };
    expect(told(squeueRow(other), sacctRow(other))).toEqual({ kind: 'ask', otherwise: undefined });
    expect(told(squeueRow(other), sacctRow({ state: 'FAILED', exit: '2:0' }) + sacctRow(other))).toMatchObject({
      status: { state: 'failed', exit_code: 2 },
    });
  });

  it('a job that went back to an earlier incarnation is unknown', () => {
    const second = { ...incarnation, restarts: 1 };
    expect(told(squeueRow(), '', { incarnation: second })).toEqual({ kind: 'ask', otherwise: undefined });
  });

  it('our own cancellation is ours, whoever accounting names, and accounting need not be asked', () => {
    const row = squeueRow({ state: 'CANCELLED', exit: '15', end: '2026-11-22T10:30:00' });
    const ended = Date.parse('2026-11-22T10:30:00Z');
    const ours = (at: number | undefined) => at === ended;
    expect(told(row, undefined, { ours })).toMatchObject({ kind: 'status', status: { ended_by: 'sigwatch' } });
    expect(told('', sacctRow({ state: 'CANCELLED by 1000', end: '2026-11-22T10:30:00' }), { ours })).toMatchObject({
      status: { ended_by: 'sigwatch' },
    });
  });

  it('twice requeued: each incarnation ended in its own way, and the last one is the successor', () => {
    const history =
      sacctRow({ state: 'PREEMPTED' }) +
      sacctRow({ state: 'NODE_FAIL', submit: '2026-11-22T11:00:01', end: '2026-11-22T12:00:00' }) +
      sacctRow({ state: 'RUNNING', submit: '2026-11-22T12:00:01', end: 'Unknown' });
    const row = squeueRow({ restarts: 2, submit: '2026-11-22T12:00:01' });
    const successor = { id: 'slurm:12', incarnation: `probe/${SUBMITTED}/2` };
    expect(told(row, history)).toMatchObject({ status: { state: 'cancelled', reason: 'PREEMPTED', successor } });
    const second = { ...incarnation, restarts: 1 };
    expect(told(row, history, { incarnation: second })).toMatchObject({
      status: { state: 'failed', reason: 'NODE_FAIL', successor },
    });
    // The same when slurmctld has forgotten it.
    expect(told('', history, { incarnation: second })).toMatchObject({ status: { reason: 'NODE_FAIL', successor } });
  });

  it('requeued for its exit code, it failed with that', () => {
    const history = sacctRow({ state: 'REQUEUED', exit: '99:0' });
    const row = squeueRow({ state: 'PENDING', reason: 'BeginTime', restarts: 1, submit: '2026-11-22T11:00:01' });
    expect(told(row, history)).toMatchObject({ status: { state: 'failed', exit_code: 99, reason: 'REQUEUED' } });
  });

  it('without a database an ended job has no hand, and a requeued one no cause', () => {
    const rough = parseSacct(sacctRow({ state: 'CANCELLED', submit: '2026-11-22T10:00:05' }), true);
    const accounted = rough.map((row) => ({ ...row, rough: true }));
    const found = told('', undefined, { accounted });
    expect(found).toMatchObject({ status: { state: 'cancelled' } });
    expect(found).not.toHaveProperty('status.ended_by');
    expect(told(squeueRow({ restarts: 1, submit: '2026-11-22T11:00:01' }), '')).toMatchObject({
      kind: 'ask',
      otherwise: { state: 'cancelled', reason: 'REQUEUED' },
    });
  });
});

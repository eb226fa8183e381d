import type { JobRef, JobStatus } from '@sigwatch/core';
import { describe, expect, it } from 'vitest';
import type { AppRow, AppState } from './apps/rows.js';
import type { ClientState } from './client/client-end.js';
import { type Seen, verdictOf } from './verdict.js';

const NOW = Date.UTC(2026, 10, 23);
const job: JobRef = { id: 'modal:ap-1', incarnation: '' };

function told(
  state: AppState,
  seen: Partial<Omit<Seen, 'row'>> & { readonly row?: Partial<AppRow> } = {},
): Omit<JobStatus, 'job' | 'as_of'> {
  const row: AppRow = { id: 'ap-1', description: 'a', state, tasks: 0, ...seen.row };
  const status = verdictOf(job, { containers: [], asOf: NOW, ...seen, row });
  if (status === undefined) throw new Error('nothing is told');
  const { job: _, as_of, ...told } = status;
  return told;
}

const started = { id: 'ta-1', app: 'ap-1', started_at: NOW - 60_000 };
const starting = { id: 'ta-2', app: 'ap-1' };
const client = (exit_code: number, words = '', ended_at = NOW): ClientState => ({
  alive: false,
  exit_code,
  ended_at,
  words,
});

describe('an app that lives', () => {
  it('waits until a container has begun, and again between two', () => {
    expect(told('initializing')).toEqual({ state: 'pending', reason: 'NO_CONTAINER' });
    expect(told('running')).toEqual({ state: 'pending', reason: 'NO_CONTAINER' });
    expect(told('running', { containers: [starting] })).toEqual({ state: 'pending', reason: 'CONTAINER_STARTING' });
    expect(told('running', { containers: [starting, started] })).toEqual({
      ...{ state: 'running', started_at: NOW - 60_000, nodes: ['ta-1'] },
    });
  });

  it('lives on whatever became of its client, which may be killed, or lose Modal', () => {
    for (const one of [
      client(1, 'ValueError: x'),
      client(1, 'Error: Could not connect to the Modal server.'),
      client(0),
    ])
      expect(told('running', { containers: [started], client: one }).state).toBe('running');
  });

  it('that was told to stop is on its way, and it is said what still runs', () => {
    expect(told('running', { stopped_at: NOW - 5_000, containers: [started] })).toMatchObject({
      ...{ state: 'completing', detail: 'Modal has taken the stop, and 1 container still runs' },
    });
    expect(told('stopped', { stopped_at: NOW - 5_000, containers: [started, starting] })).toMatchObject({
      ...{ state: 'completing', detail: 'the app is stopped, and 2 containers still run' },
    });
    expect(told('stopping')).toEqual({ state: 'completing' });
  });

  it('has not ended before Modal says so: its client may have spawned what waits for a GPU', () => {
    for (const exit_code of [0, 1])
      expect(told('running', { client: client(exit_code, '', NOW - 3_600_000) }).state).toBe('pending');
  });

  it('rests where it is deployed', () => {
    expect(told('deployed')).toEqual({ state: 'running' });
  });
});

describe('an app that is stopped', () => {
  const row = { stopped_at: NOW - 1_000 };
  const ended_at = NOW - 1_000;

  it('has ended as its client says', () => {
    expect(told('stopped', { row, client: client(0) })).toEqual({ state: 'succeeded', exit_code: 0, ended_at });
    expect(told('stopped', { row, client: client(1, 'line\nValueError: the loss is no number\n') })).toEqual({
      ...{ state: 'failed', exit_code: 1, ended_at, detail: 'line ValueError: the loss is no number' },
    });
    const words = "FunctionTimeoutError: Task's current input in-1 hit its timeout of 1s";
    expect(told('stopped', { row, client: client(1, words) })).toMatchObject({ state: 'timed_out', reason: 'TIMEOUT' });
  });

  it('was cancelled by whose hand is known, unless it came to its end before', () => {
    const stopped_at = NOW - 9_000;
    expect(told('stopped', { row, stopped_at, client: client(1) })).toEqual({
      ...{ state: 'cancelled', ended_by: 'sigwatch', ended_at },
    });
    expect(told('stopped', { row, stopped_at, client: client(0) }).state).toBe('succeeded');
    expect(told('stopped', { row: { ...row, stopped_by: 'ann' }, client: client(1) })).toEqual({
      ...{ state: 'cancelled', ended_by: 'owner', detail: 'stopped by ann', ended_at },
    });
  });

  const TRACEBACK = 'Traceback (most recent call last):\n  File "/root/train.py", line 9, in train\n';
  const FUNCTION_TIMEOUT = "modal.exception.FunctionTimeoutError: Task's current input in-1 hit its timeout of 1s";
  it.each([
    ['an exception', `${TRACEBACK}ValueError: the loss is no number`, 'failed'],
    ['one of its own name', `${TRACEBACK}train.Diverged: the loss is no number\nat step 4`, 'failed'],
    ['one in a frame', '╭─ Traceback ─╮\n│ train.py:9  │\n╰─────────────╯\nRuntimeError: CUDA error', 'failed'],
    ['a word of the platform', 'modal.exception.RemoteError: Container killed: out of memory', 'failed'],
    ['its time', FUNCTION_TIMEOUT, 'timed_out'],
    ['nothing', '', 'cancelled'],
    ['lines of the log', 'step 1\nloss 0.4\nStopping app - user stopped from the dashboard', 'cancelled'],
    ['an error that the log had, and a stop', 'ValueError: caught\nStopping app - user stopped', 'cancelled'],
    ['a call that was taken away', `${TRACEBACK}modal.exception.RemoteError`, 'cancelled'],
    ['one that Modal has lost', 'InternalFailure: Server has lost track of input.', 'cancelled'],
    ['an input that was taken away', `${TRACEBACK}modal.exception.InputCancellation: Input was cancelled`, 'cancelled'],
    ['an interrupt', `${TRACEBACK}KeyboardInterrupt`, 'cancelled'],
    ['that it lost Modal', 'modal.exception.ConnectionError: Could not connect to the Modal server.', 'cancelled'],
  ] as const)('of which Modal names who stopped it, and the client ends with %s: %s', (_, words, state) => {
    const by = { ...row, stopped_by: 'ann' };
    const status = told('stopped', { row: by, client: client(1, words, NOW - 2_000) });
    expect(status.state).toBe(state);
    expect(status.ended_by).toBe(state === 'cancelled' ? 'owner' : undefined);
    // What came after our stop may be of it; what came before is not.
    const stopped = (at: number) => told('stopped', { row: by, stopped_at: at, client: client(1, words, NOW - 2_000) });
    expect(stopped(NOW - 9_000)).toMatchObject({ state: 'cancelled', ended_by: 'sigwatch' });
    expect(stopped(NOW - 1_000).state).toBe(state);
  });

  it('is of nobody before its client has said how it ended', () => {
    const by = { ...row, stopped_by: 'ann' };
    expect(told('stopped', { row: by, client: { alive: true, words: '' } }).state).toBe('completing');
    const late = { ...by, stopped_at: NOW - 600_000 };
    expect(told('stopped', { row: late, client: { alive: true, words: '' } })).toMatchObject({ ended_by: 'owner' });
    expect(told('stopped', { row: by })).toMatchObject({ state: 'cancelled', ended_by: 'owner' });
  });

  it('has an end that nobody knows where nobody has seen it', () => {
    const lost = [
      undefined,
      { alive: false, words: '' },
      client(1, 'Error: Could not connect to the Modal server.'),
      client(1, 'ValueError', NOW - 3_600_000),
      client(1, '│   575   │\n╰─────╯\nRemoteError\n'),
      client(1, 'modal.exception.InternalFailure: Server has lost track of input'),
    ];
    for (const one of lost)
      expect(told('stopped', { row, ...(one && { client: one }) })).toMatchObject({
        ...{ state: 'failed', reason: 'EXIT_UNKNOWN' },
      });
  });

  it('waits for the last word of a client that lives', () => {
    expect(told('stopped', { row, client: { alive: true, words: '' } }).state).toBe('completing');
    const late = { ...row, stopped_at: NOW - 600_000 };
    expect(told('stopped', { row: late, client: { alive: true, words: '' } }).reason).toBe('EXIT_UNKNOWN');
  });
});

it('says nothing of a state that it does not know', () => {
  expect(
    verdictOf(job, { row: { id: 'ap-1', description: '', state: 'unknown', tasks: 0 }, containers: [], asOf: 0 }),
  ).toBe(undefined);
  expect(told('disabled')).toMatchObject({ state: 'failed', reason: 'APP_DISABLED' });
});

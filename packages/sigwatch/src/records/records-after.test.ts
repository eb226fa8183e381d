import { errorRecordSchema, type Json, monitorRecordSchema, runRecordSchema, type SigwatchEvent } from '@sigwatch/core';
import { Ajv } from 'ajv';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { recordsAfter } from './records-after.js';
import { runRecord, summaryName } from './run-record.js';
import { noRecords, type RecordLine, type RecordsState } from './state.js';

const ajv = new Ajv({ strict: false });
const checks = {
  monitor: ajv.compile(monitorRecordSchema),
  errors: ajv.compile(errorRecordSchema),
  summary: ajv.compile(runRecordSchema),
};

const event = (
  seconds: number,
  event_type: SigwatchEvent['event_type'],
  data: Record<string, Json> = {},
  attempt = 1,
): SigwatchEvent => ({
  timestamp: new Date(Date.UTC(2026, 1, 25, 10, 0, 0) + seconds * 1000).toISOString(),
  event_type,
  run_id: 'r1',
  attempt,
  data,
});
const step = (seconds: number, n: number, attempt = 1, more: Record<string, Json> = {}) =>
  event(seconds, 'progress', { step: n, total: 100, loss: 3 - n / 100, source: 'a.log', line: n, ...more }, attempt);
const place = { source: 'a.log', line: 9 };
const root = {
  signal: 'oom',
  error_type: 'oom',
  category: 'memory',
  text: 'RuntimeError: CUDA out of memory',
  ...place,
};
const failure = (seconds: number, more: Record<string, Json> = {}, attempt = 1) =>
  event(
    seconds,
    'signal',
    { ...root, kind: 'error', severity: 'critical', offset: 3, fields: { size: '2 GiB' }, ...more },
    attempt,
  );
const started = (seconds: number, attempt = 1, more: Record<string, Json> = {}) =>
  event(seconds, 'attempt_started', { name: 'train', job: `local:r1.${attempt}`, ...more }, attempt);
const ended = (seconds: number, state: string, attempt = 1) => event(seconds, 'attempt_ended', { state }, attempt);
const runEnded = (seconds: number, state: string, attempt = 1, more: Record<string, Json> = {}) =>
  event(
    seconds,
    'run_ended',
    {
      ...{ state, root: null, decision: null, restarts: attempt - 1, duration_seconds: seconds },
      ...{ final_step: null, final_metric: null, ...more },
    },
    attempt,
  );

/** All lines and the last state; every line and the summary after each event hold their schema. */
function folded(events: readonly SigwatchEvent[]): { state: RecordsState; lines: readonly RecordLine[] } {
  let state = noRecords;
  const lines: RecordLine[] = [];
  for (const one of events) {
    const [next, more] = recordsAfter(state, one);
    state = next;
    lines.push(...more);
    expect(checks.summary(runRecord(state)), JSON.stringify(checks.summary.errors)).toBe(true);
  }
  for (const { file, value } of lines) {
    const check = checks[file];
    expect(check(JSON.parse(JSON.stringify(value))), `${JSON.stringify(value)} ${JSON.stringify(check.errors)}`).toBe(
      true,
    );
  }
  return { state, lines };
}
const recordOf = (...events: SigwatchEvent[]) => runRecord(folded(events).state);
const errorsOf = (...events: SigwatchEvent[]) =>
  folded(events).lines.flatMap(({ file, value }) => (file === 'errors' ? [value] : []));

describe('the event file', () => {
  it('has every event, and tells of the training as other monitors do', () => {
    const { lines } = folded([
      started(0),
      event(1, 'run_started', { name: 'train' }),
      step(2, 1),
      runEnded(9, 'succeeded'),
    ]);
    expect(lines.map(({ value }) => value.event_type)).toEqual([
      ...['attempt_started', 'run_started', 'training_started', 'progress', 'run_ended', 'training_completed'],
    ]);
    expect(lines[2]?.value.data).toEqual({ script: 'train', gpu_type: null });
    expect(lines[5]?.value.data).toEqual({
      script: 'train',
      status: 'succeeded',
      final_metric: 2.99,
      duration_seconds: 9,
    });
  });

  it('is that of the day of the event, in UTC', () => {
    const { lines } = folded([started(0), step(13 * 3600 + 59 * 60 + 59, 1), step(14 * 3600, 2)]);
    expect(lines.map(({ date }) => date)).toEqual(['2026-02-25', '2026-02-25', '2026-02-26']);
  });
});

describe('an error record', () => {
  it('names the exception and what we call it, with traceback, context and incident', () => {
    const block = [
      'Traceback (most recent call last):',
      '  File "a.py", line 3',
      '[rank1]: torch.cuda.OutOfMemoryError: Tried 2 GiB',
    ];
    const opened = event(3, 'incident_opened', { incident: 'r1/1/1', mode: 'crash', root, suspected: true });
    expect(
      errorsOf(
        started(0),
        step(1, 7),
        failure(3, { block, rule: { id: 'cuda_oom', pack: 'cuda', version: '1.2.0' } }),
        opened,
      ),
    ).toEqual([
      {
        timestamp: '2026-02-25T10:00:03.000Z',
        error_type: 'OutOfMemoryError',
        error_message: 'Tried 2 GiB',
        severity: 'critical',
        category: 'memory',
        derived_severity: 'critical',
        derived_category: 'memory',
        suggestion: expect.stringMatching(/batch/),
        traceback: block.join('\n'),
        context: { size: '2 GiB', signal: 'oom', source: 'a.log', line: 9, step: 7 },
        script: 'train',
        run_id: 'r1',
        incident: 'r1/1/1',
        attempt: 1,
        diagnosis: 'oom',
        rule: { id: 'cuda_oom', pack: 'cuda', version: '1.2.0' },
      },
    ]);
  });

  it.each([
    ['what the rule has read', { fields: { exception: 'a.b.MyError', message: 'x: y' } }, 'MyError', 'x: y'],
    ['the line', {}, 'RuntimeError', 'CUDA out of memory'],
    [
      'an exception without a message',
      { text: '[rank0]: KeyboardInterrupt' },
      'KeyboardInterrupt',
      '[rank0]: KeyboardInterrupt',
    ],
    ['the prefix of a Ray worker', { text: '(W pid=3) ValueError: no' }, 'ValueError', 'no'],
    [
      'no exception',
      { text: 'slurmstepd: error: Detected 1 oom_kill' },
      null,
      'slurmstepd: error: Detected 1 oom_kill',
    ],
    ['a sentence', { text: 'Fatal Error: it is over' }, null, 'Fatal Error: it is over'],
    ['a coloured line', { text: '\u001b[31m[rank0]: ValueError: no\u001b[0m' }, 'ValueError', 'no'],
    ['nothing', { text: '' }, null, ''],
  ])('has its class and message by %s', (_, more, error_type, error_message) => {
    expect(errorsOf(failure(1, more), step(2, 1))).toMatchObject([{ error_type, error_message, traceback: null }]);
  });

  it('belongs to the incident that is open, and to none after it', () => {
    const opened = event(1, 'incident_opened', { incident: 'r1/1/1', mode: 'crash', root, suspected: true });
    const closed = event(4, 'incident_closed', { incident: 'r1/1/1' });
    const found = errorsOf(failure(1), opened, failure(2), failure(3), closed, failure(5), step(6, 1));
    expect(found.map(({ incident }) => incident)).toEqual(['r1/1/1', 'r1/1/1', 'r1/1/1', null]);
  });

  it('has the category and severity that the line itself says, and keeps those that were derived', () => {
    const fields = { category: 'Data_Loading', severity: 'WARNING' };
    const [one, other] = errorsOf(
      failure(1, { fields }),
      failure(2, { fields: { category: 'x', severity: '3' } }),
      step(3, 1),
    );
    const derived = { derived_category: 'memory', derived_severity: 'critical' };
    expect(one).toMatchObject({ category: 'data_loading', severity: 'warning', ...derived });
    expect(other).toMatchObject({ category: 'memory', severity: 'critical', ...derived });
    const about = { root, final_step: null, final_metric: null };
    expect(recordOf(failure(1, { fields }), runEnded(2, 'failed', 1, about)).errors[0]?.severity).toBe('warning');
    expect(recordOf(failure(1), runEnded(2, 'failed', 1, about)).errors[0]?.severity).toBe('fatal');
  });

  it('suggests what the rule does, else what helps with the type, with the fields of the line', () => {
    const own = failure(1, { remedy: 'Ask Anna.' });
    const fields = { path: '/ckpt' };
    const disk = failure(2, { error_type: 'storage', fields });
    const [one, two, three] = errorsOf(own, disk, failure(3, { error_type: 'of_my_own' }), step(4, 1));
    expect(one?.suggestion).toBe('Ask Anna.');
    expect(two?.suggestion).toMatch(/^Could not write \/ckpt: /);
    expect(three?.suggestion).not.toBe('');
  });

  it('is none of what is over, and of what is no error', () => {
    expect(errorsOf(failure(1, { resolved: true }), failure(2, { kind: 'warning' }), step(3, 1))).toEqual([]);
  });
});

describe('the summary', () => {
  it('has the keys that others read, and null for what is not known', () => {
    const { training, ...rest } = recordOf(started(0));
    expect(training).toEqual({
      ...{ script: 'train', gpu_type: null, start_time: '2026-02-25T10:00:00.000Z', end_time: null },
      ...{ duration_seconds: 0, status: 'pending', epochs_completed: null, steps_completed: null },
      ...{ final_metric: null, checkpoint_path: null },
    });
    expect(rest).toMatchObject({ errors: [], decisions: [], time_lost_seconds: 0 });
    expect(rest.gpu_stats).toEqual({
      ...{ samples: 0, avg_allocated_mb: null, max_allocated_mb: null, first: null, last: null, unhealthy: 0 },
      window: { samples: 0, avg_allocated_mb: null, max_allocated_mb: null },
      leak: { suspected: false, growth_mb: null, slope_mb_per_sample: null, r_squared: null },
    });
  });

  it('says where the last attempt runs and on what GPUs, and counts unhealthy samples', () => {
    const environment = { platform: 'modal', task: 'ta-1', region: 'us-east-1', app: 'ap-1', function: 'train' };
    const check = (seconds: number, fields: Record<string, Json>, attempt = 1) => {
      const about = { ...place, kind: 'notice', severity: 'warning', offset: 0, text: '' };
      const metadata = { event: 'gpu_check' };
      return event(seconds, 'signal', { signal: 'gpu_check', ...about, fields, metadata }, attempt);
    };
    const first = [
      started(0, 1, { environment }),
      check(1, { result: 'ok', gpus: '2', gpu_type: 'H100', total_mb: '81559' }),
      event(2, 'gpu_stats', { allocated_mb: 100, healthy: false }),
      event(3, 'gpu_stats', { allocated_mb: 100, healthy: true }),
    ];
    const record = recordOf(...first);
    expect(record.environment).toEqual({
      ...{ platform: 'modal', task: 'ta-1', region: 'us-east-1', app: 'ap-1', function: 'train' },
      ...{ image: null, cloud: null, environment: null },
    });
    const timestamp = '2026-02-25T10:00:01.000Z';
    expect(record.gpu_check).toEqual({ timestamp, result: 'ok', gpus: 2, gpu_type: 'H100', memory_total_mb: 81559 });
    expect(record.training.gpu_type).toBe('H100');
    expect(record.gpu_stats.unhealthy).toBe(1);
    const later = recordOf(...first, started(5, 2));
    expect(later).toMatchObject({ environment: { task: 'ta-1' }, gpu_check: null });
    expect(recordOf(...first, started(5, 2), check(6, { result: 'none', gpus: '0' }, 2)).gpu_check).toMatchObject({
      ...{ result: 'none', gpus: 0, gpu_type: null },
    });
  });

  it('tells of the last 100 samples what a naive fold over all of them does', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 80_000 }), { maxLength: 250 }), (values) => {
        const { gpu_stats } = recordOf(...values.map((allocated_mb, i) => event(i, 'gpu_stats', { allocated_mb })));
        const window = values.slice(-100);
        const mean = (list: readonly number[]) => list.reduce((a, b) => a + b, 0) / list.length;
        expect(gpu_stats.samples).toBe(values.length);
        expect(gpu_stats.window.samples).toBe(window.length);
        if (values.length === 0) return;
        expect(gpu_stats.window.avg_allocated_mb).toBeCloseTo(mean(window), 0);
        expect(gpu_stats.window.max_allocated_mb).toBe(Math.max(...window));
        expect(gpu_stats.max_allocated_mb).toBe(Math.max(...values));
        expect(gpu_stats.avg_allocated_mb).toBeCloseTo(mean(values), 0);
        expect(gpu_stats.first?.allocated_mb).toBe(values[0]);
        expect(gpu_stats.last?.allocated_mb).toBe(values.at(-1));
      }),
      { numRuns: 30 },
    );
  });

  it('never loses the metric: not by an end that knows none, nor by a NaN', () => {
    const run = [started(0), step(1, 1), step(2, 2, 1, { loss: 'nan' }), runEnded(3, 'failed')];
    expect(recordOf(...run).training.final_metric).toBe(2.99);
    const evaluated = [started(0), step(1, 1, 1, { eval_loss: 2.5 }), step(2, 2)];
    expect(recordOf(...evaluated).training.final_metric).toBe(2.5);
    const told = runEnded(3, 'succeeded', 1, { final_metric: { name: 'loss', value: 1.25 }, final_step: 2 });
    expect(recordOf(...evaluated, told).training).toMatchObject({ final_metric: 1.25, steps_completed: 2 });
  });

  it('keeps epochs, checkpoints, GPUs and attempts', () => {
    const saved = (seconds: number, phase: string) =>
      event(seconds, 'signal', {
        ...place,
        signal: 'c',
        kind: 'checkpoint',
        severity: 'warning',
        offset: 0,
        text: '',
        fields: { path: `/ckpt/${phase}` },
        metadata: { phase },
      });
    const record = recordOf(
      started(0),
      step(1, 1, 1, { epoch: 1.75 }),
      saved(2, 'done'),
      saved(3, 'started'),
      event(4, 'gpu_stats', { allocated_mb: 1000, max_allocated_mb: 1500, gpu_type: 'H100' }),
      event(5, 'gpu_stats', { allocated_mb: 2000 }),
      event(6, 'gpu_stats', {}),
    );
    expect(record.training).toMatchObject({ epochs_completed: 1, checkpoint_path: '/ckpt/done', gpu_type: 'H100' });
    expect(record.gpu_stats).toMatchObject({
      ...{ samples: 3, avg_allocated_mb: 1500, max_allocated_mb: 2000 },
      first: { timestamp: '2026-02-25T10:00:04.000Z', allocated_mb: 1000, reserved_mb: null, total_mb: null },
      last: { timestamp: '2026-02-25T10:00:05.000Z', allocated_mb: 2000 },
    });
    expect(record.attempts).toMatchObject([
      { attempt: 1, job: 'local:r1.1', first_step: 1, last_step: 1, status: null },
    ]);
  });

  it('tells the root that the run ended with as fatal', () => {
    const end = runEnded(5, 'failed', 1, { root });
    expect(recordOf(started(0), failure(1), failure(2, { signal: 'other' }), end).errors).toMatchObject([
      { severity: 'fatal' },
      { severity: 'critical' },
    ]);
  });

  it('has a name of its own for each run, and the same one in every life', () => {
    const { state } = folded([started(0, 1, { name: 'my train/π' })]);
    expect(summaryName(state)).toMatch(/^summary_my_train__20260225_100000_[0-9a-f]{6}\.json$/);
    expect(summaryName({ ...state, run_id: 'r2' })).not.toBe(summaryName(state));
    expect(summaryName(noRecords)).toBeUndefined();
  });

  it('says interrupted only of a run that has not ended', () => {
    const { state } = folded([started(0), event(1, 'state_changed', { from: 'pending', to: 'running', reason: '' })]);
    expect([runRecord(state).training.status, runRecord(state, true).training.status]).toEqual([
      'running',
      'interrupted',
    ]);
    const over = folded([started(0), runEnded(1, 'succeeded')]).state;
    expect(runRecord(over, true).training.status).toBe('succeeded');
  });
});

describe('the time that was lost', () => {
  const lost = (...events: SigwatchEvent[]) => recordOf(...events).time_lost_seconds;

  it.each<[string, number | null, SigwatchEvent[]]>([
    [
      'nothing without a failure',
      0,
      [started(0), step(10, 10), step(20, 20), ended(21, 'succeeded'), runEnded(22, 'succeeded')],
    ],
    [
      'from the last new step to the first one that is further',
      50,
      [
        started(0),
        step(10, 10),
        step(20, 20),
        ended(30, 'failed'),
        started(40, 2),
        step(50, 15, 2),
        step(60, 20, 2),
        step(70, 21, 2),
        step(80, 22, 2),
      ],
    ],
    [
      'a repeated step is no new one',
      20,
      [started(0), step(10, 10), step(15, 10), ended(16, 'failed'), started(20, 2), step(30, 11, 2)],
    ],
    [
      'each failure, and once where one follows another without a new step',
      90,
      [
        started(0),
        step(10, 10),
        ended(20, 'failed'),
        started(30, 2),
        step(40, 5, 2),
        ended(50, 'failed', 2),
        started(60, 3),
        step(70, 11, 3),
        ended(80, 'failed', 3),
        started(90, 4),
        step(100, 12, 4),
      ],
    ],
    [
      'until the end of a run that never came further',
      90,
      [started(0), step(10, 10), ended(20, 'failed'), runEnded(100, 'failed')],
    ],
    ['attempts that failed before any step', 40, [started(0), ended(30, 'failed'), started(40, 2), step(50, 1, 2)]],
    ['is not known without steps', null, [started(0), ended(30, 'failed'), started(40, 2), ended(50, 'succeeded', 2)]],
    [
      'by epochs where steps begin anew with them',
      20,
      [
        started(0),
        step(10, 99, 1, { epoch: 0 }),
        step(20, 1, 1, { epoch: 1 }),
        ended(25, 'failed'),
        started(30, 2),
        step(35, 99, 2, { epoch: 0 }),
        step(40, 2, 2, { epoch: 1 }),
      ],
    ],
    [
      'an evaluation between is no step of the training',
      40,
      [
        started(0),
        step(10, 10),
        ended(20, 'failed'),
        started(30, 2),
        event(35, 'progress', { step: 50, total: 60, source: 'a', line: 1 }, 2),
        step(50, 11, 2),
      ],
    ],
  ])('%s', (_, seconds, events) => {
    expect(lost(...events)).toBe(seconds);
  });
});

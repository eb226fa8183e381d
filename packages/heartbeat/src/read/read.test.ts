import { describe, expect, it } from 'vitest';
import { readMetadata } from './metadata.js';
import { readProgress } from './progress.js';
import { readTime } from './read-json.js';
import { readSentinel, sentinelText } from './sentinel.js';

const AT = Date.UTC(2025, 7, 4, 19, 23, 45);
const bytes = (value: unknown) => Buffer.from(typeof value === 'string' ? value : JSON.stringify(value));

describe('times', () => {
  it.each([
    ['2025-08-04T19:23:45Z', AT],
    ['2025-08-04 19:23:45', AT],
    ['2025-08-04T19:23:45.123456', AT + 123],
    ['2025-08-04T19:23:45.5+00:00', AT + 500],
    ['2025-08-04T21:23:45+0200', AT],
    ['2025-08-04T19:23:45 UTC', AT],
    ['2025-08-04T19:23Z', AT - 45_000],
    [AT / 1000, AT],
    [AT / 1000 + 0.25, AT + 250],
    [AT, AT],
    [AT * 1000, AT],
    [AT * 1_000_000, AT],
    [`${AT / 1000}`, AT],
    [`${AT}`, AT],
  ])('%s', (text, at) => {
    expect(readTime(text)).toBe(at);
  });

  it.each([
    '',
    'now',
    '2025-13-40T99:00:00Z',
    0,
    -5,
    Number.NaN,
    null,
    undefined,
    {},
    [],
    true,
    '1.2.3',
    '2025'.repeat(99),
  ])('%s is none', (value) => {
    expect(readTime(value)).toBeNull();
  });
});

describe('metadata', () => {
  const full = {
    ...{ run_id: 'm-1', status: 'running', phase: 'training', instance_id: 'i-01', node: 'gpu-1' },
    start_time: '2025-08-04T19:00:00Z',
  };
  it.each(['last_update', 'last_updated', 'timestamp'])('tells its time by %s', (name) => {
    expect(readMetadata(bytes({ ...full, [name]: '2025-08-04T19:23:45Z' }))).toEqual({
      ...{ run_id: 'm-1', status: 'running', phase: 'training', instance: 'i-01', node: 'gpu-1' },
      ...{ began: Date.UTC(2025, 7, 4, 19), updated: AT, error: null, problem: null, missing: [] },
    });
  });

  it('names what it lacks', () => {
    expect(readMetadata(bytes({ status: 'running', instance_id: '' })).missing).toEqual([
      'run_id',
      'phase',
      'last_update',
      'instance_id',
      'start_time',
    ]);
  });

  it.each([
    ['', 'it is empty'],
    ['  \n', 'it is empty'],
    ['{"run_id": "m', 'it is no whole JSON'],
    ['[1]', 'it is no JSON object'],
    ['null', 'it is no JSON object'],
    ['"x"', 'it is no JSON object'],
  ])('%j says why it can not be read', (text, problem) => {
    expect(readMetadata(bytes(text))).toMatchObject({ problem, updated: null, missing: [] });
  });

  it('takes a byte order mark', () => {
    expect(readMetadata(bytes('\uFEFF{"run_id":"m"}'))).toMatchObject({ run_id: 'm', problem: null });
  });
});

describe('progress', () => {
  it.each([
    { step: 1500, total_steps: 5000, loss: 2.134, learning_rate: 0.0001, last_updated: '2025-08-04T19:23:45Z' },
    { step: '1500', total: '5000', loss: '2.134', lr: '1e-4', timestamp: AT / 1000 },
  ])('%o', (value) => {
    expect(readProgress(bytes(value))).toMatchObject({
      ...{ step: 1500, total: 5000, loss: 2.134, learning_rate: 0.0001, updated: AT, problem: null, missing: [] },
    });
  });

  it('reads what Python writes for a loss that is no number', () => {
    expect(readProgress(bytes('{"step": 3, "loss": NaN, "x": [-Infinity, Infinity]}'))).toMatchObject({
      step: 3,
      line: '{"step":3,"loss":"NaN"}',
      loss: null,
    });
  });

  it.each([
    ['numbers far from what is before them', '{"step": 3,\n  "x": [\n            NaN,\n            NaN\n  ]}'],
    ['a text that has such words', '{"step": 3, "note": "a: NaN, \\"b: [Infinity]", "loss": NaN}'],
    ['two in a row', '{"step": 3, "x": [NaN,-Infinity,NaN]}'],
  ])('reads %s', (_, text) => {
    expect(readProgress(bytes(text))).toMatchObject({ step: 3, problem: null });
  });

  it('takes time in proportion to what stands in it, whatever that is', () => {
    expect(readProgress(bytes('\\"'.repeat(1 << 19))).problem).toBe('it is no whole JSON');
    expect(readProgress(bytes(`"${'\\'.repeat(1 << 20)}`)).problem).toBe('it is no whole JSON');
  });

  it('reads UTF-16, as PowerShell writes it', () => {
    const text = Buffer.from('\uFEFF{"step": 7}', 'utf16le');
    expect(readProgress(text)).toMatchObject({ step: 7, problem: null });
    expect(readProgress(Buffer.from(text).swap16())).toMatchObject({ step: 7, problem: null });
  });

  it('names what it lacks', () => {
    expect(readProgress(bytes({ loss: 1 })).missing).toEqual(['step', 'last_updated']);
  });
});

describe('sentinels', () => {
  const traceback =
    'Traceback (most recent call last):\n  File "t.py", line 3, in <module>\n    run()\nRuntimeError: CUDA out of memory';
  it.each([
    ['CUDA out of memory', 'CUDA out of memory\n', 'CUDA out of memory'],
    [traceback, `${traceback}\n`, 'RuntimeError: CUDA out of memory'],
    [{ message: 'CUDA out of memory', traceback }, `${traceback}\n`, 'RuntimeError: CUDA out of memory'],
    [{ message: 'disk full' }, 'disk full\n', 'disk full'],
    [{ error_type: 'OSError', message: 'disk full' }, 'OSError: disk full\n', 'OSError: disk full'],
    [
      {
        message: 'aborted',
        traceback: ['Traceback (most recent call last):\n', '  File "a", line 1\n', 'ValueError: x\n'],
      },
      'Traceback (most recent call last):\n  File "a", line 1\nValueError: x\naborted\n',
      'ValueError: x',
    ],
    [{ code: 3 }, '{"code":3}\n', '{"code":3}'],
    ['{"message": "half', '{"message": "half\n', '{"message": "half'],
    ['', '', null],
    ['\n\n', '', null],
    [traceback.split('\n'), `${traceback}\n`, 'RuntimeError: CUDA out of memory'],
    [JSON.stringify(traceback), `${traceback}\n`, 'RuntimeError: CUDA out of memory'],
    [{ error: { type: 'OSError', message: 'disk full' } }, 'OSError: disk full\n', 'OSError: disk full'],
  ])('%o', (content, text, message) => {
    expect(sentinelText(bytes(content))).toBe(text);
    expect(readSentinel(bytes(content))).toEqual({ message });
  });

  it.each([
    ['Windows', `\uFEFF${traceback.replaceAll('\n', '\r\n')}\r\n`],
    ['a launcher', traceback.replaceAll(/^/gm, '[rank3]: ')],
  ])('finds the exception in what %s writes', (_, text) => {
    expect(readSentinel(bytes(text))).toEqual({ message: 'RuntimeError: CUDA out of memory' });
  });

  it('tells nothing that a terminal would obey, of whatever bytes', () => {
    expect(readSentinel(Buffer.from('\u0000\u001b[31mRuntimeError\u0007: bad\u009b2J\n'))).toEqual({
      message: 'RuntimeError: bad',
    });
    expect(readSentinel(Buffer.from([0, 1, 2, 3, 10]))).toEqual({ message: null });
  });
});

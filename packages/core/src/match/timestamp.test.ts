import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { activity as marks, readTimestamp } from './timestamp.js';

const activity = (...given: Parameters<typeof marks>) => marks(...given).map((mark) => mark.time);

const near = Date.UTC(2024, 8, 23, 12);
const at = (text: string) => Date.parse(text);
const iso = (line: string, about = near) => {
  const found = readTimestamp(line, about);
  return found && `${new Date(found.time).toISOString()}${found.zoned ? ' zoned' : ''}`;
};

describe('readTimestamp', () => {
  it.each([
    ['2024-11-26T22:43:00Z step', '2024-11-26T22:43:00.000Z zoned'],
    ['2024-11-26T22:43:00.123456789+02:00 x', '2024-11-26T20:43:00.123Z zoned'],
    ['2024-11-26T22:43:00 x', '2024-11-26T22:43:00.000Z'],
    ['2024-11-26 22:43:00,123 - INFO - x', '2024-11-26T22:43:00.123Z'],
    ['2024-11-26 22:43:00 - WARNING - 12', '2024-11-26T22:43:00.000Z'],
    ['2024/11/26 22:43:00 proxy', '2024-11-26T22:43:00.000Z'],
    ['[2025-10-28 20:50:29,618] [INFO] [config.py:958:print] x', '2025-10-28T20:50:29.618Z'],
    ['[INFO|2024-11-26 22:43:00] trainer.py:3801 >> x', '2024-11-26T22:43:00.000Z'],
    ['      \x1b[A[INFO|trainer.py:3801] 2024-12-14 11:56:22,080 >> x', '2024-12-14T11:56:22.080Z'],
    ['E0922 01:43:22.256000 140462450071360 torch/x.py:833] failed', '2024-09-22T01:43:22.256Z'],
    ['I20240922 01:43:22.256000 12 x.cc:1] y', '2024-09-22T01:43:22.256Z'],
    ['[rank3]:[E923 15:45:08.858802975 ProcessGroupNCCL.cpp:621] x', '2024-09-23T15:45:08.858Z'],
    ['[W1231 23:59:59.5 a.cpp:1] x', '2023-12-31T23:59:59.500Z', Date.UTC(2024, 0, 1)],
    ['   0: [NeMo I 2025-04-30 18:43:43 utils:302] x', '2025-04-30T18:43:43.000Z'],
    ['0: [NeMo W 2024-05-07 15:49:30 nemo_logging:349] /usr/x', '2024-05-07T15:49:30.000Z'],
    ['Mar  7 22:39:35 host sshd[1]: x', '2025-03-07T22:39:35.000Z', Date.UTC(2025, 2, 8)],
    ['Dec 31 23:59:59 host x', '2024-12-31T23:59:59.000Z', Date.UTC(2025, 0, 1)],
    ['[Tue Mar  4 10:00:00 2025] NVRM: x', '2025-03-04T10:00:00.000Z'],
    ['Fri Mar  7 22:39:35 UTC 2025', '2025-03-07T22:39:35.000Z zoned'],
    ['10.0.0.1 - - [10/Oct/2024:13:55:36 +0000] "GET / HTTP/1.1" 200', '2024-10-10T13:55:36.000Z zoned'],
    ['10.0.0.1 - - [10/Oct/2024:13:55:36 -0700] "GET"', '2024-10-10T20:55:36.000Z zoned'],
    ['(EngineCore pid=24969) INFO 06-25 16:33:06 [core.py:1178] x', '2024-06-25T16:33:06.000Z'],
    [' 0: :::MLLOG {"namespace": "", "time_ms": 1745262320805, "key": "x"}', '2025-04-21T19:05:20.805Z zoned'],
    ['{"level": "info", "timestamp": "2025-04-21T19:05:20.5+00:00"}', '2025-04-21T19:05:20.500Z zoned'],
    ['{"msg": "x", "ts": 1745262320.25}', '2025-04-21T19:05:20.250Z zoned'],
    ['10:47:07.455 [I] Progress on: 12.8kit', '2024-09-23T10:47:07.455Z'],
    ['23:59:58 x', '2024-09-22T23:59:58.000Z', Date.UTC(2024, 8, 23, 0, 1)],
    [' [2024-05-07 15:49:30]  iteration  1/ 2 | x', '2024-05-07T15:49:30.000Z'],
    ['ining-demo/0 [2025-03-07 22:39:36,176] [ERROR] x', '2025-03-07T22:39:36.176Z'],
    ['\x1b[33m(raylet)\x1b[0m [2025-03-02 11:55:50,730 E 4 4] x', '2025-03-02T11:55:50.730Z'],
    ['kern  :warn  : 2025-01-21T04:41:44,283302+00:00 NVRM: x', '2025-01-21T04:41:44.283Z zoned'],
    ['slurmstepd: error: *** JOB 1 ON n1 CANCELLED AT 2024-09-22T15:28:53 ***', '2024-09-22T15:28:53.000Z'],
    [
      `${'Generating split [00:00, ? examples/s]'.repeat(4)}slurmstepd: CANCELLED AT 2024-09-22T15:28:53`,
      '2024-09-22T15:28:53.000Z',
    ],
    ['0: RESULT,FT,,4070,vendor,2024-05-07 03:49:07 PM', '2024-05-07T15:49:07.000Z'],
    ['2024-02-29 00:00:00 x', '2024-02-29T00:00:00.000Z'],
  ])('%s', (line, time, about = near) => {
    expect(iso(line, about)).toBe(time);
  });

  it.each([
    '',
    'torch 2.4.0+cu121, NCCL version 2.20.5',
    'listening on 10.0.0.1:29500 and [::1]:80',
    'Train:  28%|██▊       | 11/40 [08:14<21:07, 43.70s/it]',
    'Train:  28%|██▊       | 11/40 [10:08:14<21:07:00, 43.70s/it]',
    ' iteration       10/    1000 | learning rate: 5.955E-05 | x',
    'saves/lora/train_2024-11-26-17-59-47/checkpoint-100',
    'session_2025-03-02_11-55-38_849146',
    'NVRM: Xid (PCI:0000:38:00): 13, pid=1',
    '2023-02-29 10:00:00 no such day',
    '2024-13-01 10:00:00 no such month',
    '2024-11-26 25:00:00 no such hour',
    'E0922 no clock',
    '00:1a:2b:3c:4d:5e',
    '12:34:56:78 not a clock',
    "{'loss': 0.5, 'time': 1745262320805}",
    'elapsed 10:47:07',
    '[rank5]:[E ProcessGroupNCCL.cpp:563] [Rank 5] x',
  ])('finds no time in %s', (line) => {
    expect(iso(line)).toBeUndefined();
  });

  it('takes any text', () => {
    const part = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.constantFrom('2024-', '11-26', ' 10:', '00:0', '[E9', 'Mar ', '{"ts": ', '\x1b['),
    );
    fc.assert(
      fc.property(fc.array(part), (parts) => {
        const found = readTimestamp(parts.join(''), near);
        if (found) expect(Number.isFinite(found.time)).toBe(true);
      }),
      { numRuns: 2000 },
    );
  });
});

describe('activity', () => {
  const minute = 60_000;
  const start = at('2024-09-23T10:00:00Z');
  const chunk = (times: readonly (number | undefined)[]) =>
    Buffer.from(times.map((t) => (t === undefined ? 'no time here\n' : `[${new Date(t).toISOString()}] x\n`)).join(''));

  it('is empty without times, and one time for one line', () => {
    expect(activity(Buffer.from('a\nb\n'.repeat(1000)), near, minute)).toEqual([]);
    expect(activity(chunk([undefined, start, undefined]), near, minute)).toEqual([start]);
    expect(activity(Buffer.alloc(0), near, minute)).toEqual([]);
  });

  it('is the first and the last time of a short span', () => {
    expect(activity(chunk([start, start + 1000, undefined, start + 5000]), near, minute)).toEqual([
      start,
      start + 5000,
    ]);
  });

  it('shows each long gap by its two ends', () => {
    const times = [0, 1, 2, 30, 31, 90].map((m) => start + m * minute);
    const found = activity(chunk(times.flatMap((t) => [undefined, t])), near, minute);
    expect(found).toEqual([0, 1, 2, 30, 31, 90].map((m) => start + m * minute));
  });

  it('shows exactly the long gaps of any log whose times go forward', () => {
    const step = fc.oneof(
      { weight: 5, arbitrary: fc.nat(50_000) },
      { weight: 1, arbitrary: fc.integer({ min: 60_001, max: 900_000 }) },
    );
    const line = fc.tuple(step, fc.nat(3), fc.boolean());
    fc.assert(
      fc.property(fc.array(line, { minLength: 1, maxLength: 400 }), (lines) => {
        let time = start;
        const times = lines.flatMap(([by, untimed]) => {
          time += by;
          return [...Array<undefined>(untimed).fill(undefined), time];
        });
        const timed = times.filter((t) => t !== undefined);
        const found = activity(chunk(times), near, minute);
        const gaps = (all: readonly number[]) =>
          all.flatMap((t, i) => (i > 0 && t - all[i - 1]! > minute ? [[all[i - 1], t]] : []));
        expect(gaps(found)).toEqual(gaps(timed));
        expect([found[0], found.at(-1)]).toEqual([timed[0], timed.at(-1)]);
        expect([...found].sort((a, b) => a - b)).toEqual(found);
      }),
      { numRuns: 300 },
    );
  });

  it('never goes back, whatever the clocks say', () => {
    fc.assert(
      fc.property(
        fc.array(fc.option(fc.integer({ min: start, max: start + 9_000_000 }), { nil: undefined })),
        (times) => {
          const found = activity(chunk(times), near, minute);
          expect([...found].sort((a, b) => a - b)).toEqual(found);
        },
      ),
    );
  });

  it('reads little of a large chunk that spans little', () => {
    const lines = chunk(Array.from({ length: 40_000 }, (_, i) => start + i));
    // Of this process: what others do meanwhile does not count.
    const began = process.cpuUsage();
    for (let round = 0; round < 20; round++) activity(lines, near, minute);
    expect(process.cpuUsage(began).user / 1_000).toBeLessThan(2_000);
  });
});

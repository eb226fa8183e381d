import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { gzipSync } from 'node:zlib';
import { memorySource } from '@sigwatch/testkit';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Monitor } from '../config/monitor.js';
import type { PolicySet } from '../config/policy.js';
import type { Discovery, SigwatchEvent } from '../contract.js';
import { rules } from '../intake/intake.fixture.js';
import { discoverFiles, streamSource } from '../source/index.js';
import { type Ending, replay } from './replay.js';

const NOW = Date.UTC(2026, 0, 1);
const MINUTE = 60_000;
const deps = { now: () => NOW, schedule: () => () => {} };
const monitor = {
  ...{ names: ['test'], rules, origins: new Map() },
  ...{ inactivity_threshold_seconds: 1200, hold_seconds: 30 },
} as unknown as Monitor;
const policy = {
  name: 'test',
  policies: {
    crash: { class_name: 'AlwaysRestartPolicy', max_retries: 3 },
    stall: { class_name: 'AlwaysRestartPolicy', max_retries: 3 },
  },
} as unknown as PolicySet;

let directory = '';
beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), 'sigwatch-replay-'));
});
afterAll(() => rmSync(directory, { recursive: true, force: true }));

const files = (...paths: string[]): Discovery => discoverFiles(paths, { deps, follow: false });

async function played(logs: Discovery, ending?: Ending): Promise<SigwatchEvent[]> {
  const events: SigwatchEvent[] = [];
  for await (const event of replay({ run_id: 'r', logs, monitor, policy, now: deps.now, ...(ending && { ending }) }))
    events.push(event);
  return events;
}

/** A log by the minute after noon: `[12:03, 'FAIL x']` is `[3, 'FAIL x']`. */
function log(lines: readonly (readonly [minute: number | undefined, text: string])[]): string {
  const noon = Date.UTC(2025, 5, 1, 12);
  return lines
    .map(([minute, text]) =>
      minute === undefined
        ? `${text}\n`
        : ` [${new Date(noon + minute * MINUTE).toISOString().replace('T', ' ')}] ${text}\n`,
    )
    .join('');
}

function text(content: string, id = 'log'): Discovery {
  const source = memorySource(id, deps.now);
  source.append(content);
  source.end();
  return {
    sources: async function* () {
      yield source;
    },
  };
}

/** `12:05 decision restart` for every event that matters. */
function story(events: readonly SigwatchEvent[]): string[] {
  const shown = new Set(['incident_opened', 'incident_closed', 'decision', 'attempt_started', 'run_ended']);
  return events
    .filter(({ event_type }) => shown.has(event_type))
    .map(({ timestamp, event_type, data }) => {
      const what = data.action ?? (data.root as { signal?: string } | null)?.signal ?? data.state ?? '';
      return `${timestamp.slice(11, 16)} ${event_type} ${String(what)}`.trim();
    });
}

const steps = (from: number, to: number, first = 1) =>
  Array.from({ length: to - from + 1 }, (_, n) => [from + n, `step ${first + n} loss 2.5`] as const);

describe('replay of a bare log', () => {
  it('decides on a stall in the middle at the moment it would have been one', async () => {
    const events = await played(text(log([...steps(0, 10), ...steps(90, 100, 12)])));
    expect(story(events).slice(0, 4)).toEqual([
      '12:30 incident_opened stall_no_output',
      '12:30 incident_closed stall_no_output',
      '12:30 decision restart',
      '13:30 attempt_started',
    ]);
    expect(events.at(-1)?.data).toMatchObject({ final_step: 22, restarts: 1 });
  });

  it('takes lines that no rule knows for output', async () => {
    const quiet = Array.from({ length: 60 }, (_, n) => [n * 2, 'all is well'] as const);
    const events = await played(text(log([...quiet, [119, 'FAIL at last']])));
    expect(story(events)).toEqual([
      '13:59 incident_opened failed',
      '13:59 incident_closed failed',
      '13:59 decision restart',
      '13:59 run_ended failed',
    ]);
  });

  it('knows no stall in a log that states no time', async () => {
    const events = await played(text(log([...Array(50).keys()].map((n) => [undefined, `step ${n + 1} loss 2`]))));
    expect(story(events)).toEqual(['00:00 run_ended unknown']);
  });

  it('does not take a time that is not known for silence', async () => {
    const untimed = Array.from({ length: 40 }, (_, n) => [undefined, `step ${n + 2} loss 2`] as const);
    const events = await played(text(log([[0, 'step 1 loss 2'], ...untimed, [120, 'step 50 loss 2']])));
    expect(events.filter(({ event_type }) => event_type === 'decision')).toEqual([]);
  });

  it('knows that a silence is one, however many lines were printed in the moment before it', async () => {
    const crowd = Array.from({ length: 9 }, (_, n) => [9, `step ${n + 10} loss 2.5`] as const);
    const events = await played(text(log([...steps(0, 8), ...crowd, [90, 'step 30 loss 2.5']])));
    expect(story(events)[0]).toBe('12:29 incident_opened stall_no_output');
  });

  it('reads a source without times after those that have them', async () => {
    const times = memorySource('out', deps.now);
    times.append(log(steps(0, 10)));
    times.end();
    const none = memorySource('err', deps.now);
    none.append('FAIL without a time\n');
    none.end();
    const logs = {
      sources: async function* () {
        yield none;
        yield times;
      },
    };
    const told = story(await played(logs));
    expect(told).toEqual([
      '12:10 incident_opened failed',
      '12:10 incident_closed failed',
      '12:10 decision restart',
      '12:10 run_ended failed',
    ]);
  });

  it('merges rank files, and names the first failure of all', async () => {
    const path = (rank: number) => join(directory, `rank_${rank}.log`);
    writeFileSync(path(0), log([...steps(0, 10), [12, 'FAIL later']]));
    writeFileSync(path(1), log([...steps(0, 9), [11, 'FAIL first']]));
    const events = await played(files(join(directory, 'rank_*.log')));
    const closed = events.find(({ event_type }) => event_type === 'incident_closed');
    expect(closed?.data.root).toMatchObject({ source: path(1), text: expect.stringContaining('FAIL first') });
    expect(events.filter(({ event_type }) => event_type === 'decision')).toHaveLength(1);
  });

  it('reads what is compressed', async () => {
    const content = log([...steps(0, 10), [11, 'FAIL zipped']]);
    const path = join(directory, 'old.log.gz');
    writeFileSync(path, gzipSync(content));
    expect(story(await played(files(path)))).toEqual(story(await played(text(content))));
  });

  it('decides once for each of the attempts that one log holds', async () => {
    const events = await played(
      text(log([...steps(0, 10), [11, 'FAIL one'], ...steps(40, 50, 8), [51, 'FAIL two'], ...steps(80, 85, 12)])),
    );
    expect(story(events)).toEqual([
      '12:11 incident_opened failed',
      '12:20 incident_closed failed',
      '12:20 decision restart',
      '12:40 attempt_started',
      '12:51 incident_opened failed',
      '13:00 incident_closed failed',
      '13:00 decision restart',
      '13:20 attempt_started',
      '13:25 run_ended failed',
    ]);
  });

  it('rejects where there is nothing to read', async () => {
    await expect(played(files(join(directory, 'none*.log')))).rejects.toThrow('no file matches');
    await expect(played(files(join(directory, 'missing.log')))).rejects.toThrow(/missing\.log can't be read: ENOENT/);
  });

  it('says of which of several logs nothing is known', async () => {
    const path = join(directory, 'fine.log');
    writeFileSync(path, log(steps(0, 3)));
    const events = await played(files(path, join(directory, 'missing.log')));
    const notices = events.filter(({ event_type }) => event_type === 'notice');
    expect(notices.map(({ data }) => data.text)).toEqual([expect.stringContaining("missing.log can't be read")]);
  });

  it('takes a bar that was redrawn between two lines for output, not for silence', async () => {
    const events = await played(
      text(
        log([
          [0, 'loading'],
          [undefined, 'Loading shards: 100%|####| 4/4 [22:33<00:00, 287.69s/it]'],
          [60, 'loaded'],
          [61, 'FAIL x'],
        ]),
      ),
    );
    expect(events.some((event) => event.data.signal === 'stall_no_output')).toBe(false);
  });

  it('reads times without a year as those of the log, however old it is', async () => {
    const old = [
      '[2019-03-01 12:00:00] began',
      'W0301 12:00:05.000000 1 a.py:1] x',
      'I0301 12:00:09.000000 1 a.py:1] y',
      '[2019-03-01 12:00:10] FAIL x',
      '',
    ];
    const events = await played(text(old.join('\n')));
    expect(new Set(events.map((event) => event.timestamp.slice(0, 10)))).toEqual(new Set(['2019-03-01']));
    expect(events.some((event) => event.data.signal === 'stall_no_output')).toBe(false);
  });

  it('takes times without any year for past ones, also where the coming year is nearer', async () => {
    const events = await played(text('W0412 12:00:50.000000 1 a.py:1] x\nE0412 12:00:54.000000 1 a.py:2] FAIL y\n'));
    expect(story(events).map((told) => told.slice(6))).toEqual([
      'incident_opened failed',
      'incident_closed failed',
      'decision restart',
      'run_ended failed',
    ]);
    expect(new Set(events.map((event) => event.timestamp.slice(0, 10)))).toEqual(new Set(['2025-04-12']));
  });

  it('keeps the distances of lines from a clock that is ahead of ours', async () => {
    const ahead = (NOW - Date.UTC(2025, 5, 1, 12)) / MINUTE + 540;
    const events = await played(text(log([...steps(ahead, ahead + 5), [ahead + 6, 'FAIL y']])));
    expect(story(events)).toEqual([
      '09:06 incident_opened failed',
      '09:06 incident_closed failed',
      '09:06 decision restart',
      '09:06 run_ended failed',
    ]);
  });
});

describe('replay of a log whose job is known', () => {
  const job = { id: 'slurm:7', incarnation: '1' } as const;
  const running = steps(0, 10);

  it('takes the end of the job from the platform: its reason is the root', async () => {
    const status = { job, state: 'failed', reason: 'OUT_OF_MEMORY' } as const;
    const events = await played(text(log([...running, [11, 'FAIL too']])), { status });
    const closed = events.find(({ event_type }) => event_type === 'incident_closed');
    expect(closed?.data.root).toMatchObject({ signal: 'job_failed', error_type: 'oom' });
    expect(story(events).slice(-2)).toEqual(['12:11 decision restart', '12:11 run_ended job_failed']);
    expect(events.some(({ event_type }) => event_type === 'notice')).toBe(false);
  });

  it('takes a job that succeeded for its word', async () => {
    const events = await played(text(log([...running, [11, 'FAIL and caught']])), {
      status: { job, state: 'succeeded' },
    });
    expect(events.find(({ event_type }) => event_type === 'incident_closed')?.data).toMatchObject({ ignored: true });
    expect(story(events).at(-1)).toBe('12:11 run_ended succeeded');
  });

  it('lets time go on where the job does: silence is a stall at its own moment', async () => {
    const silent = (after: number) => played(text(log(running)), { status: { job, state: 'running' }, after });
    expect(story(await silent(19 * MINUTE))).toEqual(['12:29 run_ended running']);
    expect(story(await silent(25 * MINUTE))).toEqual([
      '12:30 incident_opened stall_no_output',
      '12:30 incident_closed stall_no_output',
      '12:30 decision restart',
      '12:35 run_ended stall_no_output',
    ]);
  });

  it('decides nothing of a suspicion while the job runs', async () => {
    const events = await played(text(log([...running, [11, 'FAIL x']])), {
      status: { job, state: 'running' },
      after: 1000,
    });
    expect(story(events)).toEqual(['12:11 incident_opened failed', '12:11 run_ended degraded']);
  });

  it('gives each attempt of a log its job', async () => {
    const later = steps(40, 50, 8);
    const events = await played(text(log([...running, [11, 'FAIL one'], ...later])), {
      status: { job, state: 'succeeded' },
    });
    expect(events.at(-1)?.data).toMatchObject({ state: 'succeeded', restarts: 1 });
  });
});

describe('a pipe', () => {
  it('may pause within a line', async () => {
    const whole = log([
      [0, 'step 1'],
      [1, 'step 2'],
      [2, 'FAIL x'],
    ]);
    const pipe = new PassThrough();
    const parts = (whole.match(/.{1,7}/gs) ?? []).values();
    const write = () => {
      const { value, done } = parts.next();
      if (done) pipe.end();
      else {
        pipe.write(value);
        setImmediate(() => setImmediate(write));
      }
    };
    write();
    const piped = await played({
      async *sources() {
        yield streamSource('log', pipe, { deps });
      },
    });
    expect(piped).toEqual(await played(text(whole)));
  });
});

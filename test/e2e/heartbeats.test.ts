import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import type { SigwatchEvent } from '@sigwatch/core';
import { describe, expect, it } from 'vitest';
import { until, Workshop } from './workshop.js';

/** The heartbeats of a run in a directory, as a training writes them. */
class Heartbeats implements Disposable {
  readonly path: string;
  #step = 1;
  #timer: NodeJS.Timeout | undefined;

  constructor(
    shop: Workshop,
    readonly run = 'pretrain-7',
  ) {
    this.path = join(shop.directory, 'runs', run);
    mkdirSync(this.path, { recursive: true });
  }

  /** Whole or not at all, `age` seconds ago. */
  write(name: string, text: string, age = 0): void {
    const path = join(this.path, name);
    mkdirSync(join(path, '..'), { recursive: true });
    writeFileSync(`${path}.new`, text);
    const at = Date.now() / 1000 - age;
    utimesSync(`${path}.new`, at, at);
    renameSync(`${path}.new`, path);
  }

  metadata(age = 0, more: object = {}): void {
    const known = { run_id: this.run, status: 'running', phase: 'training', instance_id: 'i-0abc' };
    this.write('metadata.json', JSON.stringify({ ...known, ...more }), age);
  }

  progress(age = 0, step = this.#step): void {
    this.write('progress.json', JSON.stringify({ step, total_steps: 5000, loss: 2.31 }), age);
  }

  /** What goes on from now on: heartbeats are written five times a second, each as if it were so old (s); null: not at all. */
  beat({ metadata = 0, progress = 0, moves = true }: { metadata?: number; progress?: number | null; moves?: boolean }) {
    this.rest();
    const write = () => {
      this.metadata(metadata);
      if (moves) this.#step++;
      if (progress !== null) this.progress(progress);
    };
    write();
    this.#timer = setInterval(write, 200);
  }

  /** Nothing is written any more. */
  rest(): void {
    clearInterval(this.#timer);
  }

  [Symbol.dispose](): void {
    this.rest();
  }
}

const statesIn = (events: readonly SigwatchEvent[]): string[] =>
  events.filter(({ event_type }) => event_type === 'state_changed').map(({ data }) => String(data.to));

/** Everything that is kept below a folder, as one text. */
const keptIn = (folder: string): string =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => readFileSync(join(entry.parentPath, entry.name), 'latin1'))
    .join('\n');

/** Stale after ten minutes, so that no machine is busy enough to make it so; what is to be stale is written as if it were this old (s). */
const OFTEN = ['--interval', '0.2s'];
const OLD = 1200;
/** Stale after 4 s: for what has to become so by itself, where all else that a busy machine makes stale does no harm. */
const QUICK = [...OFTEN, '--stale-minutes', '0.07'];

describe('a run that is watched by its heartbeats', () => {
  it('goes through its states as they come and go, and ends with what to do', async () => {
    using shop = new Workshop();
    using beats = new Heartbeats(shop);
    beats.beat({});
    const watching = shop.watching('watch', [beats.path, ...OFTEN]);
    const becomes = (state: string, count = 1) =>
      until(`it is ${state}`, () => {
        const { events } = watching.now();
        const told = statesIn(events).filter((to) => to === state).length;
        return told >= count;
      });
    await becomes('running');
    beats.beat({ progress: OLD });
    await becomes('degraded');
    beats.beat({});
    await becomes('running', 2);
    beats.beat({ metadata: OLD, progress: OLD });
    await becomes('timed_out');
    beats.beat({});
    await becomes('running', 3);
    beats.write('_error', 'torch.OutOfMemoryError: CUDA out of memory. Tried to allocate 2.00 GiB.\n');
    const told = await watching.done;
    // While an incident is open a run is degraded, which may come between any two of them.
    const others = statesIn(told.events).filter((state) => state !== 'degraded');
    expect(others.filter((state, i) => state !== others[i - 1])).toEqual([
      ...['running', 'timed_out', 'running', 'failed'],
    ]);
    expect(told.code).toBe(1);
    expect(told.end.state).toBe('failed');
    const [closed] = told.of('incident_closed').filter(({ data }) => !data.ignored);
    expect(closed?.data).toMatchObject({ root: { error_type: 'oom', source: expect.stringContaining('_error') } });
    expect(closed?.data.remedy).toMatch(/\w/);
  });

  it('is seen to stand, and to fall silent, as time goes by, and goes on when it comes back', async () => {
    using shop = new Workshop();
    using beats = new Heartbeats(shop);
    beats.beat({ moves: false });
    const watching = shop.watching('watch', [beats.path, ...QUICK]);
    const becomes = (state: string) =>
      until(`it is ${state} now`, () => statesIn(watching.now().events).at(-1) === state);
    await becomes('stalled');
    beats.beat({});
    await becomes('running');
    beats.rest();
    await becomes('timed_out');
    beats.beat({});
    await becomes('running');
    beats.write('_complete', 'done\n');
    const told = await watching.done;
    expect([told.code, told.end.state]).toEqual([0, 'succeeded']);
  });

  it('is taken up again under its own name, and told of once', async () => {
    using shop = new Workshop();
    using beats = new Heartbeats(shop);
    beats.beat({});
    const first = shop.watching('watch', [beats.path, ...OFTEN]);
    await until('it runs', () => statesIn(first.now().events).includes('running'));
    first.child.kill('SIGINT');
    const left = await first.done;
    expect(left.err).toContain('sigwatch watch');
    const second = shop.watching('watch', [`${beats.path}/`, ...OFTEN]);
    beats.write('_complete', 'done\n');
    const told = await second.done;
    expect(told.code).toBe(0);
    expect(new Set([...left.events, ...told.events].map(({ run_id }) => run_id))).toEqual(new Set(['pretrain-7']));
    expect([...left.events, ...told.events].filter(({ event_type }) => event_type === 'run_started')).toHaveLength(1);
    // It has ended there, and nothing of it is told again.
    const third = await shop.told('watch', [beats.path, ...OFTEN]);
    expect([third.code, third.events]).toEqual([0, []]);
    // It lives again: a new run.
    rmSync(join(beats.path, '_complete'));
    const fourth = shop.watching('watch', [beats.path, ...OFTEN]);
    await until('it runs again', () => statesIn(fourth.now().events).includes('running'));
    fourth.child.kill('SIGINT');
    const again = await fourth.done;
    expect(again.events[0]?.run_id).toBe('pretrain-7-2');
  });
});

describe('a run that is over when it is first watched', () => {
  it.each<[string, number, string, (beats: Heartbeats) => void]>([
    ['failed', 1, 'oom', (b) => b.write('_error', 'torch.OutOfMemoryError: CUDA out of memory.\n')],
    ['succeeded', 0, '', (b) => b.write('_complete', '')],
    [
      'timed_out',
      4,
      'heartbeat_lost',
      (b) => {
        b.metadata(3 * 3600);
        b.progress(3 * 3600);
      },
    ],
  ])('is told at once: %s, exit code %i', async (state, code, type, write) => {
    using shop = new Workshop();
    using beats = new Heartbeats(shop);
    beats.metadata();
    beats.progress();
    write(beats);
    const told = await shop.told('watch', [beats.path]);
    expect([told.code, told.end.state], told.err).toEqual([code, state]);
    const roots = told.of('incident_closed').filter(({ data }) => !data.ignored);
    expect(roots.map(({ data }) => data)).toMatchObject(
      type === '' ? [] : [{ root: { error_type: type }, remedy: expect.stringMatching(/\w/) }],
    );
  });
});

describe('one status', () => {
  const ERROR = 'torch.OutOfMemoryError: CUDA out of memory. Tried to allocate 2.00 GiB.\n';
  it.each<[string, number, object, (beats: Heartbeats) => void]>([
    [
      'running',
      0,
      { state: 'running', step: 1, phase: 'training', instance: 'i-0abc' },
      (b) => {
        b.metadata();
        b.progress();
      },
    ],
    ['succeeded', 0, { state: 'succeeded' }, (b) => b.write('_complete', '')],
    [
      'failed',
      1,
      {
        state: 'failed',
        failure: { error_type: 'oom', source: '_error', line: 1 },
        action_required: expect.stringMatching(/\w/),
      },
      (b) => {
        b.metadata();
        b.write('_error', ERROR);
      },
    ],
    ['failed by its own word', 1, { state: 'failed' }, (b) => b.metadata(0, { status: 'failed' })],
    [
      'timed out',
      4,
      { state: 'timed_out', code: 'HEARTBEATS_STALE', action_required: expect.stringMatching(/\w/) },
      (b) => {
        b.metadata(3600);
        b.progress(3600);
      },
    ],
    [
      'degraded',
      6,
      { state: 'degraded', code: 'PROGRESS_STALE', action_required: expect.stringMatching(/\w/) },
      (b) => {
        b.metadata();
        b.progress(1200);
      },
    ],
    ['one that nobody has heard of', 7, { state: 'unknown' }, () => {}],
  ])('%s: exit code %i', async (_, code, wanted, write) => {
    using shop = new Workshop();
    using beats = new Heartbeats(shop);
    write(beats);
    const ran = await shop.cli(['watch', beats.path, '--heartbeat', '--once', '--format', 'json']);
    expect(ran.code, ran.err + ran.out).toBe(code);
    expect(JSON.parse(ran.out)).toMatchObject(wanted);
    const same = await shop.cli(['status', `heartbeat:${beats.path}`, '--format', 'json']);
    expect([same.code, JSON.parse(same.out).state]).toEqual([code, JSON.parse(ran.out).state]);
  });

  it('stalled: a second look finds the step where it was', async () => {
    using shop = new Workshop();
    using beats = new Heartbeats(shop);
    beats.beat({ moves: false });
    const look = async () => {
      const { code, out } = await shop.cli([
        'watch',
        beats.path,
        '--once',
        '--format',
        'json',
        '--stale-minutes',
        '0.07',
      ]);
      return { exit: code, ...JSON.parse(out) };
    };
    let last = await look();
    // Its heartbeats may have been held up, and so be silent at any look.
    while (last.state !== 'running') last = await look();
    expect(last.exit).toBe(0);
    while (last.state !== 'stalled') last = await look();
    expect(last).toMatchObject({ exit: 4, code: 'STEP_STALLED', step: 1 });
  });

  it('unknown: a place that is not there answers nothing', async () => {
    using shop = new Workshop();
    const ran = await shop.cli(['watch', join(shop.directory, 'no-mount', 'runs', 'r'), '--heartbeat', '--once']);
    expect([ran.code, ran.out]).toEqual([7, expect.stringContaining('unknown')]);
  });

  it('is for people too, with the last lines of the log', async () => {
    using shop = new Workshop();
    using beats = new Heartbeats(shop);
    beats.metadata();
    beats.progress(1200);
    beats.write('logs/training_log_latest.txt', 'one\ntwo\nthree\n');
    const { out } = await shop.cli(['watch', beats.path, '--once', '--tail', '2']);
    expect(out).toContain('degraded PROGRESS_STALE');
    expect(out).toContain('training  step 1/5000  loss 2.310  on i-0abc');
    expect(out).toMatch(/^remedy: \w/m);
    expect(out).toMatch(/last lines:\n {2}two\n {2}three\n$/);
  });

  it.each<[string[], string]>([
    [['watch', 's3://bucket//x', '--once'], 'two slashes in a row'],
    [['watch', 's3://b/r1', 's3://b/r2'], 's3://b/r1 is watched by itself'],
    [['watch', 'x.log', '--tail', '3'], '--tail is for heartbeats'],
    [['watch', '--heartbeat'], 'there is no run to watch'],
    [['watch', '.', '--heartbeat', '--once', '--stale-minutes', 'ten'], '--stale-minutes ten: give minutes'],
    [['watch', './x', '--heartbeat', '--interval', '1m', '--stale-minutes', '1'], 'less than two intervals'],
  ])('wrong use is refused: %j', async (words, wanted) => {
    using shop = new Workshop();
    const ran = await shop.cli(words);
    expect([ran.code, ran.err]).toEqual([2, expect.stringContaining(wanted)]);
  });
});

describe('who decides', () => {
  it('a flag, the environment, .env, sigwatch.yaml, the default', async () => {
    using shop = new Workshop();
    using beats = new Heartbeats(shop);
    beats.metadata(20 * 60);
    beats.progress(20 * 60);
    const code = async (args: string[] = [], env: Record<string, string> = {}) =>
      (await shop.cli(['watch', beats.path, '--once', ...args], env)).code;
    expect(await code()).toBe(4);
    shop.file('sigwatch.yaml', 'heartbeat: { stale: 30m }\n');
    expect(await code()).toBe(0);
    shop.file('.env', 'STALE_MINUTES=15 # of the folder\n');
    expect(await code()).toBe(4);
    expect(await code([], { STALE_MINUTES: '40' })).toBe(0);
    expect(await code(['--stale-minutes', '5'], { STALE_MINUTES: '40' })).toBe(4);
  });

  it('.env is told where it is broken, and no job is given any of it', async () => {
    using shop = new Workshop();
    shop.file('.env', 'no value\nSIGWATCH_TEST_SECRET=hush\n');
    const print = 'console.log("has", process.env.SIGWATCH_TEST_SECRET ?? "nothing")';
    const ran = await shop.cli(['run', '--run-id', 'r', '--', process.execPath, '-e', print]);
    expect(ran.err).toContain('.env:1: it is no NAME=value');
    const kept = keptIn(shop.state);
    expect(kept).toContain('has nothing');
    expect(kept).not.toContain('hush');
  });

  it('a webhook that is typed is warned of, and kept nowhere', async () => {
    using shop = new Workshop();
    using beats = new Heartbeats(shop);
    beats.beat({});
    const secret = 'http://127.0.0.1:9/services/T0/B0/hush';
    const watching = shop.watching('watch', [beats.path, ...OFTEN, '--slack-webhook', secret]);
    await until('it runs', () => statesIn(watching.now().events).includes('running'));
    watching.child.kill('SIGINT');
    const told = await watching.done;
    expect(told.err).toContain('--slack-webhook shows in the list of processes');
    expect(told.err + JSON.stringify(told.events)).not.toContain('hush');
    expect(keptIn(shop.state)).not.toContain('hush');
  });
});

it('heartbeats beside a job of this machine: its own place by the name of the run', async () => {
  using shop = new Workshop();
  using beats = new Heartbeats(shop, 'beside-1');
  beats.beat({});
  shop.file('sigwatch.yaml', 'heartbeat: { read: "./runs/{run_id}", interval: 0.2s, stale: 4s }\n');
  const wait = 'console.log("iteration 1"); setInterval(() => {}, 1000)';
  const watching = shop.watching('run', ['--run-id', 'beside-1'], [process.execPath, '-e', wait]);
  const lines = join(shop.state, 'runs', 'beside-1', 'heartbeats.jsonl');
  // What was never written after the job began is not stale.
  await until('its heartbeats are heard', () => existsSync(lines) && readFileSync(lines, 'utf8').includes('"step":'));
  beats.beat({ progress: null });
  await until('it is degraded', () => statesIn(watching.now().events).includes('degraded'));
  beats.beat({});
  await until('it runs', () => statesIn(watching.now().events).at(-1) === 'running');
  await shop.cli(['stop', 'beside-1']);
  const told = await watching.done;
  expect(told.signals('heartbeat_degraded').length).toBeGreaterThanOrEqual(1);
  expect(told.signals('heartbeat_degraded')[0]?.data.source).toBe('heartbeats.jsonl');
});

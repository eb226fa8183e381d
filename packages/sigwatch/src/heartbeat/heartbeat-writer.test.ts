import type { Json, Millis, SigwatchEvent } from '@sigwatch/core';
import {
  askRun,
  decide,
  type HeartbeatStore,
  LOG,
  look,
  newMemory,
  thresholdsOf,
  type Verdict,
} from '@sigwatch/heartbeat';
import { type VirtualClock, virtualClock } from '@sigwatch/testkit';
import { describe, expect, it } from 'vitest';
import { HeartbeatWriter } from './heartbeat-writer.js';

const MINUTE = 60_000;

/** Files in memory, by the virtual clock; `down` lets nothing be written. */
class Files {
  readonly files = new Map<string, { bytes: Buffer; modified: Millis }>();
  readonly puts: string[] = [];
  down = false;
  /** Calls are never answered. */
  hangs = false;

  constructor(readonly clock: VirtualClock) {}

  get store(): HeartbeatStore {
    const { files, clock, puts } = this;
    return {
      root: 'memory',
      lag: 0,
      requests: 0,
      get: async (path) => {
        const file = files.get(path);
        if (file === undefined) return { kind: 'absent', answered: clock.now() };
        const { bytes, modified } = file;
        const entry = { path, etag: `${modified} ${bytes}`, modified, size: bytes.length };
        return { kind: 'found', entry, bytes, from: 0, answered: clock.now() };
      },
      put: async (path, bytes) => {
        if (this.hangs) return new Promise(() => {});
        if (this.down) throw new Error('there is no room');
        puts.push(path);
        files.set(path, { bytes: Buffer.from(bytes), modified: clock.now() });
      },
      async *list() {},
      async *folders() {},
      delete: async () => {},
      close() {},
    };
  }
}

/** A run that is supervised, its platform, and somebody else who watches its heartbeats. */
function supervised() {
  const clock = virtualClock();
  const files = new Files(clock);
  const events: SigwatchEvent[] = [];
  const told: string[] = [];
  const writer = new HeartbeatWriter({
    ...{ store: files.store, folder: 'r1', host: 'host', deps: clock, interval: MINUTE },
    events: (from) => events.slice(from),
    tell: (sentence) => told.push(sentence),
  });
  let memory = newMemory();
  return {
    ...{ clock, files, told, writer },
    happens(event_type: SigwatchEvent['event_type'], data: Record<string, Json> = {}, attempt = 1) {
      const event = { timestamp: new Date(clock.now()).toISOString(), event_type, run_id: 'r1', attempt, data };
      events.push(event);
      writer.changed(event);
    },
    runs: () => writer.status({ job: { id: 'local:r1', incarnation: '' }, state: 'running' }, clock.now()),
    async minutes(count: number, each: () => void = () => {}) {
      for (let i = 0; i < count; i++) {
        each();
        await clock.advance(MINUTE);
      }
    },
    async verdict(): Promise<Verdict> {
      const answers = await askRun(files.store, 'r1', memory, new AbortController().signal);
      memory = look(memory, answers, clock.now());
      return decide(memory, thresholdsOf(), clock.now());
    },
  };
}
type Supervised = ReturnType<typeof supervised>;

const begun = async (): Promise<Supervised> => {
  const run = supervised();
  run.happens('attempt_started', { job: 'local:r1' });
  run.runs();
  await run.clock.advance(1_000);
  return run;
};
const step = (run: Supervised, n: number) =>
  run.happens('progress', { step: n, total: 100, loss: 1, source: 'a', line: n });

describe('somebody else who watches a supervised run by its heartbeats', () => {
  it('sees it run within a second, and its steps', async () => {
    const run = await begun();
    expect(await run.verdict()).toMatchObject({ state: 'running', phase: 'setup', instance: 'host', step: null });
    let n = 0;
    await run.minutes(30, () => {
      run.runs();
      step(run, ++n);
    });
    expect(await run.verdict()).toMatchObject({ state: 'running', phase: 'training', step: 30, total: 100 });
  });

  it('sees steps that stand while the job lives', async () => {
    const run = await begun();
    step(run, 7);
    await run.minutes(2, run.runs);
    await run.verdict();
    await run.minutes(11, run.runs);
    // That none is read may be the log's fault.
    expect(await run.verdict()).toMatchObject({ state: 'degraded', code: 'PROGRESS_STALE', step: 7 });
    run.happens('state_changed', { from: 'running', to: 'stalled', reason: 'no step' });
    await run.minutes(2, run.runs);
    expect(await run.verdict()).toMatchObject({ state: 'stalled', code: 'STEP_STALLED', step: 7 });
  });

  it('hears nothing while the platform can not be asked: not knowing is not alive', async () => {
    const run = await begun();
    await run.minutes(2, run.runs);
    const puts = run.files.puts.length;
    await run.minutes(11);
    expect(run.files.puts.slice(puts)).toEqual([]);
    expect(await run.verdict()).toMatchObject({ state: 'timed_out', code: 'HEARTBEATS_STALE' });
    await run.minutes(1, run.runs);
    await run.clock.advance(MINUTE);
    expect(await run.verdict()).toMatchObject({ state: 'running' });
  });

  it('is not told of a failure that is restarted, and of the last one with its words', async () => {
    const run = await begun();
    run.happens('decision', { action: 'restart', delay_seconds: 120 });
    await run.minutes(2);
    expect(await run.verdict()).toMatchObject({ state: 'running' });
    run.happens('attempt_started', { job: 'local:r1.2' }, 2);
    run.runs();
    await run.minutes(2, run.runs);
    expect(await run.verdict()).toMatchObject({ state: 'running' });
    const root = { signal: 'oom', error_type: 'oom', source: 'a', line: 3, text: 'RuntimeError: CUDA out of memory' };
    run.happens('run_ended', { state: 'failed', reason: 'never restarted', root }, 2);
    await run.clock.run(run.writer.end(true));
    expect(await run.verdict()).toMatchObject({ state: 'failed', error: 'RuntimeError: CUDA out of memory' });
  });

  it('sees success, and the end of the log with it', async () => {
    const run = await begun();
    run.writer.log(Buffer.from('step 1\nstep 2\n'));
    run.happens('run_ended', { state: 'succeeded', root: null });
    await run.clock.run(run.writer.end(true));
    expect(await run.verdict()).toMatchObject({ state: 'succeeded' });
    expect(run.files.files.get(`r1/${LOG}`)?.bytes.toString()).toBe('step 1\nstep 2\n');
    expect(run.clock.pending()).toBe(0);
  });
});

describe('a store that takes nothing', () => {
  it('is told of once, tried again each interval, and given what it missed', async () => {
    const run = await begun();
    run.files.down = true;
    await run.minutes(3, run.runs);
    expect(run.told).toEqual([expect.stringContaining('there is no room')]);
    run.files.down = false;
    await run.minutes(2, run.runs);
    expect(await run.verdict()).toMatchObject({ state: 'running' });
  });

  it('gets the last word when it is back within half a minute, and holds nobody up for longer', async () => {
    const run = await begun();
    run.files.down = true;
    run.happens('run_ended', { state: 'succeeded', root: null });
    const ended = run.writer.end(true);
    await run.clock.advance(5_000);
    run.files.down = false;
    await run.clock.run(ended, 3_000);
    expect(run.files.files.has('r1/_complete')).toBe(true);

    const hanging = await begun();
    hanging.files.hangs = true;
    await hanging.minutes(1, hanging.runs);
    await hanging.clock.run(hanging.writer.end(true), 31_000);

    const other = await begun();
    other.files.down = true;
    other.happens('run_ended', { state: 'succeeded', root: null });
    await other.clock.run(other.writer.end(true), 31_000);
  });

  it('is asked once more when supervision ends and the run does not', async () => {
    const run = await begun();
    step(run, 3);
    await run.clock.run(run.writer.end(false), 2_000);
    expect(run.files.files.has('r1/progress.json')).toBe(true);
    expect([...run.files.files.keys()].filter((path) => path.includes('/_'))).toEqual([]);
  });
});

it('writes each file only when it tells something new', async () => {
  const run = await begun();
  step(run, 1);
  await run.minutes(5, run.runs);
  const counts = (name: string) => run.files.puts.filter((path) => path === `r1/${name}`).length;
  expect([counts('progress.json'), counts('metadata.json')]).toEqual([1, 6]);
});

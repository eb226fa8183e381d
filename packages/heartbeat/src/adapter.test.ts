import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { JobRef, LogReader, LogSource } from '@sigwatch/core';
import { UnansweredError } from '@sigwatch/core';
import { afterAll, describe, expect, it } from 'vitest';
import { type HeartbeatAdapter, type HeartbeatAdapterOptions, heartbeatAdapter } from './adapter.js';
import { Clock } from './clock.fixture.js';
import { heartbeatSource } from './heartbeat-source.js';
import { errorLogs } from './logs/run-logs.js';
import type { Memory } from './memory.js';
import { MemoryStore } from './memory-store.fixture.js';
import { thresholdsOf } from './thresholds.js';

const folder = mkdtempSync(join(tmpdir(), 'sigwatch-heartbeat-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const START = Date.UTC(2026, 2, 1, 12);
const MINUTE = 60_000;
const job: JobRef = { id: 'heartbeat:s3://bucket/runs/r', incarnation: '1' };

let count = 0;
function made(more: Partial<HeartbeatAdapterOptions> = {}) {
  const clock = new Clock(START);
  const store = new MemoryStore(clock.now);
  const stateDirectory = join(folder, `${count++}`);
  const again = () =>
    heartbeatAdapter({ thresholds: thresholdsOf(), stateDirectory, deps: clock, open: () => store, ...more });
  const beat = (json: object = {}) =>
    store.write('r/metadata.json', {
      last_update: new Date(clock.now()).toISOString(),
      start_time: new Date(START).toISOString(),
      ...json,
    });
  const step = (step: number) =>
    store.write('r/progress.json', { step, total_steps: 10, last_updated: new Date(clock.now()).toISOString() });
  return { clock, store, stateDirectory, again, adapter: again(), beat, step };
}
const never = new AbortController().signal;
const statusNow = async (adapter: HeartbeatAdapter, since?: number) =>
  (await adapter.status([job], never, since)).get(job.id);

describe('status', () => {
  it('waits, runs, and ends by the sentinels', async () => {
    const { adapter, clock, beat, store } = made();
    expect(await statusNow(adapter)).toMatchObject({ state: 'pending', as_of: START });
    await clock.pass(MINUTE);
    beat({ instance_id: 'i-1' });
    expect(await statusNow(adapter)).toMatchObject({ state: 'running', nodes: ['i-1'], started_at: START });
    await clock.pass(MINUTE);
    store.write('r/_error', 'CUDA out of memory\nmore');
    expect(await statusNow(adapter)).toMatchObject({
      state: 'failed',
      detail: 'CUDA out of memory',
      ended_at: START + 2 * MINUTE,
    });
    await clock.pass(MINUTE);
    store.write('r/_complete', '');
    expect(await statusNow(adapter)).toMatchObject({ state: 'succeeded' });
  });

  it.each([
    [true, 'HEARTBEATS_STALE', 'running'],
    [false, 'NEVER_STARTED', 'pending'],
  ] as const)('is given up only long after the last heartbeat (%s: %s)', async (begins, reason, state) => {
    const { adapter, clock, beat } = made();
    if (begins) beat();
    await statusNow(adapter);
    await clock.pass(60 * MINUTE);
    expect(await statusNow(adapter, clock.now())).toMatchObject({ state });
    await clock.pass(1_000);
    expect(await statusNow(adapter, clock.now())).toMatchObject({ state: 'timed_out', reason });
  });

  it('may be given up earlier', async () => {
    const { adapter, clock, beat } = made({ give_up: 20 * MINUTE });
    beat();
    await statusNow(adapter);
    await clock.pass(20 * MINUTE + 1_000);
    expect(await statusNow(adapter)).toMatchObject({ state: 'timed_out' });
  });

  it('rejects while it is not answered, and is what it was afterwards', async () => {
    const { adapter, clock, beat, store } = made();
    beat();
    await statusNow(adapter);
    store.down = 'S3 refuses it (403).';
    await clock.pass(MINUTE);
    await expect(statusNow(adapter)).rejects.toThrow(UnansweredError);
    await expect(adapter.lookUp?.(job.id, never)).rejects.toThrow('S3 refuses it');
    store.down = undefined;
    await clock.pass(MINUTE);
    expect(await statusNow(adapter)).toMatchObject({ state: 'running' });
  });

  it('one look serves all who ask within an interval, unless it is too old for one of them', async () => {
    const { adapter, clock, store } = made();
    await Promise.all([statusNow(adapter), statusNow(adapter), adapter.lookUp?.(job.id, never)]);
    expect(store.requests).toBe(4);
    await clock.pass(30_000);
    await statusNow(adapter);
    expect(store.requests).toBe(4);
    await statusNow(adapter, clock.now());
    expect(store.requests).toBe(8);
  });

  it('what is half written at the first look is looked at again soon, and twice at most', async () => {
    const { adapter, clock, store, beat } = made();
    store.write('r/metadata.json', '{"run_id": "r", "pha');
    const first = statusNow(adapter);
    await clock.settle();
    expect(store.requests).toBe(4);
    beat({ instance_id: 'i-1' });
    await clock.pass(2_000);
    expect(await first).toMatchObject({ state: 'running', nodes: ['i-1'], as_of: START + 2_000 });
    expect(store.requests).toBe(8);
    await clock.pass(MINUTE);
    store.write('r/metadata.json', '{"run_id": "r", "pha');
    const later = expect(statusNow(adapter, clock.now())).rejects.toThrow('no whole JSON');
    await clock.pass(6_000, 1_500);
    await later;
    expect(store.requests).toBe(20);
  });

  it('what it remembers is kept over restarts', async () => {
    let kept: Memory | undefined;
    const { again, clock, beat, store } = made({
      kept: () => ({
        read: () => kept,
        write(memory) {
          kept = JSON.parse(JSON.stringify(memory));
        },
      }),
    });
    beat();
    await statusNow(again());
    store.remove('r/metadata.json');
    await clock.pass(61 * MINUTE);
    expect(await statusNow(again())).toMatchObject({ state: 'timed_out', reason: 'HEARTBEATS_STALE' });
  });

  it('who gives up waiting leaves the look to the others', async () => {
    const { adapter } = made();
    const abort = new AbortController();
    const asking = adapter.status([job], abort.signal);
    abort.abort(new Error('enough'));
    await expect(asking).rejects.toThrow('enough');
    expect(await statusNow(adapter)).toMatchObject({ state: 'pending' });
  });
});

/** Everything that is there to read now. */
async function read(reader: LogReader, clock: Clock, final = false): Promise<string> {
  const into = Buffer.alloc(1 << 20);
  let text = '';
  for (let turn = 0; turn < 20; turn++) {
    const got = await reader.read(into, final);
    if (got.kind === 'data') text += into.toString('utf8', 0, got.bytes);
    else if (got.kind !== 'reset') await clock.settle();
  }
  return text;
}

describe('logs', () => {
  it('each is found once it is there, and read as it grows; those of _error are the last word', async () => {
    const { adapter, clock, store, beat, step } = made();
    const abort = new AbortController();
    const sources: LogSource[] = [];
    const finding = (async () => {
      for await (const source of adapter.logs(job).sources(abort.signal)) sources.push(source);
    })();
    await clock.settle();
    expect(sources).toEqual([]);
    beat();
    step(3);
    store.write('r/logs/training_log_latest.txt', 'step 3\n');
    await clock.pass(MINUTE);
    expect(sources.map(({ id }) => id)).toEqual(['progress.json', 'logs/training_log_latest.txt']);
    const [progress, log] = await Promise.all(sources.map((source) => source.open(undefined, abort.signal)));
    expect(await read(log as LogReader, clock)).toBe('step 3\n');
    const at = (ms: number) => new Date(START + ms).toISOString();
    expect(await read(progress as LogReader, clock)).toBe(`{"last_updated":"${at(0)}","step":3,"total_steps":10}\n`);
    store.write('r/logs/training_log_latest.txt', 'step 3\nstep 4\n');
    step(4);
    await clock.pass(MINUTE, 10_000);
    expect(await read(log as LogReader, clock)).toBe('step 4\n');
    expect(await read(progress as LogReader, clock, true)).toBe(
      `{"last_updated":"${at(MINUTE)}","step":4,"total_steps":10}\n`,
    );
    store.write('r/_error', {
      message: 'CUDA out of memory',
      traceback: 'Traceback (most recent call last):\nRuntimeError: CUDA out of memory',
    });
    await clock.pass(MINUTE);
    expect(sources[2]).toMatchObject({ id: '_error', last_word: true });
    const error = await (sources[2] as LogSource).open(undefined, abort.signal);
    expect(await read(error, clock, true)).toBe(
      'Traceback (most recent call last):\nRuntimeError: CUDA out of memory\n',
    );
    abort.abort();
    await finding;
    for (const reader of [progress, log, error]) await reader?.[Symbol.asyncDispose]();
    expect(clock.waiting).toBe(0);
  });

  it('what the metadata alone tell of a failure is a last word too', async () => {
    const { adapter, clock, beat } = made();
    beat({ status: 'failed', error: { type: 'OSError', message: 'disk full' } });
    const abort = new AbortController();
    const sources: LogSource[] = [];
    const finding = (async () => {
      for await (const source of adapter.logs(job).sources(abort.signal)) sources.push(source);
    })();
    await clock.settle();
    expect(sources).toMatchObject([{ id: 'metadata.json', last_word: true }]);
    const said = await (sources[0] as LogSource).open(undefined, abort.signal);
    expect(await read(said, clock, true)).toBe('OSError: disk full\n');
    expect(await statusNow(adapter)).toMatchObject({ state: 'failed', detail: 'OSError: disk full' });
    abort.abort();
    await finding;
    await said[Symbol.asyncDispose]();
  });

  it('a search that is ended while it takes in an answer leaves no timer behind', async () => {
    const { adapter, clock, beat, step } = made();
    beat();
    step(3);
    const abort = new AbortController();
    const found: string[] = [];
    for await (const { id } of adapter.logs(job).sources(abort.signal)) {
      found.push(id);
      abort.abort();
    }
    expect([found, clock.waiting]).toEqual([['progress.json'], 0]);
  });

  it('an _error of an earlier attempt is none of it', async () => {
    const { adapter, clock, store, beat } = made();
    store.write('r/_error', 'old', START - MINUTE);
    beat();
    const abort = new AbortController();
    const sources: LogSource[] = [];
    const finding = (async () => {
      for await (const source of errorLogs({ looks: adapter.looks(job.id), copies: folder }).sources(abort.signal))
        sources.push(source);
    })();
    await clock.pass(3 * MINUTE, MINUTE);
    expect(sources).toEqual([]);
    store.write('r/_error', 'new');
    await clock.pass(2 * MINUTE, MINUTE);
    expect(sources.map(({ id }) => id)).toEqual(['_error']);
    abort.abort();
    await finding;
  });

  it('a look is a line beside the job; one that was not answered is none, and the text of _error is in none', async () => {
    const { adapter, clock, store, beat, stateDirectory } = made();
    beat({ phase: 'training' });
    const path = join(stateDirectory, 'heartbeats.jsonl');
    const abort = new AbortController();
    const sources: LogSource[] = [];
    const following = (async () => {
      for await (const source of heartbeatSource({
        looks: adapter.looks(job.id),
        path,
        id: 'heartbeats.jsonl',
      }).sources(abort.signal))
        sources.push(source);
    })();
    await clock.settle();
    store.down = 'no';
    await clock.pass(2 * MINUTE, MINUTE);
    store.down = undefined;
    store.write('r/_error', 'CUDA out of memory');
    await clock.pass(MINUTE, 5_000);
    abort.abort();
    await following;
    const lines = readFileSync(path, 'utf8').trimEnd().split('\n');
    expect(sources).toMatchObject([{ id: 'heartbeats.jsonl', beside: true }]);
    expect(lines[0]).toMatch(
      /^\{"sigwatch":"heartbeat","at":"2026-03-01T12:00:00.000Z","state":"running","code":null,"reason":"[^"]*","interval_seconds":60,"stale_seconds":600,"metadata_age_seconds":0,"progress_age_seconds":null,"step_age_seconds":null,"phase":"training","instance":null,"node":null,"step":null,"total":null\}$/,
    );
    expect(lines.map((line) => JSON.parse(line).state)).toEqual(['running', 'failed']);
    expect(lines.join()).not.toMatch(/CUDA/);
  });
});

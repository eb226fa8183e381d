import { mkdirSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { JobStatus, LogSource } from '@sigwatch/core';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { heartbeatsOfJob } from './of-job.js';

let root = '';
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'sigwatch-of-job-'));
  mkdirSync(join(root, 'runs', 'r'), { recursive: true });
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

const HOUR = 3_600_000;
const job = { id: 'local:1', incarnation: '1' } as const;
const began = Date.now() - 10_000;
const running: JobStatus = { job, state: 'running', started_at: began };
const failed: JobStatus = { job, state: 'failed', exit_code: 1, started_at: began };

/** With an interval of an hour no look happens by itself. */
function watched(first: JobStatus | undefined) {
  let last = first;
  const of = heartbeatsOfJob({
    location: join(root, 'runs', 'r'),
    use: { region: 'us-east-1', interval: HOUR, stale: { default: 3 * HOUR } },
    seen: { adapter: {} as never, last: () => last },
    path: join(root, 'heartbeats.jsonl'),
    id: 'heartbeats.jsonl',
    copies: join(root, 'copies'),
  });
  const tell = async (status: JobStatus, abort: AbortSignal) => {
    await of.ended(status, abort);
    last = status;
  };
  return { of, tell };
}

/** What a search finds that is begun now and gets a moment, as when logs are read to their end. */
async function foundNow(sources: (abort: AbortSignal) => AsyncIterable<LogSource>): Promise<readonly string[]> {
  const abort = new AbortController();
  const ids: string[] = [];
  const search = (async () => {
    for await (const { id } of sources(abort.signal)) ids.push(id);
  })();
  for (let turn = 0; turn < 5; turn++) await new Promise((resolve) => setImmediate(resolve));
  abort.abort();
  await search;
  return ids;
}

it('what a job leaves as it ends is there when its logs are read to their end, however rarely it is looked', async () => {
  const abort = new AbortController().signal;
  const { of, tell } = watched(running);
  expect(await foundNow((own) => of.errors.sources(own))).toEqual([]);
  writeFileSync(join(root, 'runs', 'r', '_error'), 'RuntimeError: CUDA out of memory\n');
  await tell(failed, abort);
  expect(await foundNow((own) => of.errors.sources(own))).toEqual(['_error of local:1']);
  expect(of.ended(failed, abort), 'a second time').toBeUndefined();
});

it('of a job that was over before anybody saw it run as well', async () => {
  const { of, tell } = watched(undefined);
  writeFileSync(join(root, 'runs', 'r', '_error'), 'RuntimeError: CUDA out of memory\n');
  await tell(failed, new AbortController().signal);
  expect(await foundNow((own) => of.errors.sources(own))).toEqual(['_error of local:1']);
});

it('what an earlier one has left is not of it, nor where nobody knows when it began', async () => {
  const abort = new AbortController().signal;
  const path = join(root, 'runs', 'r', '_error');
  writeFileSync(path, 'RuntimeError: of yesterday\n');
  utimesSync(path, new Date(began - HOUR), new Date(began - HOUR));
  for (const status of [failed, { job, state: 'failed' } as const]) {
    const { of, tell } = watched(undefined);
    await tell(status, abort);
    expect(await foundNow((own) => of.errors.sources(own))).toEqual([]);
  }
});

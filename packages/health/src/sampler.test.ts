import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { HealthReport, LogSource } from '@sigwatch/core';
import { afterAll, expect, it } from 'vitest';
import { busy } from './all-issues.fixture.js';
import { asLine } from './as-line.js';
import { report } from './report.js';
import { healthSource } from './sampler.js';

const folder = mkdtempSync(join(tmpdir(), 'sigwatch-health-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Time passes as soon as somebody waits for it. */
function clock(until: number, abort: AbortController) {
  let now = 0;
  return {
    now: () => now,
    schedule(at: number, wake: () => void) {
      const turn = setImmediate(() => {
        now = Math.max(now, at);
        if (now > until) abort.abort();
        wake();
      });
      return () => clearImmediate(turn);
    },
  };
}

async function sampled(
  name: string,
  until: number,
  measure: (nth: number, previous: HealthReport | undefined) => HealthReport | undefined,
  more: { interval?: number; bytes?: number } = {},
) {
  const abort = new AbortController();
  const path = join(folder, name, 'health.jsonl');
  let count = 0;
  const deps = clock(until, abort);
  const discovery = healthSource({ deps, path, measure: async (previous) => measure(count++, previous), ...more });
  const sources: LogSource[] = [];
  for await (const source of discovery.sources(abort.signal)) sources.push(source);
  return { path, count, sources, deps, lines: readFileSync(path, 'utf8').split('\n').slice(0, -1) };
}

it('appends a line a measurement at its pace, and hands on the one before', async () => {
  const before: (string | undefined)[] = [];
  const { lines, count } = await sampled('pace', 170_000, (nth, previous) => {
    before.push(previous?.at);
    return { ...report(busy), at: `${nth}` };
  });
  expect(count).toBe(3);
  expect(before).toEqual([undefined, '0', '1']);
  expect(lines.map((line) => JSON.parse(line).at)).toEqual(['0', '1', '2']);
});

it('is a source beside the job, whose lines are read as any log', async () => {
  const { sources, path } = await sampled('read', 70_000, () => report(busy));
  expect(sources).toMatchObject([{ id: path, beside: true }]);
  await using reader = await sources[0]!.open(undefined, new AbortController().signal);
  const into = Buffer.alloc(1 << 20);
  const read = await reader.read(into);
  expect(read.kind).toBe('data');
  const text = into.toString('utf8', 0, read.kind === 'data' ? read.bytes : 0);
  expect(text).toBe(readFileSync(path, 'utf8'));
});

it('with nothing to measure it asks again soon, and a measurement that fails leaves no line', async () => {
  const { lines, count } = await sampled('waits', 22_000, (nth) => {
    if (nth === 1) throw new Error('no');
    return nth < 3 ? undefined : report(busy);
  });
  expect(count).toBe(4);
  expect(lines).toHaveLength(1);
});

it('the file is bounded, and its reader goes through both of its parts', async () => {
  const size = Buffer.byteLength(asLine(report(busy), 1));
  const { path, sources, lines } = await sampled('bound', 6_500, () => report(busy), {
    interval: 1_000,
    bytes: 3 * size,
  });
  expect(statSync(`${path}.1`).size).toBe(3 * size);
  expect(lines.length).toBeLessThanOrEqual(3);
  expect(sources).toHaveLength(1);
});

it('others’ words are no part of a line, whose keys stand in the order that rules rely on', () => {
  const measured = report({ ...busy, checkpoint: { step: 7, path: '/ckpt/x', written_at: busy.at } });
  const processes = [{ node: 'gpu-1', gpu: 0, pid: 1, name: 'CUDA out of memory', memory_used: 1 }];
  const nodes = [{ node: 'gpu-1', gpus: [], xids: null, error: 'No space left on device' }];
  const line = asLine({ ...measured, nodes, gpu: { ...measured.gpu, processes } }, 60);
  expect(line).not.toMatch(/CUDA|space|ckpt/);
  expect(line).toMatch(
    /^\{"sigwatch":"health","at":"[^"]*","job":"running","interval_seconds":60,"gpu":\{"count":8,.*"avg_utilization":93.5,"unreadable":0,"lost":0,"ecc_uncorrected":0\},"efa":\{"active":true,"transport":"efa","hosts":1,.*"ray":\{"gpus_available":null,"gpus_used":null,/,
  );
});

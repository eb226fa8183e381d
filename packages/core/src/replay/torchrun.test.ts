import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { loadMonitors, loadPolicies } from '../config/index.js';
import type { JobState, SigwatchEvent } from '../contract.js';
import { discoverFiles } from '../source/index.js';
import { replay } from './replay.js';

const plugins = fileURLToPath(new URL('../../../../plugins/', import.meta.url));
const where = { cwd: plugins, packs: readdirSync(plugins).map((name) => plugins + name) };
const monitor = loadMonitors(['default', 'torchelastic'], where);
const policy = loadPolicies('megatron_transient', where);
const START = Date.UTC(2026, 2, 2, 10);
const deps = { now: () => START + 86_400_000, schedule: () => () => {} };

let directory = '';
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'sigwatch-torchrun-'));
});
afterEach(() => rmSync(directory, { recursive: true, force: true }));

function write(name: string, text: string): void {
  const path = join(directory, 'job_k3x', name);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, text);
}

const at = (second: number) => new Date(START + second * 1000).toISOString();
const steps = (second: number, first: number, last: number) =>
  Array.from({ length: last - first + 1 }, (_, i) => `${at(second + i * 10)} step ${first + i}/900 loss: 2.5\n`).join(
    '',
  );
/** As PyTorch's `ErrorHandler.record_exception` writes it, behind a traceback of any length. */
const error = (second: number, exception: string, frames = 60) => {
  const frame = '  File "/opt/train/layers.py", line 41, in forward\n    return self.inner(x)\n';
  const py_callstack = `Traceback (most recent call last):\n${frame.repeat(frames)}${exception}\n`;
  const extraInfo = { py_callstack, timestamp: String(START / 1000 + second) };
  return JSON.stringify({ message: { message: exception, extraInfo } });
};

async function played(state: JobState, exit_code: number): Promise<readonly SigwatchEvent[]> {
  const ending = { status: { job: { id: 'local:r.1', incarnation: 'a' }, state, exit_code } } as const;
  const events: SigwatchEvent[] = [];
  const logs = discoverFiles([directory], { deps, follow: false });
  for await (const event of replay({ run_id: 'r', logs, monitor, policy, now: deps.now, ending })) events.push(event);
  return events;
}

const dataOf = (events: readonly SigwatchEvent[], type: SigwatchEvent['event_type']) =>
  events.filter((event) => event.event_type === type).map((event) => event.data);

it('names the rank whose error came first, whichever file is read first', async () => {
  write('attempt_0/0/stdout.log', steps(0, 1, 5));
  write(
    'attempt_0/0/error.json',
    error(47, 'torch.distributed.DistBackendError: NCCL error in: x.cpp:9, remote process exited'),
  );
  write('attempt_0/3/error.json', error(43, 'ValueError: sample 7 is empty'));
  const events = await played('failed', 1);
  const [closed] = dataOf(events, 'incident_closed');
  expect(closed).toMatchObject({ root: { signal: 'python_exception' }, ignored: false });
  expect(JSON.stringify(closed)).toContain('attempt_0/3/error.json');
  expect(dataOf(events, 'decision')).toMatchObject([{ action: 'stop', error_type: 'exception' }]);
  const signal = events.find(({ event_type, data }) => event_type === 'signal' && data.signal === 'python_exception');
  expect(signal).toMatchObject({ timestamp: at(43), data: { fields: { message: 'sample 7 is empty' } } });
});

it('is no failure where torchrun has started the workers again, and they go on below their old steps', async () => {
  write('attempt_0/0/stdout.log', steps(0, 100, 120));
  write('attempt_0/1/error.json', error(205, 'torch.OutOfMemoryError: CUDA out of memory. Tried to allocate 2.00 GiB'));
  write('attempt_1/0/stdout.log', steps(420, 100, 110));
  const events = await played('succeeded', 0);
  expect(dataOf(events, 'incident_closed')).toMatchObject([{ ignored: true, root: { error_type: 'oom' } }]);
  expect(dataOf(events, 'decision')).toEqual([]);
  expect(dataOf(events, 'run_ended')).toMatchObject([{ state: 'succeeded' }]);
});

it('is the failure of the last attempt of torchrun, not of those before', async () => {
  write('attempt_0/0/stdout.log', steps(0, 100, 110));
  write('attempt_0/1/error.json', error(105, 'torch.OutOfMemoryError: CUDA out of memory. Tried to allocate 2.00 GiB'));
  write('attempt_1/0/stdout.log', steps(300, 100, 104));
  write('attempt_1/2/error.json', error(345, 'KeyError: 7'));
  const events = await played('failed', 1);
  const closed = dataOf(events, 'incident_closed');
  expect(closed).toMatchObject([{ ignored: true }, { ignored: false, root: { error_type: 'exception' } }]);
});

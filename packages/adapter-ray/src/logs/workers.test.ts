import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { JobRef, LogSource } from '@sigwatch/core';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { FakeRay, NODE, quickDeps } from './fake-ray.fixture.js';
import { type RayLogsOptions, rayLogs } from './job-logs.js';
import { jobInLog, shortName, workerName } from './worker-name.js';

const deps = quickDeps();
const job: JobRef = { id: 'ray:sub', incarnation: 'session_1' };
let ray: FakeRay;
let folder: string;

beforeEach(async () => {
  ray = await FakeRay.start();
  folder = mkdtempSync(join(tmpdir(), 'ray-workers-'));
  ray.job = { status: 'RUNNING', driver_node_id: NODE, driver_info: { id: '02000000' } };
});
afterEach(async () => {
  await ray[Symbol.asyncDispose]();
  rmSync(folder, { recursive: true, force: true });
});

const options = (more: Partial<RayLogsOptions> = {}): RayLogsOptions => {
  const { address, headers, tls } = ray.server();
  return { connection: { address, headers, tls }, deps, copies: folder, worker_logs: true, ...more };
};

/** The first `count` that appear; `each` is called with each of them. */
async function found(from: RayLogsOptions, count: number, each: (id: string) => void = () => {}): Promise<LogSource[]> {
  const abort = new AbortController();
  const sources: LogSource[] = [];
  for await (const source of rayLogs(from).logs(job).sources(abort.signal)) {
    sources.push(source);
    each(source.id);
    if (sources.length === count) break;
  }
  abort.abort();
  return sources;
}

const ours = ':job_id:02000000\n:actor_name:Train\nstep 1\n';

describe('the logs of a job', () => {
  it('are those of its driver, and of its workers as they appear', async () => {
    ray.append('worker-aa11aa11-02000000-7.out', ours);
    ray.append('worker-bb22bb22-01000000-8.out', ':job_id:01000000\n');
    // Started before it had a job.
    ray.append('worker-cc33cc33-ffffffff-9.err', '');
    ray.append('raylet.out', 'nothing of a worker');
    const ids: string[] = [];
    await found(options(), 4, (id) => {
      ids.push(id);
      if (id.includes('worker-7-')) {
        ray.append('worker-cc33cc33-ffffffff-9.err', ours);
        ray.append('worker-dd44dd44-ffffffff-9.out', ':job_id:01000000\n');
      }
      if (id.includes('worker-9-')) {
        // The script has connected once more, and is another job of Ray's now.
        ray.job = { ...ray.job, driver_info: { id: '03000000' } };
        ray.append('worker-ee55ee55-03000000-10.out', 'x');
      }
    });
    expect(ids).toEqual([
      'ray:sub/driver.log',
      'ray:sub/10.0.0.2/worker-7-aa11aa.out',
      'ray:sub/10.0.0.2/worker-9-cc33cc.err',
      'ray:sub/10.0.0.2/worker-10-ee55ee.out',
    ]);
  });

  it('are the driver alone where workers are not wanted', async () => {
    ray.append('worker-aa11aa11-02000000-7.out', ours);
    const only = rayLogs(options({ worker_logs: false })).logs(job);
    const ids: string[] = [];
    for await (const { id } of only.sources(new AbortController().signal)) ids.push(id);
    expect(ids).toEqual(['ray:sub/driver.log']);
    expect(rayLogs(options()).logPaths(job)).toEqual([join(folder, 'session_1', 'sub', 'driver.log')]);
  });

  it('are the driver alone where the server tells no bytes', async () => {
    ray.version = '2.9.0';
    ray.append('worker-aa11aa11-02000000-7.out', ours);
    const abort = new AbortController();
    const ids: string[] = [];
    const search = (async () => {
      for await (const { id } of rayLogs(options()).logs(job).sources(abort.signal)) ids.push(id);
    })();
    const asked = () => ray.asked.filter(({ path }) => path === '/api/jobs/sub').length;
    await expect.poll(asked).toBeGreaterThan(2);
    abort.abort();
    await search;
    expect(ids).toEqual(['ray:sub/driver.log']);
  });

  it('are looked for again when the server fails, and on the nodes that are alive', async () => {
    ray.stateStatus = 503;
    ray.nodes = [...ray.nodes, { node_id: 'dead', node_ip: '10.0.0.3', state: 'DEAD' }];
    ray.append('worker-aa11aa11-02000000-7.out', ours);
    const [, worker] = await found(options(), 2, () => {
      setTimeout(() => {
        ray.stateStatus = 200;
      }, 100);
    });
    expect(worker?.id).toBe('ray:sub/10.0.0.2/worker-7-aa11aa.out');
    expect(ray.asked.some(({ path }) => path.includes('dead'))).toBe(false);
  });

  it('are read where they lie, if a folder is named, as long as it is of this cluster', async () => {
    const logs = join(folder, 'session_1', 'logs');
    const other = join(folder, 'session_2', 'logs');
    const latest = join(folder, 'session_latest');
    for (const one of [logs, other]) {
      mkdirSync(one, { recursive: true });
      writeFileSync(join(one, 'worker-aa11aa11-02000000-7.out'), ours);
    }
    symlinkSync(join(folder, 'session_2'), latest);
    writeFileSync(join(logs, 'worker-cc33cc33-ffffffff-9.out'), ours);
    writeFileSync(join(logs, 'worker-cc33cc33-ffffffff-9.out.1'), ours);
    const from = options({ worker_logs: join(latest, 'logs'), log_directory: logs });
    const sources = await found(from, 3, () => {
      rmSync(latest, { force: true });
      symlinkSync(join(folder, 'session_1'), latest);
    });
    expect(sources.map(({ id }) => id)).toEqual([
      join(logs, 'job-driver-sub.log'),
      join(logs, 'worker-aa11aa11-02000000-7.out'),
      join(logs, 'worker-cc33cc33-ffffffff-9.out'),
    ]);
    expect(rayLogs(from).logPaths(job)).toEqual([join(logs, 'job-driver-sub.log')]);
  });

  it('of a folder of another cluster are none', async () => {
    const other = join(folder, 'session_2', 'logs');
    mkdirSync(other, { recursive: true });
    writeFileSync(join(other, 'worker-aa11aa11-02000000-7.out'), ours);
    const abort = new AbortController();
    const ids: string[] = [];
    const search = (async () => {
      for await (const { id } of rayLogs(options({ worker_logs: other }))
        .logs(job)
        .sources(abort.signal))
        ids.push(id);
    })();
    const asked = () => ray.asked.filter(({ path }) => path === '/api/jobs/sub').length;
    await expect.poll(asked).toBeGreaterThan(2);
    abort.abort();
    await search;
    expect(ids).toEqual(['ray:sub/driver.log']);
  });
});

it('the name of a worker’s log tells the process, and the job unless it was started before it had one', () => {
  const named = workerName('worker-2796b9-01000000-3193.err');
  expect(named).toMatchObject({ worker: '2796b9', ray_job: '01000000', pid: '3193', stream: 'err' });
  expect(workerName('worker-2796b9-ffffffff-3193.out')?.ray_job).toBeUndefined();
  expect(named && shortName(named)).toBe('worker-3193-2796b9.err');
  for (const other of ['worker-2796b9-01000000-3193.out.1', 'python-core-worker-27_3.log', 'io_worker-27-3.out'])
    expect(workerName(other)).toBeUndefined();
});

it('a worker says whose it is at the beginning of a line, once it is somebody’s', () => {
  expect(jobInLog(Buffer.from('a warning\n:job_id:02000000\n'))).toBe('02000000');
  expect(jobInLog(Buffer.from('x :job_id:01000000\n:job_id:02000000\nmore'))).toBe('02000000');
  for (const none of ['', 'step 1\n', ':job_id:0200']) expect(jobInLog(Buffer.from(none))).toBeUndefined();
});

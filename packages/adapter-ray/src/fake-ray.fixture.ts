import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { JobSpec } from '@sigwatch/core';
import { UnansweredError } from '@sigwatch/core';
import { onTestFinished } from 'vitest';
import type { Answer, Call } from './client.js';
import { rayConnection } from './connection.js';
import { Looks } from './looks.js';
import { Notes } from './notes.js';
import type { RayDeps } from './ray-deps.js';
import { V260 } from './recorded.fixture.js';
import { type RaySettings, raySettings } from './settings.js';
import { KeptPackages } from './upload/kept.js';

/** A head in memory that answers as 2.60 does; tests change its fields and read what it was asked. */
class FakeRay {
  version: object = V260.version;
  /** As `/api/jobs/` tells of them, by submission id. */
  readonly jobs = new Map<string, Record<string, unknown>>();
  /** What was uploaded, by its name. */
  readonly packages = new Map<string, Buffer>();
  readonly calls: Call[] = [];
  /** Answers in the head's place; undefined lets the head answer. */
  instead: (call: Call) => Answer | undefined = () => undefined;

  readonly ray = async (call: Call, abort: AbortSignal): Promise<Answer> => {
    abort.throwIfAborted();
    this.calls.push(call);
    return this.instead(call) ?? this.#answer(call);
  };

  asked(method: Call['method'], path: string): number {
    return this.calls.filter((call) => call.method === method && call.path === path).length;
  }

  #answer({ method, path, body, file }: Call): Answer {
    if (path === '/api/version') return json(this.version);
    const [, name] = /^\/api\/packages\/gcs\/(.+)$/.exec(path) ?? [];
    if (name !== undefined) return this.#package(name, file);
    if (path === '/api/jobs/' && method === 'GET') return json([...this.jobs.values()]);
    if (path === '/api/jobs/') return this.#submit(body as Record<string, unknown>);
    const [, id = '', stop] = /^\/api\/jobs\/([^/]+)(\/stop)?$/.exec(path) ?? [];
    const job = this.jobs.get(decodeURIComponent(id));
    if (id === '') return { status: 404, text: '404: Not Found' };
    if (job === undefined) return { status: 404, text: `Job ${decodeURIComponent(id)} does not exist` };
    if (method === 'DELETE') this.jobs.delete(decodeURIComponent(id));
    return json(stop === undefined ? job : { stopped: job.status === 'RUNNING' || job.status === 'PENDING' });
  }

  #package(name: string, file: Call['file']): Answer {
    if (file !== undefined) this.packages.set(name, readFileSync(file.path));
    if (this.packages.has(name)) return { status: 200, text: '' };
    return { status: 404, text: `Package gcs://${name} does not exist` };
  }

  #submit(body: Record<string, unknown>): Answer {
    const id = String(body.submission_id);
    if (this.jobs.has(id)) return { status: 500, text: V260.exists.replace('sigwatch-r-1', id) };
    this.jobs.set(id, job({ ...body, status: 'PENDING' }));
    return json({ job_id: id, submission_id: id });
  }
}

export const json = (value: unknown): Answer => ({ status: 200, text: JSON.stringify(value) });

export const silent = (): never => {
  throw new UnansweredError('Ray at http://127.0.0.1:8265 refuses connections: nothing listens there.');
};

/** A job as the head tells of it. */
export const job = (fields: Record<string, unknown>): Record<string, unknown> => ({
  ...{ type: 'SUBMISSION', job_id: null, driver_info: null, status: 'RUNNING', entrypoint: 'python train.py' },
  ...{ message: 'Job is currently running.', error_type: null, start_time: 1_000, end_time: null, metadata: {} },
  ...{ driver_agent_http_address: 'http://192.0.2.2:52365', driver_node_id: 'a1', driver_exit_code: null },
  ...fields,
});

/** Everything that the parts of the adapter work with, before a head in memory. Its clock stands until it is moved. */
export function workshop(settings: Partial<RaySettings> = {}) {
  const stateDirectory = mkdtempSync(join(tmpdir(), 'sigwatch-ray-'));
  onTestFinished(() => rmSync(stateDirectory, { recursive: true, force: true }));
  const head = new FakeRay();
  const clock = { now: 100_000 };
  const now = () => clock.now;
  const told: string[] = [];
  const full = raySettings(settings);
  const looks = new Looks({ ray: head.ray, interval: full.poll_interval_seconds * 1000, now });
  const deps: RayDeps = {
    ...{ ray: head.ray, looks, settings: full, now, env: {} },
    ...{ notes: new Notes(stateDirectory), packages: new KeptPackages(stateDirectory) },
    connection: rayConnection(full, {}),
    tell: (sentence) => told.push(sentence),
  };
  return { head, deps, clock, told, abort: new AbortController().signal };
}

export const spec = (fields: Partial<JobSpec> = {}): JobSpec => ({
  ...{ run_id: 'r', attempt: 1, command: ['python', 'train.py'], cwd: '/', env: {} },
  ...fields,
});

import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { JobAdapter, JobRef, JobSpec, JobStatus } from '@sigwatch/core';
import { afterAll, afterEach, beforeAll, expect } from 'vitest';
import { compiled } from '../../../test/support/compiled.js';
import { type LocalAdapterOptions, localAdapter } from '../src/index.js';

/** ms. What ignores SIGTERM is killed so soon; a test of what heeds it takes more. */
const GRACE = 300;

/** Real processes for tests: a built shim, a directory of runs, and the end of everything that a test has started. */
export function workshop() {
  let sources: ReturnType<typeof compiled>;
  let base: string;
  const abort = new AbortController().signal;
  beforeAll(() => {
    sources = compiled('adapter-local');
  });
  afterAll(() => sources.dispose());
  afterEach(() => {
    if (!base) return;
    // Everything that a test starts has the directory's name in its environment.
    for (const pid of carriers(base)) spawnSync('kill', ['-9', String(pid)]);
    spawnSync('chmod', ['-R', 'u+rwx', base]);
    // A shim that outlived its command may be writing its last word.
    rmSync(base, { recursive: true, force: true, maxRetries: 10, retryDelay: 50 });
    base = '';
  });

  function runs(): string {
    base ||= mkdtempSync(join(tmpdir(), 'sigwatch-local-'));
    return join(base, 'runs');
  }
  const adapter = (options: Partial<LocalAdapterOptions> = {}): JobAdapter & Required<Pick<JobAdapter, 'cancel'>> => {
    const made = localAdapter({
      directory: runs(),
      logs: () => ({ async *sources() {} }),
      graceMs: GRACE,
      shim: join(sources.directory, 'shim.js'),
      ...options,
    });
    return made as JobAdapter & Required<Pick<JobAdapter, 'cancel'>>;
  };
  const spec = (script: string, changes: Partial<JobSpec> = {}): JobSpec => ({
    run_id: 'r',
    attempt: 1,
    command: ['sh', '-c', script],
    cwd: tmpdir(),
    env: { TEST_DIRECTORY: runs() },
    ...changes,
  });
  return {
    runs,
    sources: () => sources.directory,
    adapter,
    spec,
    abort,
    file: (name: string, attempt = 1) => join(runs(), 'r', `attempt-${attempt}`, name),
    submit: (what: JobSpec, how: { held?: boolean; notAfter?: number; key?: string; graceMs?: number } = {}) =>
      adapter({ graceMs: how.graceMs ?? GRACE }).submission!.submit(
        what,
        how.key ?? 'key',
        { notAfter: how.notAfter ?? Date.now() + 60_000, held: how.held ?? false },
        abort,
      ),
    status: async (job: JobRef): Promise<JobStatus | undefined> => (await adapter().status([job], abort)).get(job.id),
    async until(job: JobRef, ...states: JobStatus['state'][]): Promise<JobStatus> {
      let status: JobStatus | undefined;
      await poll(
        async () => {
          status = (await adapter().status([job], abort)).get(job.id);
          return states.includes(status?.state as JobStatus['state']);
        },
        () => `state is ${JSON.stringify(status)}, wanted ${states}`,
      );
      return status!;
    },
    carriers: () => carriers(runs()),
  };
}

/** Waits for a condition, for a minute at most. */
export async function poll(met: () => unknown, otherwise: () => string = () => 'never happened'): Promise<void> {
  const end = Date.now() + 60_000;
  while (!(await met())) {
    if (Date.now() > end) expect.fail(otherwise());
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

export async function content(path: string): Promise<string> {
  await poll(
    () => existsSync(path) && readFileSync(path, 'utf8').endsWith('\n'),
    () => `${path} never appeared`,
  );
  return readFileSync(path, 'utf8');
}

/** Pids of living processes whose environment names the directory, the shims not among them. */
function carriers(directory: string): number[] {
  const script = `for p in /proc/[0-9]*; do tr '\\0' '\\n' < $p/environ 2>/dev/null | grep -qxF "TEST_DIRECTORY=${directory}" && echo \${p#/proc/}; done; true`;
  const env = { PATH: process.env.PATH ?? '' };
  return execFileSync('sh', ['-c', script], { encoding: 'utf8', env, stdio: ['ignore', 'pipe', 'ignore'] })
    .split('\n')
    .filter(Boolean)
    .map(Number);
}

import { execFileSync, spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type JobAdapter, type JobRef, type JobSpec, type JobStatus, systemDeps } from '@sigwatch/core';
import { afterEach, expect } from 'vitest';
import { type ExecSettings, execAdapter } from '../src/index.js';

/** Through what the other side, which is this machine, is reached. */
export type Way = 'here' | 'busybox' | 'kubectl' | 'ssh';

/** What runs the scripts here: the shell and tools of this machine, and busybox where it is installed. */
export const shells: readonly Way[] = spawnSync('busybox', ['true']).status === 0 ? ['here', 'busybox'] : ['here'];

export type WholeAdapter = JobAdapter &
  Required<Pick<JobAdapter, 'cancel' | 'submission' | 'signal' | 'exec' | 'lookUp'>>;

/** Real processes for tests, behind stand-ins for kubectl and ssh, and the end of everything that a test has started. */
export function workshop(way: Way = 'here') {
  let base = '';
  afterEach(() => {
    if (base === '') return;
    // Everything that a test starts has the folder's name in its environment, or in its words.
    for (const pid of carriers(base)) spawnSync('kill', ['-9', String(pid)]);
    rmSync(base, { recursive: true, force: true, maxRetries: 10, retryDelay: 50 });
    base = '';
  });
  const abort = new AbortController().signal;
  const folder = (): string => {
    if (base === '') {
      base = realpathSync(mkdtempSync(join(tmpdir(), 'sigwatch-exec-')));
      cpSync(fileURLToPath(new URL('stand-in', import.meta.url)), join(base, 'bin'), { recursive: true });
    }
    return base;
  };
  const prefixes: Readonly<Record<Way, () => string[]>> = {
    here: () => [],
    busybox: () => {
      const links = join(folder(), 'busybox');
      mkdirSync(links, { recursive: true });
      spawnSync('busybox', ['--install', '-s', links]);
      return ['env', `PATH=${links}`];
    },
    kubectl: () => [join(folder(), 'bin/kubectl'), 'exec', '-n', 'ml', 'head-0', '--'],
    ssh: () => [join(folder(), 'bin/ssh'), 'gpu-1'],
  };
  const adapter = (settings: Partial<ExecSettings> = {}): WholeAdapter =>
    execAdapter({
      stateDirectory: join(folder(), 'state'),
      deps: systemDeps,
      settings: {
        prefix: prefixes[way](),
        directory: join(folder(), 'there'),
        poll_interval_seconds: 1,
        grace_seconds: 1,
        ...settings,
      },
    }) as WholeAdapter;
  const spec = (script: string, changes: Partial<JobSpec> = {}): JobSpec => ({
    run_id: 'r',
    attempt: 1,
    command: ['sh', '-c', script],
    cwd: tmpdir(),
    env: { TEST_FOLDER: folder() },
    ...changes,
  });
  const status = async (job: JobRef): Promise<JobStatus | undefined> =>
    (await adapter().status([job], abort)).get(job.id);
  return {
    adapter,
    spec,
    abort,
    folder,
    status,
    /** What the stand-ins answer from now on. */
    say: (file: 'mode' | 'shell', text: string) => writeFileSync(join(folder(), 'bin', file), `${text}\n`),
    /** A file of a job on the other side. */
    there: (job: JobRef, name: string) => join(folder(), 'there', job.id.slice('exec:'.length), name),
    submit: (what: JobSpec, how: { held?: boolean; notAfter?: number; key?: string } = {}) =>
      adapter().submission.submit(
        what,
        how.key ?? 'r/1',
        { notAfter: how.notAfter ?? Date.now() + 60_000, held: how.held ?? false },
        abort,
      ),
    async until(job: JobRef, ...states: JobStatus['state'][]): Promise<JobStatus> {
      let last: JobStatus | undefined;
      await poll(
        async () => {
          last = await status(job);
          return states.includes(last?.state as JobStatus['state']);
        },
        () => `it is ${JSON.stringify(last)}, wanted ${states}`,
      );
      return last as JobStatus;
    },
    carriers: () => carriers(folder()),
  };
}

/** Waits for a condition, for a minute at most. */
export async function poll(met: () => unknown, otherwise: () => string = () => 'it never happened'): Promise<void> {
  const end = Date.now() + 60_000;
  while (!(await met())) {
    if (Date.now() > end) expect.fail(otherwise());
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

/** A file, once a whole line stands in it. */
export async function content(path: string): Promise<string> {
  await poll(
    () => existsSync(path) && readFileSync(path, 'utf8').endsWith('\n'),
    () => `${path} never appeared`,
  );
  return readFileSync(path, 'utf8');
}

/** Pids of living processes that name the folder in their environment or words, this one not among them. */
export function carriers(folder: string): number[] {
  const script = 'grep -lsF -- "$1" /proc/[0-9]*/environ /proc/[0-9]*/cmdline; true';
  const found = execFileSync('sh', ['-c', script, 'sh', folder], { encoding: 'utf8' });
  const pids = new Set([...found.matchAll(/\/proc\/(\d+)\//g)].map(([, pid]) => Number(pid)));
  return [...pids].filter((pid) => pid !== process.pid && existsSync(`/proc/${pid}`));
}

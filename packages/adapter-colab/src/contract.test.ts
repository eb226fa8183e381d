import { readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileSource, type JobRef, type JobSpec, systemDeps } from '@sigwatch/core';
import { adapterContract, type JobKind, printedLines } from '@sigwatch/testkit';
import { describe, expect, it } from 'vitest';
import { OUTPUT_FILE } from '../../adapter-local/src/index.js';
import { workshop } from '../../adapter-local/test/workshop.js';
import { colabAdapter } from './colab-adapter.js';
import { fakeProc } from './runtime.fixture.js';
import { colabSession } from './session.js';

const { abort, adapter, file, runs, spec } = workshop();

const BOOT = 1_772_445_600;
const session = () => colabSession({}, { proc: fakeProc(join(runs(), '..', 'proc'), BOOT, 90) });
const processes = () =>
  adapter({
    logs: (directory) => ({
      async *sources() {
        yield fileSource(join(directory, OUTPUT_FILE), { deps: systemDeps, follow: false });
      },
    }),
  });
const colab = () => colabAdapter({ processes: processes(), session: session() });

async function until<T>(probe: () => Promise<T | undefined>): Promise<T> {
  const end = Date.now() + 60_000;
  for (;;) {
    const value = await probe();
    if (value !== undefined) return value;
    if (Date.now() > end) expect.fail('it took too long');
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

const scripts: Readonly<Record<JobKind, string>> = {
  succeeds: 'exit 0',
  fails: 'exit 3',
  sleeps: 'sleep 600',
  prints: printedLines.map((line) => `echo '${line}'`).join('; '),
};

adapterContract(
  'the adapter of Colab',
  async () => {
    let attempt = 0;
    return {
      adapter: colab(),
      now: Date.now,
      spec: (kind): JobSpec => spec(scripts[kind], { attempt: ++attempt, cwd: tmpdir() }),
      printed: printedLines,
      unknown: { id: 'colab:nobody.1', incarnation: 'none' },
      until,
      settle: () => new Promise((resolve) => setTimeout(resolve, 400)),
      dispose: async () => {},
    };
  },
  { describe, it },
);

describe('a job of Colab', () => {
  const how = () => ({ notAfter: Date.now() + 60_000, held: false });
  const submit = (script: string, more: Partial<JobSpec> = {}) =>
    colab().submission!.submit(spec(script, more), 'key', how(), abort);
  const statusOf = async (job: JobRef) => (await colab().status([job], abort)).get(job.id);

  it('is a process that knows when its session ends, and says so while it lives', async () => {
    const job = await submit(
      'echo "$SIGWATCH_SESSION_START $SIGWATCH_SESSION_HOURS"; until [ -e "$TEST_DIRECTORY/go" ]; do sleep 0.02; done',
    );
    expect(job.id).toBe('colab:r.1');
    const ends_at = (BOOT + 90 + 12 * 3600) * 1000;
    await until(async () => ((await statusOf(job))?.state === 'running' ? true : undefined));
    expect(await statusOf(job)).toMatchObject({ job, state: 'running', ends_at });
    await colab().cancel!(job, abort);
    const ended = await until(async () => {
      const status = await statusOf(job);
      return status?.state === 'cancelled' ? status : undefined;
    });
    expect(ended.ends_at).toBeUndefined();
    expect(readFileSync(file('output.log'), 'utf8')).toBe(`${BOOT + 90} 12\n`);
  });

  it('is found by its key and by its id, under its own name', async () => {
    const job = await submit('exit 0');
    const found = await colab().submission!.find('key', abort);
    expect(found).toMatchObject({ jobs: [job], complete: true });
    expect(await colab().lookUp!('colab:r.1', abort)).toMatchObject({ job, name: 'r' });
    expect(await colab().lookUp!('local:r.1', abort)).toBeUndefined();
    expect(await colab().lookUp!('colab:r.9', abort)).toBeUndefined();
    expect(await colab().logPaths!(job, abort)).toEqual([file('output.log')]);
  });

  it('is none of another platform', async () => {
    const job = await submit('exit 0');
    const foreign: JobRef = { ...job, id: 'local:r.1' };
    expect((await colab().status([foreign], abort)).size).toBe(0);
    expect(() => colab().logs(foreign)).toThrow(/local:r\.1 is no job of Colab/);
  });

  it('is asked by signals as far as processes are', async () => {
    const sent: unknown[] = [];
    const signalling = {
      ...processes(),
      signal: async (job: JobRef, name: string) => void sent.push([job.id, name]),
    };
    const one = colabAdapter({ processes: signalling, session: undefined });
    await one.signal?.({ id: 'colab:r.1', incarnation: 'x' }, 'USR1', abort);
    expect(sent).toEqual([['local:r.1', 'USR1']]);
    expect(one.sharesFiles).toBe(processes().sharesFiles);
  });
});

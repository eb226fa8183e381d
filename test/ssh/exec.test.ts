import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { execAdapter } from '@sigwatch/adapter-exec';
import { type JobSpec, systemDeps } from '@sigwatch/core';
import { adapterContract, type JobKind, printedLines } from '@sigwatch/testkit';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { carriers, poll } from '../../packages/adapter-exec/test/workshop.js';
import { type SshServer, sshServer } from './server.js';

const scripts: Readonly<Record<JobKind, string>> = {
  succeeds: 'exit 0',
  fails: 'exit 3',
  sleeps: 'sleep 600',
  prints: printedLines.map((line) => `echo '${line}'`).join('; '),
};

const odd = ['a b', "it's", '"$HOME"', '*', 'a\nb\n', '!x', '\\n', '', '-e', 'ä✓', '$(id)'];

describe('the exec adapter over a real ssh', () => {
  let server: SshServer;
  let turn = 0;
  const abort = new AbortController().signal;
  beforeAll(async () => {
    server = await sshServer();
  });
  afterAll(async () => {
    for (const pid of carriers(server.folder)) spawnSync('kill', ['-9', String(pid)]);
    await server.dispose();
  });

  const fresh = (prefix = server.shared) => {
    turn += 1;
    const directory = join(server.folder, `there-${turn}`);
    const settings = { prefix: [...prefix], directory, poll_interval_seconds: 1, grace_seconds: 1 };
    const adapter = execAdapter({ stateDirectory: join(server.folder, `state-${turn}`), deps: systemDeps, settings });
    return { adapter, directory };
  };
  const spec = (command: readonly string[]): JobSpec => ({
    ...{ run_id: 'r', attempt: 1, command, cwd: server.folder },
    env: { TEST_FOLDER: server.folder, ODD: odd.join('|') },
  });
  const how = () => ({ notAfter: Date.now() + 60_000, held: false });

  adapterContract(
    'over a real ssh it',
    async () => ({
      adapter: fresh().adapter,
      now: Date.now,
      spec: (kind) => spec(['sh', '-c', scripts[kind]]),
      printed: printedLines,
      unknown: { id: 'exec:nobody.1', incarnation: '0/1/2/3/4/5' },
      async until(probe) {
        let value: Awaited<ReturnType<typeof probe>>;
        await poll(async () => {
          value = await probe();
          return value !== undefined;
        });
        return value as NonNullable<typeof value>;
      },
      settle: () => new Promise((resolve) => setTimeout(resolve, 400)),
      dispose: async () => {},
    }),
    { describe, it },
  );

  it('gives a command its words and variables as they are', async () => {
    const { adapter, directory } = fresh();
    const command = ['sh', '-c', 'printf "%s\\0" "$@" "$ODD"', 'sh', ...odd];
    const job = await adapter.submission!.submit(spec(command), 'r/1', how(), abort);
    await poll(async () => (await adapter.status([job], abort)).get(job.id)?.state === 'succeeded');
    expect(readFileSync(join(directory, 'r.1/output.log'), 'utf8')).toBe(
      [...odd, odd.join('|')].map((word) => `${word}\0`).join(''),
    );
    expect(await adapter.exec?.(job, ['printf', '%s|', ...odd], abort)).toMatchObject([
      { output: `${odd.join('|')}|` },
    ]);
  });

  it('leaves a job unknown while the server is down, and finds it running when it is back', async () => {
    const { adapter } = fresh(server.prefix);
    const job = await adapter.submission!.submit(spec(['sleep', '600']), 'r/1', how(), abort);
    await poll(async () => (await adapter.status([job], abort)).get(job.id)?.state === 'running');
    await server.stop();
    await poll(async () => (await adapter.status([job], abort).catch((error: Error) => error)) instanceof Error);
    await expect(adapter.status([job], abort)).rejects.toMatchObject({ name: 'UnreachableError' });
    await expect(adapter.submission!.find('r/1', abort)).rejects.toMatchObject({ name: 'UnreachableError' });
    await server.start();
    expect((await adapter.status([job], abort)).get(job.id)?.state).toBe('running');
    await adapter.cancel?.(job, abort);
    await poll(async () => (await adapter.status([job], abort)).get(job.id)?.state === 'cancelled');
  });
});

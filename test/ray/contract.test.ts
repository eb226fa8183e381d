import { mkdtempSync } from 'node:fs';
import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { rayAdapter, rayConnection, rayLogs, raySettings } from '@sigwatch/adapter-ray';
import { type JobAdapter, type JobRef, type JobSpec, systemDeps } from '@sigwatch/core';
import { adapterContract, type JobKind, printedLines, type Trouble } from '@sigwatch/testkit';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { Head } from './head.js';
import { oldRayHome, rayHome } from './ray-home.js';

const scripts: Readonly<Record<JobKind, string>> = {
  succeeds: 'exit 0',
  fails: 'exit 3',
  sleeps: 'exec sleep 600',
  prints: printedLines.map((line) => `echo '${line}'`).join('; '),
};

/** What stands in for the dashboard where it is in trouble. */
const troubles: Readonly<Record<Exclude<Trouble, 'unreachable'>, RequestListener>> = {
  garbage: (_, answer) => answer.writeHead(200, { 'content-type': 'text/html' }).end('<html>Please log in</html>'),
  slow: () => {},
};

vi.setConfig({ maxConcurrency: 4 });

const homes = [rayHome(), oldRayHome()].filter((home) => home !== undefined);

describe.each(
  homes.map((home, at) => ({ home, what: at === 0 ? 'the ray adapter' : 'the ray adapter with an old Ray' })),
)('$what', ({ home, what }) => {
  let head: Head;
  const servers: Server[] = [];
  beforeAll(async () => {
    head = await Head.start({ home });
  });
  afterAll(async () => {
    for (const server of servers) server.close().closeAllConnections();
    await head[Symbol.asyncDispose]();
  });

  const version = async () =>
    (JSON.parse((await head.ask('/api/version')).text) as { ray_version: string }).ray_version;
  it('is asked of a Ray that tells its version', async () => {
    expect(await version()).toMatch(/^\d+\.\d+/);
  });

  /** Of a platform in trouble. */
  const addressOf = async (how: Trouble): Promise<string> => {
    if (how === 'unreachable') return 'http://127.0.0.1:9';
    const server = createServer(troubles[how]);
    servers.push(server);
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  };

  let harnesses = 0;
  adapterContract(
    what,
    async () => {
      // All are on one head, and a key is an id: each check has a run of its own.
      harnesses += 1;
      const mark = String(harnesses);
      const stateDirectory = mkdtempSync(join(head.directory, 'state-'));
      const adapter = (address: string) => {
        const settings = raySettings({ address, poll_interval_seconds: 1 });
        const { logs } = rayLogs({
          connection: rayConnection(settings, {}),
          ...{ deps: systemDeps, copies: join(stateDirectory, 'ray', 'logs'), worker_logs: false },
        });
        return withKeysOf(mark, rayAdapter({ stateDirectory, settings, env: {}, logs }));
      };
      const healthy = adapter(head.url);
      return {
        adapter: healthy,
        now: Date.now,
        spec: (kind): JobSpec => ({
          ...{ run_id: 'r', attempt: 1, cwd: '/', env: {} },
          command: ['sh', '-c', scripts[kind]],
        }),
        printed: printedLines,
        unknown: { id: 'ray:sigwatch-none-1', incarnation: 'session_of_nobody' },
        keysAreIds: true,
        until: (probe) => until(probe),
        settle: () => sleep(1_500),
        troubled: async (how) => adapter(await addressOf(how)),
        dispose: async () => {},
      };
    },
    // Each has a run of its own, and most of it is waiting.
    { describe, it: it.concurrent },
  );
});

/** The same adapter, with keys that no other check has. */
function withKeysOf(mark: string, adapter: JobAdapter): JobAdapter {
  const { submission } = adapter;
  if (submission === undefined) throw new Error('the adapter has no submission');
  const own = (key: string) => `${mark}-${key}`;
  return {
    ...adapter,
    submission: {
      submit: (spec, key, how, abort): Promise<JobRef> => submission.submit(spec, own(key), how, abort),
      find: (key, abort) => submission.find(own(key), abort),
    },
  };
}

async function until<T>(probe: () => Promise<T | undefined>): Promise<T> {
  const end = Date.now() + 120_000;
  for (;;) {
    const value = await probe();
    if (value !== undefined) return value;
    if (Date.now() > end) throw new Error('it did not come about within two minutes');
    await sleep(100);
  }
}

import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { attach, bytesSource, defineComponent, definePlugin, type JobAdapter } from './index.js';

const directory = mkdtempSync(join(tmpdir(), 'sigwatch-attach-'));
afterAll(() => rmSync(directory, { recursive: true }));

/** A platform whose one job runs, and which is asked with a token. */
const asked: unknown[] = [];
const create = ({ token }: { token?: string }, { now }: { now: () => number }): JobAdapter => ({
  name: 'fake',
  lag: 0,
  status: async (jobs) => {
    asked.push(token);
    return new Map(jobs.map((job) => [job.id, { job, state: 'running' } as const]));
  },
  lookUp: async (id) => ({ job: { id, incarnation: '1' }, name: 'known' }),
  logs: ({ id }) => ({
    async *sources() {
      yield bytesSource({ id: `${id}.log`, read: () => Buffer.alloc(0), ended: () => false }, { now });
    },
  }),
});
const platform = definePlugin({
  name: 'fake-platform',
  components: [
    defineComponent({
      kind: 'adapter',
      class_name: 'FakeAdapter',
      summary: 'A job that runs.',
      secrets: ['token'],
      config: { type: 'object', properties: { queue: { type: 'string' }, token: { type: 'string' } } } as const,
      create: create as never,
    }),
  ],
});

it('keeps no secret of the adapter of a job that it takes up, and asks by it', async () => {
  const adapter = { class_name: 'FakeAdapter', queue: 'long', token: 'very-secret-word' };
  const watched = attach('fake:7', { adapter, plugins: [platform], stateDir: directory });
  for await (const { event_type } of watched) if (event_type === 'attempt_started') break;
  await expect.poll(() => asked).toContain('very-secret-word');
  await watched.stop();
  const files = readdirSync(directory, { recursive: true, encoding: 'utf8' }).map((name) => join(directory, name));
  const texts = files.filter((file) => statSync(file).isFile()).map((file) => readFileSync(file, 'latin1'));
  expect(texts.join('')).toContain('FakeAdapter');
  expect(texts.filter((text) => text.includes('very-secret-word'))).toEqual([]);
  expect(asked).not.toContain(undefined);
});

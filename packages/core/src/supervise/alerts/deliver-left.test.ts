import { virtualClock } from '@sigwatch/testkit';
import { expect, it } from 'vitest';
import { NOTICE, type NoticePayload } from '../../alerts/entries.js';
import type { Json, LeaseOwner, Notice, Notifier, OutboxEntry } from '../../contract.js';
import { defineComponent, definePlugin } from '../../plugin/define.js';
import { createRegistry } from '../../plugin/registry.js';
import { memoryStore } from '../memory-store.js';
import { newSnapshot, summaryOf } from '../snapshot.js';
import { AlertQueues } from './alert-queues.js';
import { deliverLeft } from './deliver-left.js';

const owner: LeaseOwner = { host: 'here', pid: 1, started: 'now', boot: 'b' } as unknown as LeaseOwner;

const entryOf = (key: string, status: OutboxEntry['status']): OutboxEntry => {
  const notice: Notice = {
    ...{ run_id: 'r', name: 'r', attempt: 1, at: 0, transition: 'failed', state: 'failed', severity: 'critical' },
    ...{ title: key, text: '', dedup_key: key, reason: 'It failed.', links: [] },
  };
  const payload: NoticePayload = {
    notifier: 'Bell:1',
    class_name: 'Bell',
    config: { class_name: 'Bell' },
    notice,
    queued_at: 0,
  };
  return {
    key,
    attempt: 1,
    kind: NOTICE,
    payload: payload as unknown as Json,
    status,
    tries: 3,
    not_before: 0,
    ...(status === 'failed' ? { result: 'no such channel' } : {}),
  };
};

/** A run that has ended with these notices, and what delivers them. */
function ended(send: Notifier['send'], outbox: readonly OutboxEntry[]) {
  const clock = virtualClock();
  const store = memoryStore();
  const snapshot = { ...newSnapshot('r', 0), phase: 'ended' as const, ended_at: 0 };
  const lease = store.acquire('r', owner);
  const summary = summaryOf('r', snapshot, 0);
  store.commit({ snapshot: snapshot as unknown as Json, summary, outbox }, lease);
  store.release(lease);
  const bell = defineComponent({
    ...{ kind: 'notifier', class_name: 'Bell', summary: 'Rings.', config: { type: 'object' } },
    create: () => ({ send }),
  });
  const registry = createRegistry([definePlugin({ name: 'bells', components: [bell] })]);
  const given = { store, run_id: 'r', notifiers: [], registry, queues: new AlertQueues(), owner, deps: clock };
  const deliver = (more: { retry?: boolean; until?: number }) =>
    deliverLeft({ ...given, ...more, abort: new AbortController().signal });
  const results = () => store.load('r')?.outbox.map(({ result }) => result);
  const statuses = () => store.load('r')?.outbox.map(({ key, status }) => `${key} ${status}`);
  return { clock, deliver, statuses, results };
}

it('what was given up is sent again in its order, before what was queued behind it', async () => {
  const told: string[] = [];
  const run = ended(
    async ({ title }) => void told.push(title),
    [...[entryOf('a', 'done'), entryOf('b', 'failed'), entryOf('c', 'queued'), entryOf('d', 'failed')]],
  );
  const done = run.deliver({ retry: true });
  await run.clock.advance(60_000);
  expect(await done).toBe(0);
  expect(told).toEqual(['b', 'c', 'd']);
  expect(run.statuses()).toEqual(['a done', 'b done', 'c done', 'd done']);
});

it('what was given up stays so where nobody asks for it', async () => {
  const told: string[] = [];
  const run = ended(async ({ title }) => void told.push(title), [entryOf('b', 'failed'), entryOf('c', 'queued')]);
  const done = run.deliver({});
  await run.clock.advance(60_000);
  expect(await done).toBe(0);
  expect(told).toEqual(['c']);
  expect(run.statuses()).toEqual(['b failed', 'c done']);
});

it('a notifier that never answers is not waited for beyond what was said, and the notice stays queued', async () => {
  const run = ended(() => new Promise(() => {}), [entryOf('a', 'queued')]);
  const until = run.clock.now() + 7_000;
  let ended_at = Number.POSITIVE_INFINITY;
  const done = run.deliver({ until }).finally(() => {
    ended_at = run.clock.now();
  });
  await run.clock.advance(120_000);
  await done;
  expect(ended_at).toBe(until);
  expect(run.statuses()).toEqual(['a queued']);
});

it('why something was given up is not told of it any more once it is sent again', async () => {
  const run = ended(() => new Promise(() => {}), [entryOf('a', 'failed')]);
  const done = run.deliver({ retry: true, until: run.clock.now() + 1_000 });
  await run.clock.advance(2_000);
  expect(await done).toBe(1);
  expect(run.results()).toEqual([undefined]);
});

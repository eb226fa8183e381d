import { virtualClock } from '@sigwatch/testkit';
import { expect, it } from 'vitest';
import { UndeliverableError } from '../../alerts/errors.js';
import { defaultAlerts } from '../../alerts/settings.js';
import type { Notice, Notifier } from '../../contract.js';
import { type NoticeHolder, type NoticeResult, type QueuedNotice, QueueRunner } from './queue-runner.js';

const noticeOf = (run_id: string): Notice => ({
  ...{ run_id, name: run_id, attempt: 1, at: 0, transition: 'failed', state: 'failed', severity: 'critical' },
  ...{ title: `${run_id}: failed`, text: '', dedup_key: `${run_id}/1/failed`, reason: 'It failed.', links: [] },
});

const queued = (run_id: string, at: number): QueuedNotice => ({
  entry: { key: run_id, attempt: 1, kind: 'notifier', payload: null, status: 'queued', tries: 0, not_before: 0 },
  notice: noticeOf(run_id),
  queued_at: at,
  so_far: {},
  kept: () => undefined,
});

/** Two hundred runs that fail within a few seconds, and how their entries end. */
async function failing(notifier: Notifier) {
  const clock = virtualClock();
  const runner = new QueueRunner(notifier, defaultAlerts, clock);
  const ends = new Map<string, NoticeResult>();
  const holders = Array.from({ length: 200 }, (_, i) => {
    const holder: NoticeHolder = {
      save: (results) => {
        for (const one of results) ends.set(one.entry.key, one);
      },
    };
    runner.add(holder, []);
    return [`r${i}`, holder] as const;
  });
  for (const [run_id, holder] of holders) {
    runner.add(holder, [queued(run_id, clock.now())]);
    await clock.advance(20);
  }
  await clock.advance(120_000);
  return { runner, ends, clock, holders };
}

it('two hundred runs that fail together are told as one, behind the first', async () => {
  const told: Notice[] = [];
  const { ends } = await failing({ send: async (notice) => void told.push(notice) });
  expect(told.map(({ runs }) => runs?.length)).toEqual([undefined, 199]);
  expect(told[1]?.runs?.map(({ run_id }) => run_id)).toEqual(Array.from({ length: 199 }, (_, i) => `r${i + 1}`));
  expect([...ends.values()].filter(({ entry }) => entry.status === 'done')).toHaveLength(200);
});

it('a digest that is refused is told one by one, no faster than the rate allows', async () => {
  const told: Notice[] = [];
  const { ends, clock } = await failing({
    send: async (notice) => {
      if (notice.runs !== undefined) throw new UndeliverableError('too long');
      told.push(notice);
    },
  });
  expect(told.length).toBeLessThanOrEqual(defaultAlerts.rate.count);
  await clock.advance(3 * 3_600_000);
  expect(told.map(({ run_id }) => run_id)).toEqual(Array.from({ length: 200 }, (_, i) => `r${i}`));
  expect([...ends.values()].every(({ entry }) => entry.status === 'done')).toBe(true);
});

it('a run that leaves takes its notices with it, and what was under way is ended where it is of nobody else', async () => {
  const clock = virtualClock();
  const aborted: boolean[] = [];
  const runner = new QueueRunner(
    { send: (_, abort) => new Promise(() => abort.addEventListener('abort', () => aborted.push(true))) },
    defaultAlerts,
    clock,
  );
  const saved: NoticeResult[] = [];
  const holder: NoticeHolder = { save: (results) => void saved.push(...results) };
  runner.add(holder, [queued('a', clock.now()), queued('b', clock.now())]);
  await clock.settle();
  runner.leave(holder);
  await clock.settle();
  expect(aborted).toEqual([true]);
  await clock.advance(3_600_000);
  expect(saved).toEqual([]);
});

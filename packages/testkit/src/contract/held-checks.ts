import assert from 'node:assert/strict';
import type { JobRef, Submission } from '@sigwatch/core';
import { type AdapterCheck, type AdapterHarness, isEnded, never, submitNow, untilState } from './harness.js';

type HeldCheck = (
  harness: AdapterHarness,
  release: (job: JobRef) => ReturnType<NonNullable<Submission['release']>>,
) => Promise<void>;

const checks: readonly (readonly [string, HeldCheck])[] = [
  [
    'a held job exists, does not run before its release, and runs after it',
    async (harness, release) => {
      const job = await submitNow(harness, 'succeeds', 'contract/held', true);
      const waiting = await untilState(harness, job, () => true);
      await harness.settle();
      const later = await untilState(harness, job, () => true);
      for (const status of [waiting, later]) {
        assert.deepEqual([status.state, status.started_at], ['pending', undefined]);
      }
      await release(job);
      assert.equal((await untilState(harness, job, isEnded)).state, 'succeeded');
    },
  ],
  [
    'a held job is found by its key',
    async (harness, release) => {
      const job = await submitNow(harness, 'succeeds', 'contract/held-found', true);
      const jobs = await harness.until(async () => {
        const answer = await harness.adapter.submission?.find('contract/held-found', never());
        return answer?.jobs.length === 1 ? answer.jobs : undefined;
      });
      assert.deepEqual(jobs, [job]);
      await release(job);
      await untilState(harness, job, isEnded);
    },
  ],
  [
    'releasing twice, or a job that was never held, is no error',
    async (harness, release) => {
      const held = await submitNow(harness, 'succeeds', 'contract/held-twice', true);
      await release(held);
      await release(held);
      assert.equal((await untilState(harness, held, isEnded)).state, 'succeeded');
      const plain = await submitNow(harness, 'sleeps', 'contract/not-held');
      await untilState(harness, plain, ({ state }) => state === 'running');
      await release(plain);
      assert.equal((await untilState(harness, plain, () => true)).state, 'running');
      await harness.adapter.cancel?.(plain, never());
    },
  ],
  [
    'a held job that is cancelled never ran, and no release brings it back',
    async (harness, release) => {
      const { cancel } = harness.adapter;
      if (cancel === undefined) return;
      const job = await submitNow(harness, 'succeeds', 'contract/held-cancel', true);
      await cancel(job, never());
      await untilState(harness, job, isEnded);
      // Whether that is an error is the platform's affair.
      await release(job).catch(() => {});
      await harness.settle();
      const status = await untilState(harness, job, isEnded);
      assert.deepEqual([status.state, status.started_at], ['cancelled', undefined]);
    },
  ],
];

/** Holding and releasing; for adapters without `release` they pass by themselves. */
export const heldChecks: readonly AdapterCheck[] = checks.map(([name, run]) => [
  name,
  async (harness) => {
    const { submission } = harness.adapter;
    const release = submission?.release?.bind(submission);
    if (release !== undefined) await run(harness, (job) => release(job, never()));
  },
]);

import assert from 'node:assert/strict';
import type { JobAdapter, JobRef } from '@sigwatch/core';
import {
  type AdapterCheck,
  type AdapterHarness,
  isEnded,
  never,
  submissionOf,
  submitNow,
  type Trouble,
  untilState,
} from './harness.js';

/** ms. Far below what anybody waits for, far above what an answer takes. */
const PATIENCE = 1_500;
const TICK = 50;

type TroubleCheck = (harness: AdapterHarness, troubled: JobAdapter, job: JobRef) => Promise<void>;

const checks: readonly (readonly [name: string, how: Trouble, run: TroubleCheck])[] = [
  [
    'a platform that can not be reached leaves a job unknown, and is no answer to anything',
    'unreachable',
    async (harness, troubled, job) => {
      await tellsNothing(troubled, job, never());
      await assert.rejects(async () => submissionOfAdapter(troubled).find('contract/trouble', never()));
      if (troubled.cancel !== undefined) await assert.rejects(troubled.cancel(job, never()));
      await submitsNothing(harness, troubled);
    },
  ],
  [
    'an answer that is garbage leaves a job unknown, and is no answer to anything',
    'garbage',
    async (harness, troubled, job) => {
      await tellsNothing(troubled, job, never());
      await assert.rejects(async () => submissionOfAdapter(troubled).find('contract/trouble', never()));
      await submitsNothing(harness, troubled);
    },
  ],
  [
    'an answer that does not come is waited for no longer than one wants',
    'slow',
    async (_, troubled, job) => {
      // Counted and not measured: where the machine stands still, nobody waits for an answer.
      let waited = 0;
      const counting = setInterval(() => {
        waited += TICK;
      }, TICK);
      try {
        await tellsNothing(troubled, job, AbortSignal.timeout(PATIENCE));
        await assert.rejects(async () =>
          submissionOfAdapter(troubled).find('contract/trouble', AbortSignal.timeout(PATIENCE)),
        );
      } finally {
        clearInterval(counting);
      }
      assert.ok(waited < 4 * PATIENCE, 'it was waited for all the same');
    },
  ],
];

/** Each with a job that lives meanwhile, and of which nothing may have changed afterwards. */
export const troubleChecks: readonly AdapterCheck[] = checks.map(([name, how, run]) => [
  name,
  async (harness) => {
    const troubled = await harness.troubled?.(how);
    if (troubled === undefined) return;
    const job = await submitNow(harness, 'sleeps', 'contract/trouble');
    await untilState(harness, job, ({ state }) => state === 'running');
    await run(harness, troubled, job);
    assert.equal((await untilState(harness, job, () => true)).state, 'running');
    await harness.adapter.cancel?.(job, never());
    await untilState(harness, job, isEnded);
  },
]);

/** It rejects, or the job is missing in the answer: nothing is said of it. */
async function tellsNothing(troubled: JobAdapter, job: JobRef, abort: AbortSignal): Promise<void> {
  const answer = await troubled.status([job], abort).catch(() => undefined);
  assert.equal(answer?.size ?? 0, 0, 'it tells of a job that it can not know of');
}

async function submitsNothing(harness: AdapterHarness, troubled: JobAdapter): Promise<void> {
  const how = { notAfter: harness.now() + PATIENCE, held: false };
  const submission = submissionOfAdapter(troubled);
  await assert.rejects(submission.submit(harness.spec('sleeps'), 'contract/troubled', how, never()));
  const { jobs } = await harness.until(async () => {
    const found = await submissionOf(harness).find('contract/troubled', never());
    return found.complete ? found : undefined;
  });
  assert.deepEqual(jobs, []);
}

function submissionOfAdapter({ submission }: JobAdapter): NonNullable<JobAdapter['submission']> {
  if (submission === undefined) throw new Error('the adapter in trouble has no submission');
  return submission;
}

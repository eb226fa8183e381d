import assert from 'node:assert/strict';
import type { JobRef } from '@sigwatch/core';
import {
  type AdapterCheck,
  type AdapterHarness,
  isEnded,
  never,
  submissionOf,
  submitNow,
  untilState,
} from './harness.js';

/** Submitting and finding; for adapters without `submission` they pass by themselves. */
export const submissionChecks: readonly AdapterCheck[] = (
  [
    [
      'a submitted job has an id of its adapter and is found by its key',
      async (harness) => {
        const job = await submitNow(harness, 'sleeps', 'contract/found');
        assert.ok(job.id.startsWith(`${harness.adapter.name}:`), job.id);
        assert.deepEqual(await untilFound(harness, 'contract/found', 1), [job]);
        await end(harness, job);
      },
    ],
    [
      'the job in a status is the one that submit answered',
      async (harness) => {
        const job = await submitNow(harness, 'sleeps', 'contract/same');
        assert.deepEqual((await untilState(harness, job, () => true)).job, job);
        await end(harness, job);
      },
    ],
    [
      'a key without jobs finds none',
      async (harness) => {
        const answer = await harness.until(async () => {
          const found = await submissionOf(harness).find('contract/none', never());
          return found.complete ? found : undefined;
        });
        assert.deepEqual(answer.jobs, []);
        assert.ok(answer.asOf <= harness.now(), 'an answer can not be of a later time than now');
      },
    ],
    [
      'a key finds only its own jobs',
      async (harness) => {
        const one = await submitNow(harness, 'sleeps', 'contract/key-1');
        const other = await submitNow(harness, 'sleeps', 'contract/key-10');
        assert.deepEqual(await untilFound(harness, 'contract/key-1', 1), [one]);
        assert.deepEqual(await untilFound(harness, 'contract/key-10', 1), [other]);
        await end(harness, one);
        await end(harness, other);
      },
    ],
    [
      'the same key twice: the same job, a refusal, or two jobs that are both found',
      async (harness) => {
        const first = await submitNow(harness, 'sleeps', 'contract/twice');
        const second = await submitNow(harness, 'sleeps', 'contract/twice').catch((error: Error) => {
          assert.equal(error.name, 'RefusedError', error.message);
          return first;
        });
        const expected = second.id === first.id ? [first] : [first, second];
        assert.deepEqual(await untilFound(harness, 'contract/twice', expected.length), expected, 'oldest first');
        for (const job of expected) await end(harness, job);
      },
    ],
    [
      'where keys are ids, a key has one job: twice at once, again, and when it has ended',
      async (harness) => {
        if (harness.keysAreIds === undefined) return;
        const submit = () => submitNow(harness, 'succeeds', 'contract/one');
        const [first, second] = await Promise.all([submit(), submit()]);
        assert.deepEqual(second, first);
        assert.deepEqual(await submit(), first);
        const ended = await untilState(harness, first as JobRef, isEnded);
        assert.deepEqual(await submit(), first);
        await harness.settle();
        const later = await untilState(harness, first as JobRef, () => true);
        assert.deepEqual([later.state, later.ended_at], [ended.state, ended.ended_at], 'it was begun anew');
        assert.deepEqual(await untilFound(harness, 'contract/one', 1), [first]);
      },
    ],
    [
      'success and failure are told with their exit codes, and ended jobs are still found',
      async (harness) => {
        const good = await submitNow(harness, 'succeeds', 'contract/good');
        const bad = await submitNow(harness, 'fails', 'contract/bad');
        const success = await untilState(harness, good, isEnded);
        const failure = await untilState(harness, bad, isEnded);
        assert.deepEqual([success.state, success.exit_code], ['succeeded', 0]);
        assert.deepEqual([failure.state, failure.exit_code], ['failed', 3]);
        const { started_at, ended_at } = failure;
        if (started_at !== undefined && ended_at !== undefined) assert.ok(started_at <= ended_at);
        assert.deepEqual(await untilFound(harness, 'contract/bad', 1), [bad]);
      },
    ],
    [
      'one question about several jobs answers each that is known',
      async (harness) => {
        const job = await submitNow(harness, 'sleeps', 'contract/several');
        await untilState(harness, job, () => true);
        const statuses = await harness.adapter.status([harness.unknown, job], never());
        assert.deepEqual([...statuses.keys()], [job.id]);
        await end(harness, job);
      },
    ],
    [
      'a submission whose time has passed never runs',
      async (harness) => {
        const how = { notAfter: harness.now() - 1_000, held: false };
        const submit = submissionOf(harness).submit(harness.spec('sleeps'), 'contract/late', how, never());
        await assert.rejects(submit);
        await nothingRan(harness, 'contract/late');
      },
    ],
    [
      'an aborted submission rejects and never runs',
      async (harness) => {
        const how = { notAfter: harness.now() + 60_000, held: false };
        const abort = AbortSignal.abort(new Error('enough'));
        await assert.rejects(submissionOf(harness).submit(harness.spec('sleeps'), 'contract/aborted', how, abort));
        await nothingRan(harness, 'contract/aborted');
      },
    ],
  ] satisfies readonly AdapterCheck[]
).map(([name, run]) => [name, async (harness) => harness.adapter.submission && (await run(harness))] as AdapterCheck);

function untilFound(harness: AdapterHarness, key: string, count: number): Promise<readonly JobRef[]> {
  return harness.until(async () => {
    const { jobs, complete } = await submissionOf(harness).find(key, never());
    return complete && jobs.length >= count ? jobs : undefined;
  });
}

async function nothingRan(harness: AdapterHarness, key: string): Promise<void> {
  await harness.settle();
  const { jobs } = await submissionOf(harness).find(key, never());
  const statuses = await harness.adapter.status(jobs, never());
  for (const status of statuses.values()) {
    assert.ok(isEnded(status) && status.started_at === undefined, `${status.job.id} is ${status.state}`);
  }
  assert.equal(statuses.size, jobs.length, 'a job is found, but whether it ran is not known');
}

/** So that no process outlives its check. */
async function end(harness: AdapterHarness, job: JobRef): Promise<void> {
  if (harness.adapter.cancel === undefined) return;
  await harness.adapter.cancel(job, never());
  await untilState(harness, job, isEnded);
}

import assert from 'node:assert/strict';
import { type AdapterCheck, type AdapterHarness, isEnded, never, readAll, submitNow, untilState } from './harness.js';
import { heldChecks } from './held-checks.js';
import { type Runner, runChecks } from './run-checks.js';
import { submissionChecks } from './submission-checks.js';
import { troubleChecks } from './trouble-checks.js';

/**
 * What every JobAdapter must do. `makeHarness` is called for each check. Checks of powers that the adapter does not
 * have pass by themselves.
 *
 *     import { describe, it } from 'vitest';
 *     adapterContract('local', makeHarness, { describe, it });
 */
export function adapterContract(name: string, makeHarness: () => Promise<AdapterHarness>, runner: Runner): void {
  const checks = [...alwaysChecks, ...submissionChecks, ...heldChecks, ...troubleChecks];
  runChecks(`${name} keeps the adapter contract`, checks, makeHarness, runner);
}

const alwaysChecks: readonly AdapterCheck[] = [
  [
    'an unknown job is missing in the answer, which is no error',
    async ({ adapter, unknown }) => {
      assert.equal((await adapter.status([unknown], never())).size, 0);
      assert.equal((await adapter.status([], never())).size, 0);
    },
  ],
  [
    'an aborted signal rejects promptly',
    async ({ adapter, unknown }) => {
      const abort = AbortSignal.abort(new Error('enough'));
      await assert.rejects(adapter.status([unknown], abort));
      if (adapter.submission !== undefined) await assert.rejects(adapter.submission.find('a key', abort));
    },
  ],
  [
    'has a name and a lag that is a time',
    async ({ adapter }) => {
      assert.match(adapter.name, /^[a-z][a-z0-9-]*$/);
      assert.ok(adapter.lag >= 0 && Number.isFinite(adapter.lag), `lag is ${adapter.lag}`);
    },
  ],
  [
    'cancel is idempotent, and the job ends as cancelled',
    async (harness) => {
      const { adapter } = harness;
      if (adapter.submission === undefined || adapter.cancel === undefined) return;
      const how = { notAfter: harness.now() + 60_000, held: false };
      const job = await adapter.submission.submit(harness.spec('sleeps'), 'contract/cancel', how, never());
      await untilState(harness, job, ({ state }) => state === 'running');
      await adapter.cancel(job, never());
      await adapter.cancel(job, never());
      assert.equal((await untilState(harness, job, isEnded)).state, 'cancelled');
      await adapter.cancel(job, never());
      assert.equal((await untilState(harness, job, isEnded)).state, 'cancelled');
    },
  ],
  [
    'cancelling a job that has ended changes nothing of how it ended',
    async (harness) => {
      const { adapter } = harness;
      if (adapter.submission === undefined || adapter.cancel === undefined) return;
      for (const kind of ['succeeds', 'fails'] as const) {
        const job = await submitNow(harness, kind, `contract/late-${kind}`);
        const ended = await untilState(harness, job, isEnded);
        await adapter.cancel(job, never());
        await harness.settle();
        const later = await untilState(harness, job, isEnded);
        assert.deepEqual([later.state, later.exit_code], [ended.state, ended.exit_code]);
      }
    },
  ],
  [
    'the log of an ended job can be read to its end',
    async (harness) => {
      const { adapter } = harness;
      if (adapter.submission === undefined) return;
      const how = { notAfter: harness.now() + 60_000, held: false };
      const job = await adapter.submission.submit(harness.spec('prints'), 'contract/prints', how, never());
      await untilState(harness, job, isEnded);
      const lines = (await readAll(adapter.logs(job))).split(/\r?\n/);
      for (const line of harness.printed) assert.ok(lines.includes(line), `${line} is missing in ${lines.join(' | ')}`);
    },
  ],
];

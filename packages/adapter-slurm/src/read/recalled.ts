import { UnansweredError } from '@sigwatch/core';
import { intendedJob } from '../write/intended-job.js';
import { ask } from './ask.js';
import { isAtLeast } from './cluster-facts.js';
import { type Incarnation, type JobId, plainId, seconds } from './identity.js';
import type { Poller } from './poller.js';
import type { Remembered } from './remembered.js';
import type { AccountedJob } from './sacct.js';
import { slurmTime } from './times.js';

/** What accounting has kept of a job that was never seen alive: enough to find its logs, as far as it tells. */
export async function recalled(poller: Poller, id: JobId, { submitted }: Incarnation): Promise<Remembered | undefined> {
  const since = submitted * 1000 - 3_600_000;
  const rows = await poller.accounted(plainId(id), since);
  const row = rows.find((one) => seconds(one.submitted) >= submitted && (one.component ?? 0) === 0);
  if (row?.directory === undefined) return undefined;
  const { raw, name, user, directory } = row;
  const outputs = (await storedOutputs(poller, id, since)) ?? writtenOutputs(row, directory);
  return { submitted, raw, name, user, directory, ...outputs };
}

type Outputs = Pick<Remembered, 'stdout' | 'stderr'>;

/** Newer versions keep the paths as they were given. */
async function storedOutputs(poller: Poller, id: JobId, since: number): Promise<Outputs | undefined> {
  const facts = await poller.facts();
  if (facts.accounting !== 'database' || !isAtLeast(facts, 24, 5)) return undefined;
  const args = ['-X', '-n', '-P', '-S', slurmTime(since), '--delimiter=\x1f', '-o', 'StdOut,StdErr', '-j', plainId(id)];
  try {
    const [line = ''] = (await ask(poller, 'sacct', args)).split('\n', 1);
    const [stdout = '', stderr = ''] = line.split('\x1f');
    if (stdout === '') return undefined;
    return { stdout, ...(stderr === '' ? {} : { stderr }) };
  } catch (error) {
    // It is an answer too: this one does not keep them.
    if (error instanceof UnansweredError && /invalid field/i.test(error.message)) return undefined;
    throw error;
  }
}

/**
 * From the line that it was submitted with, where words stand side by side without quotes, and from its script as it is
 * now. Where neither says anything, where sbatch puts output by itself.
 */
function writtenOutputs({ submitLine = '', task }: AccountedJob, cwd: string): Outputs {
  const [, ...words] = submitLine.split(' ');
  const job = intendedJob(words, { cwd, env: {} });
  const usual = task === undefined ? 'slurm-%j.out' : 'slurm-%A_%a.out';
  const stderr = job.option('error')?.value;
  return { stdout: job.option('output')?.value ?? usual, ...(stderr === undefined ? {} : { stderr }) };
}

import type { JobRef } from '@sigwatch/core';
import { type CancelRecord, createRecord, type ExitRecord, readRecord } from './job-files.js';
import { hasSurvivors, readAttempt } from './job-status.js';
import type { LocalDeps } from './local-adapter.js';
import { orderShim } from './shim-order.js';

/**
 * Asks for the end of everything that belongs to the job. A living shim sees the mark and does the rest, also when
 * sigwatch dies now; for a job without one a new shim is started that only reaps.
 */
export async function cancel({ directory, graceMs, shim }: LocalDeps, job: JobRef, abort: AbortSignal): Promise<void> {
  const attempt = readAttempt(directory, job);
  if (!attempt) throw new Error(`cannot cancel ${job.id}: there is no such job in ${directory}.`);
  const { files, claim, record, mainAlive, shimAlive } = attempt;
  const ended = attempt.exit !== undefined || attempt.rebooted;
  if (ended && !hasSurvivors(attempt)) return;
  const alive = !ended && (mainAlive || shimAlive || (!record && hasSurvivors(attempt)));
  const mark: CancelRecord = { at: Date.now(), alive };
  createRecord(files.cancel, mark);
  // Read again after the mark: the shim writes its last word first and looks for the mark then, so one of us sees it.
  const over = readRecord<ExitRecord>(files.exit) !== undefined;
  if (shimAlive && !over) return;
  if (!hasSurvivors(attempt)) return;
  const order = { kind: 'reap', directory: files.directory, job: { nonce: claim.nonce, main: record }, alive } as const;
  const answer = await orderShim(shim, { ...order, graceMs }, abort);
  if (!answer) throw new Error(`cannot cancel ${job.id}: the process that should end it did not start.`);
}

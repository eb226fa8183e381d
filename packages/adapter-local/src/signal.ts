import { constants } from 'node:os';
import type { JobRef } from '@sigwatch/core';
import { currentPlace, isAlive, samePlace } from '@sigwatch/core/host';
import { readAttempt } from './job-status.js';

/**
 * Sends a signal to the command itself: what it has started gets none, as where a program handles it that waits for its
 * workers. A process is known by its pid and its start, so that one which has got the pid of a job that is gone is never
 * signalled.
 *
 * @param name as `USR1` or `SIGUSR1`.
 * @throws Error where there is no such signal or no such job, and where the command does not run here.
 */
export function signal(directory: string, job: JobRef, name: string): void {
  const full = `SIG${name.replace(/^SIG/, '')}`;
  if (!(full in constants.signals)) throw new Error(`cannot send ${name} to ${job.id}: there is no such signal.`);
  const attempt = readAttempt(directory, job);
  if (attempt === undefined) throw new Error(`cannot send ${name} to ${job.id}: there is no such job in ${directory}.`);
  const { record, mainAlive, claim } = attempt;
  if (!mainAlive || record === undefined) throw new Error(`cannot send ${name} to ${job.id}: it does not run.`);
  if (!samePlace(claim.place, currentPlace()))
    throw new Error(`cannot send ${name} to ${job.id}: it runs on ${claim.place.host}.`);
  try {
    // Looked at once more, as late as can be: between this and the next line nobody gives a pid away.
    if (isAlive(record)) process.kill(record.pid, full as NodeJS.Signals);
    else throw new Error('it does not run');
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    const why = code === 'ESRCH' ? 'it does not run' : code === 'EPERM' ? 'it is the process of another user' : message;
    throw new Error(`cannot send ${name} to ${job.id}: ${why}.`, { cause: error });
  }
}

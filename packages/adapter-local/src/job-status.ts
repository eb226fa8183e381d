import type { JobRef, JobState, JobStatus } from '@sigwatch/core';
import { currentPlace, isAlive, type Place, samePlace } from '@sigwatch/core/host';
import {
  type AttemptFiles,
  attemptFiles,
  type CancelRecord,
  type Claim,
  type ExitRecord,
  type JobRecord,
  parseJobId,
  readRecord,
  TornRecordError,
} from './job-files.js';
import { survivors } from './terminate.js';

/** What is on the disk about one attempt, and what of it lives. */
export interface Attempt {
  readonly files: AttemptFiles;
  readonly claim: Claim;
  readonly record: JobRecord | undefined;
  readonly exit: ExitRecord | undefined;
  readonly cancel: CancelRecord | undefined;
  readonly shimAlive: boolean;
  readonly mainAlive: boolean;
  /** The machine was started anew, so that none of its processes can be alive. */
  readonly rebooted: boolean;
}

/**
 * Undefined when there is no such job (or another one in its place): nothing is known of it.
 * Throws when the directory can't be read, or when its processes cannot be seen from here.
 */
export function readAttempt(runs: string, job: JobRef): Attempt | undefined {
  const name = parseJobId(job.id);
  if (!name) return undefined;
  const files = attemptFiles(runs, name.run_id, name.attempt);
  const claim = readRecord<Claim>(files.claim);
  if (!claim || claim.nonce !== job.incarnation) return undefined;
  const exit = readRecord<ExitRecord>(files.exit);
  const cancel = readCancel(files);
  const rebooted = !exit && isRebooted(claim, currentPlace());
  const record = readRecord<JobRecord>(files.job);
  const mainAlive = !exit && !rebooted && record !== undefined && isAlive(record);
  const shimAlive = !exit && !rebooted && isAlive(claim.shim);
  // It may have ended between the two looks: its last word is written before the shim goes.
  if (!exit && !shimAlive && readRecord(files.exit)) return readAttempt(runs, job);
  return { files, claim, record, exit, cancel, shimAlive, mainAlive, rebooted };
}

export function statusOf(attempt: Attempt, job: JobRef): JobStatus {
  const { claim, record, exit } = attempt;
  return {
    job,
    ...stateOf(attempt),
    ...(exit?.exit_code === undefined ? {} : { exit_code: exit.exit_code }),
    ...(exit?.signal === undefined ? {} : { signal: exit.signal }),
    ...(record ? { started_at: record.started_at } : {}),
    ...(exit ? { ended_at: exit.ended_at } : {}),
    nodes: [claim.place.host],
  };
}

/** Whether anything of the job still lives, beside its shim. */
export function hasSurvivors({ claim, record, rebooted }: Attempt): boolean {
  if (rebooted || !samePlace(claim.place, currentPlace())) return false;
  return survivors({ nonce: claim.nonce, main: record }).length > 0;
}

type State = { state: JobState; reason?: string; detail?: string };

function stateOf(attempt: Attempt): State {
  const { claim, record, exit, cancel, shimAlive, mainAlive, rebooted } = attempt;
  if (exit) return cancel && hasSurvivors(attempt) ? { state: 'completing' } : finalState(exit);
  if (rebooted) return { state: 'failed', reason: 'NODE_FAIL', detail: 'The machine was rebooted.' };
  if (mainAlive) return cancel ? { state: 'completing' } : running(shimAlive);
  // The command has ended (or was not started) and the shim is about to say so.
  if (shimAlive) {
    if (cancel || record) return { state: 'completing' };
    return claim.held ? { state: 'pending', detail: 'Held until it is released.' } : { state: 'pending' };
  }
  return withoutShim(attempt);
}

function finalState({ cancelled, exit_code, reason, detail }: ExitRecord): State {
  const state = cancelled ? 'cancelled' : exit_code === 0 ? 'succeeded' : 'failed';
  return { state, ...(reason ? { reason } : {}), ...(detail ? { detail } : {}) };
}

/** The shim was killed and has left no last word; the command, where there is a record of it, is dead. */
function withoutShim(attempt: Attempt): State {
  const { record, cancel } = attempt;
  if (cancel && hasSurvivors(attempt)) return { state: 'completing' };
  if (cancel?.alive) return { state: 'cancelled', detail: 'Its shim was killed, so the exit code is not known.' };
  if (!record && hasSurvivors(attempt)) return running(false);
  const detail = record
    ? 'The command has ended, but the process that waited for it was killed before, so nobody knows its exit code.'
    : 'The process that was to start the command was killed; nothing of the command is running.';
  return { state: 'failed', reason: 'EXIT_UNKNOWN', detail };
}

function running(shimAlive: boolean): State {
  return shimAlive
    ? { state: 'running' }
    : { state: 'running', detail: 'Its shim was killed, so its exit code will not be known.' };
}

function readCancel(files: AttemptFiles): CancelRecord | undefined {
  try {
    return readRecord<CancelRecord>(files.cancel);
  } catch (error) {
    // It is being written at this moment: that it was asked for is all that counts.
    if (error instanceof TornRecordError) return { at: Date.now(), alive: true };
    throw error;
  }
}

function isRebooted({ place }: Claim, here: Place): boolean {
  if (samePlace(place, here)) return false;
  if (place.host === here.host && place.boot !== here.boot) return true;
  const where = place.host === here.host ? 'in another container of this machine' : `on ${place.host}`;
  throw new Error(`the job runs ${where}, where its processes cannot be seen from here: ask there.`);
}

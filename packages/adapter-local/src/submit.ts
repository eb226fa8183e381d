import { randomUUID } from 'node:crypto';
import { mkdirSync } from 'node:fs';
import { resolve } from 'node:path';
import { type JobRef, type JobSpec, RefusedError } from '@sigwatch/core';
import { CLAIM_VARIABLE } from './claim-variable.js';
import { type AttemptFiles, attemptFiles, type Claim, jobRef, parseJobId, readRecord } from './job-files.js';
import type { LocalDeps } from './local-adapter.js';
import { orderShim, type ShimAnswer } from './shim-order.js';

/**
 * Starts the attempt, or finds it started: the attempt's directory can be claimed once, so that any number of
 * submissions with one key start the command once, and all of them get the same job.
 */
export async function submit(
  { directory, now, graceMs, shim }: LocalDeps,
  spec: JobSpec,
  key: string,
  how: { readonly notAfter: number; readonly held: boolean },
  abort: AbortSignal,
): Promise<JobRef> {
  abort.throwIfAborted();
  refuseInvalid(spec);
  if (now() > how.notAfter) throw tooLate();
  const { run_id, attempt, command } = spec;
  const files = attemptFiles(directory, run_id, attempt);
  createDirectory(files);
  const earlier = claimedBy(files, key);
  if (earlier) return earlier;

  const nonce = randomUUID();
  const answer = await orderShim(
    shim,
    {
      kind: 'run',
      directory: files.directory,
      ...{ run_id, attempt, key, nonce, command, graceMs },
      cwd: resolve(spec.cwd),
      env: environment(spec, nonce),
      held: how.held,
      // The shim has only the real clock.
      notAfter: Date.now() + (how.notAfter - now()),
    },
    abort,
  ).catch((error: Error & { notStarted?: boolean }) => {
    if (!error.notStarted) throw error;
    throw new RefusedError(`no process could be started for run "${run_id}": ${error.message}`, { cause: error });
  });
  return jobAfter(answer, files, key);
}

/** The shim's answer, checked against the claim: whoever holds that runs the job. */
function jobAfter(answer: ShimAnswer | undefined, files: AttemptFiles, key: string): JobRef {
  const job = claimedBy(files, key);
  if (job) return job;
  if (answer?.kind === 'late') throw tooLate();
  const why = answer?.kind === 'error' ? answer.detail : 'the shim ended before it had claimed the attempt';
  throw new RefusedError(`nothing was started in ${files.directory}: ${why}`);
}

function claimedBy(files: AttemptFiles, key: string): JobRef | undefined {
  const claim = readRecord<Claim>(files.claim);
  if (!claim) return undefined;
  if (claim.key === key) return jobRef(claim);
  throw new RefusedError(`${files.directory} belongs to another submission (key ${claim.key}, not ${key}).`);
}

function refuseInvalid({ run_id, attempt, command }: JobSpec): void {
  if (!command[0]) throw new RefusedError(`run "${run_id}" has no command: give at least the name of a program.`);
  if (!parseJobId(`local:${run_id}.${attempt}`)) {
    throw new RefusedError(
      `run "${run_id}", attempt ${attempt} cannot name a local job: use A-Z a-z 0-9 . _ - and 1, 2, …`,
    );
  }
  if (command.some((word) => word.includes('\0'))) {
    throw new RefusedError(`the command of run "${run_id}" holds a NUL character, which no program can be given.`);
  }
}

function createDirectory(files: AttemptFiles): void {
  try {
    mkdirSync(files.directory, { recursive: true, mode: 0o700 });
  } catch (error) {
    throw new RefusedError(`cannot create ${files.directory}: ${(error as Error).message}`, { cause: error });
  }
}

function environment(spec: JobSpec, nonce: string): NodeJS.ProcessEnv {
  // A job inside a job belongs to both, so that the end of the outer one ends the inner one as well.
  const outer = process.env[CLAIM_VARIABLE];
  return {
    ...process.env,
    ...spec.env,
    SIGWATCH_RUN_ID: spec.run_id,
    SIGWATCH_ATTEMPT: String(spec.attempt),
    [CLAIM_VARIABLE]: outer ? `${nonce} ${outer}` : nonce,
  };
}

function tooLate(): RefusedError {
  return new RefusedError('nothing was started: the deadline of the submission had passed.');
}

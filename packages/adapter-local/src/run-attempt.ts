import { existsSync, statSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { currentPlace, identify } from '@sigwatch/core/host';
import { type AttemptFiles, type Claim, createRecord, type ExitRecord, filesIn } from './job-files.js';
import { OomWatch } from './oom-evidence.js';
import { persist } from './persist.js';
import type { ShimAnswer, ShimOrder } from './shim-order.js';
import { type StartedCommand, startCommand } from './start-command.js';
import { terminate } from './terminate.js';

type RunOrder = ShimOrder & { kind: 'run' };

/** How often (ms) the shim looks for the files `release` and `cancel`. */
const LOOK_EVERY = 100;

/** The life of one attempt: claim it, wait for the release, run the command, write down how it ended. */
export async function runAttempt(order: RunOrder, answer: (value: ShimAnswer) => void): Promise<void> {
  const files = filesIn(order.directory);
  const claimed = claim(files, order);
  answer(claimed);
  if (claimed.kind !== 'claimed') return;

  const reasonNotToStart = await waitForRelease(files, order);
  if (reasonNotToStart) return persist(files.exit, { ended_at: Date.now(), ...reasonNotToStart });

  const oom = new OomWatch(Date.now());
  const started = await startCommand(order, files);
  if (started.failure) return persist(files.exit, { ended_at: Date.now(), ...started.failure });
  const { job } = started;
  await persist(files.job, job);
  const whole = { nonce: order.nonce, main: job };

  const end = await untilEndOrCancel(started, files, oom);
  if (end === 'cancel') {
    await terminate(whole, order.graceMs);
    const late = await started.ended;
    return persist(files.exit, { ended_at: Date.now(), ...late, cancelled: true });
  }
  const evidence = oom.evidence(end);
  const reason = evidence ? { reason: 'OUT_OF_MEMORY', detail: evidence } : {};
  await persist(files.exit, { ended_at: Date.now(), ...end, ...reason });
  // In this order, so that a cancel at this very moment sees the exit or is seen here.
  if (existsSync(files.cancel)) await terminate(whole, order.graceMs);
}

function claim(files: AttemptFiles, order: RunOrder): ShimAnswer {
  if (Date.now() > order.notAfter) return { kind: 'late' };
  const { key, nonce, run_id, attempt, held } = order;
  const place = currentPlace();
  const value: Claim = {
    ...{ key, nonce, run_id, attempt, held, place },
    claimed_at: Date.now(),
    shim: identify(process.pid),
  };
  try {
    return { kind: createRecord(files.claim, value) ? 'claimed' : 'taken' };
  } catch (error) {
    return { kind: 'error', detail: (error as Error).message };
  }
}

/**
 * Undefined when the command is to be started. The deadline binds the submission and, where nothing is held, the start;
 * a release is a later and deliberate act of whoever then holds the run, so it counts whenever it comes.
 */
async function waitForRelease(files: AttemptFiles, order: RunOrder): Promise<Omit<ExitRecord, 'ended_at'> | undefined> {
  const cancelled = { cancelled: true, detail: 'Cancelled before the command was started.' };
  while (order.held && !existsSync(files.release)) {
    if (existsSync(files.cancel)) return cancelled;
    if (isDeleted(files.claim)) return cancelled;
    await sleep(LOOK_EVERY);
  }
  if (existsSync(files.cancel)) return cancelled;
  if (order.held || Date.now() <= order.notAfter) return undefined;
  return { reason: 'TOO_LATE', detail: 'The command was not started: the deadline of its submission had passed.' };
}

/** The run was deleted, so nobody can release it any more; a disk that does not answer is not that. */
function isDeleted(path: string): boolean {
  try {
    statSync(path);
    return false;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'ENOENT';
  }
}

async function untilEndOrCancel(
  { ended }: StartedCommand,
  files: AttemptFiles,
  oom: OomWatch,
): Promise<Awaited<StartedCommand['ended']> | 'cancel'> {
  const abort = new AbortController();
  const cancel = (async () => {
    while (!abort.signal.aborted) {
      if (existsSync(files.cancel)) return 'cancel' as const;
      oom.tick(Date.now());
      await sleep(LOOK_EVERY, undefined, { signal: abort.signal }).catch(() => {});
    }
    return 'cancel' as const;
  })();
  try {
    return await Promise.race([ended, cancel]);
  } finally {
    abort.abort();
  }
}

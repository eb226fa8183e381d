import type { JobState } from '@sigwatch/core';

/** What one of SLURM's state words is to sigwatch. */
export interface Meaning {
  readonly state: JobState;
  /** For people. */
  readonly detail?: string;
  /** Of one that ended: SLURM itself did it, or an administrator by SLURM's means, not by a cancellation. */
  readonly byPlatform?: boolean;
}

/**
 * Every base state, and every flag that squeue shows in its place, of SLURM 20.11 to 25.05 (`job_state_string` in
 * src/common/slurm_protocol_defs.c).
 */
const meanings: Readonly<Record<string, Meaning>> = {
  // base states
  PENDING: { state: 'pending' },
  RUNNING: { state: 'running' },
  SUSPENDED: { state: 'suspended' },
  COMPLETED: { state: 'succeeded' },
  CANCELLED: { state: 'cancelled' },
  FAILED: { state: 'failed' },
  TIMEOUT: { state: 'timed_out', detail: 'It reached its time limit.', byPlatform: true },
  NODE_FAIL: { state: 'failed', detail: 'A node of it failed or was set down.', byPlatform: true },
  PREEMPTED: { state: 'cancelled', detail: 'It gave way to a job of higher priority.', byPlatform: true },
  BOOT_FAIL: { state: 'failed', detail: 'Its nodes could not be booted.', byPlatform: true },
  DEADLINE: { state: 'timed_out', detail: 'It could not have ended before its deadline.', byPlatform: true },
  OUT_OF_MEMORY: { state: 'failed', detail: 'A process of it was killed since memory ran out.', byPlatform: true },
  // flags
  COMPLETING: { state: 'completing' },
  CONFIGURING: { state: 'pending' },
  POWER_UP_NODE: { state: 'pending' },
  RESIZING: { state: 'running', detail: 'Its size is being changed.' },
  SIGNALING: { state: 'running', detail: 'A signal is being sent to it.' },
  STAGE_OUT: { state: 'completing', detail: 'Its files are being staged out.' },
  STOPPED: { state: 'suspended', detail: 'It was stopped by a signal and keeps its nodes.' },
  LAUNCH_FAILED: { state: 'completing', detail: 'It could not be launched.' },
  REQUEUED: { state: 'completing', detail: 'It is being requeued.' },
  REQUEUE_FED: { state: 'completing', detail: 'It is being requeued on another cluster.' },
  REQUEUE_HOLD: { state: 'pending', detail: 'It was requeued, and is held until somebody releases it.' },
  SPECIAL_EXIT: {
    state: 'pending',
    detail: 'It was requeued for its exit code, and is held until somebody releases it.',
  },
  RESV_DEL_HOLD: { state: 'pending', detail: 'Its reservation was deleted; it is held until somebody releases it.' },
  EXPEDITING: { state: 'pending' },
  RECONFIG_FAIL: { state: 'failed', detail: 'Its nodes could not be set up as it asked.', byPlatform: true },
  REVOKED: { state: 'cancelled', detail: 'Another cluster of the federation runs it.', byPlatform: true },
};

/** Undefined for a word that no known version has: what it means must not be guessed. */
export const meaningOf = (word: string): Meaning | undefined =>
  Object.hasOwn(meanings, word) ? meanings[word] : undefined;

/** Of a job that ended: why, where squeue's reason tells more than its state. */
const endReasons: Readonly<Record<string, string>> = {
  JobLaunchFailure: 'Its script could not be started, or its output could not be opened.',
  RaisedSignal: 'It was ended by a signal.',
  NodeDown: 'A node of it failed or was set down.',
  InactiveLimit: 'It was idle for longer than the cluster allows.',
  DependencyNeverSatisfied: 'What it depends on can never come to pass.',
};

/** A sentence for people; undefined where there is nothing to add to the state. A script that died of a signal is told as one that did not start. */
export const endDetail = (reason: string, signal: string | undefined): string | undefined =>
  reason === 'JobLaunchFailure' && signal !== undefined ? 'Its script was killed by a signal.' : endReasons[reason];

/** A rule cancelled it. Limits are not among them: a job that waits for one may be cancelled by anybody. */
const RULES: ReadonlySet<string> = new Set(['DependencyNeverSatisfied', 'InactiveLimit', 'TimeLimit', 'NodeDown']);
export const isPlatformReason = (reason: string): boolean => RULES.has(reason);

/** Of a job that waits for somebody: what has to be done. It is told. */
const waitReasons: Readonly<Record<string, string>> = {
  JobHeldUser: 'Held until it is released.',
  JobHeldAdmin: 'Held by an administrator.',
  'job requeued in held state': 'Requeued, and held until it is released.',
  'launch failed requeued held': 'It could not be launched; requeued, and held until it is released.',
};
export const waitDetail = (reason: string): string | undefined =>
  waitReasons[reason] ?? waitReasons[reason.replaceAll('_', ' ')];

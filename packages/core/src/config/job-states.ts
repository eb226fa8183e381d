import type { JobState } from '../contract.js';

/** Words for the states of a job: ours, those of batch schedulers, and `stall`, which is a job that runs. */
const STATES: Readonly<Record<string, JobState | 'ended'>> = {
  pending: 'pending',
  running: 'running',
  suspended: 'suspended',
  completing: 'completing',
  succeeded: 'succeeded',
  failed: 'failed',
  cancelled: 'cancelled',
  timed_out: 'timed_out',
  configuring: 'pending',
  requeued: 'pending',
  requeue_hold: 'pending',
  requeue_fed: 'pending',
  resv_del_hold: 'pending',
  special_exit: 'pending',
  stall: 'running',
  stalled: 'running',
  resizing: 'running',
  signaling: 'running',
  power_up_node: 'pending',
  stopped: 'suspended',
  stage_out: 'completing',
  completed: 'succeeded',
  timeout: 'timed_out',
  boot_fail: 'ended',
  deadline: 'ended',
  launch_failed: 'ended',
  node_fail: 'ended',
  out_of_memory: 'ended',
  preempted: 'ended',
  reconfig_fail: 'ended',
  revoked: 'ended',
};

export const JOB_STATE_WORDS: readonly string[] = Object.keys(STATES);

/** The words of a `state_whitelist` as the engine compares them: in small letters, and our state for a word that means it. */
export function jobStatesOf(words: readonly string[]): readonly string[] {
  const plain = words.map((word) => word.toLowerCase());
  const ours = plain.flatMap((word) => {
    const state = Object.hasOwn(STATES, word) ? STATES[word] : undefined;
    return state === undefined || state === 'ended' ? [] : [state];
  });
  return [...new Set([...plain, ...ours])];
}

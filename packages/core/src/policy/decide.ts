import type { Decision, Mode, RestartPolicy } from '../contract.js';
import { hash } from '../hash.js';
import { isMereRequeue } from './mere-requeue.js';

/** One policy for each mode; a mode without one is stopped. No policies at all means to observe only. */
export type Policies = Readonly<Partial<Record<Mode, RestartPolicy>>>;

type Question = Parameters<RestartPolicy['decide']>[0];

/**
 * Pure: the decision on a settled incident. No policy ends a job that was only requeued: whoever did that wants it to run,
 * and it runs without us.
 */
export function decide(policies: Policies | undefined, x: Question): Decision {
  const decision = byPolicy(policies, x);
  if (decision.action !== 'stop' || !isMereRequeue(x.incident.root)) return decision;
  const { mode, error_type, restarts_used, max_retries } = decision;
  const reason = 'the job was requeued, and nothing tells of a failure.';
  return { action: 'ignore', mode, error_type, restarts_used, max_retries, reason, on_stop: 'leave' };
}

function byPolicy(policies: Policies | undefined, x: Question): Decision {
  const { incident, ledger } = x;
  const base = {
    mode: incident.mode,
    error_type: incident.root.error_type ?? 'unknown',
    restarts_used: ledger.by_mode[incident.mode] ?? 0,
    max_retries: 0,
  };
  if (policies === undefined)
    return {
      action: 'ignore',
      ...base,
      reason: 'without a restart policy sigwatch only observes.',
      on_stop: 'leave',
    };
  const policy = policies[incident.mode];
  if (policy === undefined)
    return { action: 'stop', ...base, reason: `no restart policy is given for a ${incident.mode}.`, on_stop: 'cancel' };
  try {
    const decision = policy.decide(x);
    if (isDecision(decision)) return decision;
    return { action: 'stop', ...base, reason: 'the restart policy failed: it gave no decision.', on_stop: 'leave' };
  } catch (error) {
    // A plugin's policy may throw whatever it likes: nothing is restarted, and nothing that lives is cancelled.
    const why = error instanceof Error ? error.message : String(error);
    return { action: 'stop', ...base, reason: `the restart policy failed: ${why}.`, on_stop: 'leave' };
  }
}

/** What a plugin gives may be anything, a promise among it: a policy is asked once, and decides at once. */
function isDecision(given: Decision | undefined): given is Decision {
  const { action, reason } = (given ?? {}) as Partial<Decision>;
  return (action === 'restart' || action === 'stop' || action === 'ignore') && typeof reason === 'string';
}

/** A number 0 ≤ x < 1 that is the same in every replay of one decision, and differs between runs and attempts (FNV-1a over the name). */
export function randomOf(name: string): number {
  let mixed = hash(name);
  mixed = Math.imul(mixed ^ (mixed >>> 15), 0x2c1b3c6d);
  mixed = Math.imul(mixed ^ (mixed >>> 12), 0x297a2d39);
  return ((mixed ^ (mixed >>> 15)) >>> 0) / 2 ** 32;
}

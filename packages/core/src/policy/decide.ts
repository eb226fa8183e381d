import type { Decision, Incident, Ledger, Millis, Mode, RestartPolicy } from '../contract.js';
import { hash } from '../hash.js';

/** One policy for each mode; a mode without one is stopped. No policies at all means to observe only. */
export type Policies = Readonly<Partial<Record<Mode, RestartPolicy>>>;

/** Pure: the decision on a settled incident. */
export function decide(
  policies: Policies | undefined,
  x: {
    incident: Incident;
    ledger: Ledger;
    now: Millis;
    random: number;
    values?: Readonly<Record<string, string>>;
  },
): Decision {
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
    return policy.decide(x);
  } catch (error) {
    // A plugin's policy may throw whatever it likes: nothing is restarted, and nothing that lives is cancelled.
    const why = error instanceof Error ? error.message : String(error);
    return { action: 'stop', ...base, reason: `the restart policy failed: ${why}.`, on_stop: 'leave' };
  }
}

/** A number 0 ≤ x < 1 that is the same in every replay of one decision, and differs between runs and attempts (FNV-1a over the name). */
export function randomOf(name: string): number {
  let mixed = hash(name);
  mixed = Math.imul(mixed ^ (mixed >>> 15), 0x2c1b3c6d);
  mixed = Math.imul(mixed ^ (mixed >>> 12), 0x297a2d39);
  return ((mixed ^ (mixed >>> 15)) >>> 0) / 2 ** 32;
}

import type { JobStatus } from '../contract.js';
import type { AttemptConfig } from './attempt-state.js';

/** Whether the monitor counts the job's state as alive, by our word for it or by the platform's. */
export function countsAsAlive({ alive }: AttemptConfig, { state, reason }: JobStatus): boolean {
  if (alive === undefined) return true;
  return alive.includes(state) || (reason !== undefined && alive.includes(reason.toLowerCase()));
}

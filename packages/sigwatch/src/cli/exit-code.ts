import type { RunResult } from '@sigwatch/core';

/** What the command line exits with. */
export const exitCodes = {
  succeeded: 0,
  failed: 1,
  usage: 2,
  stopped_by_policy: 3,
  stalled: 4,
  cancelled: 5,
  degraded: 6,
  unknown: 7,
} as const;

/** Exit code of a run that has ended. A stop by the policy outranks a failure and a stall. */
export function exitCodeOf(state: string, decision: string | undefined): number {
  if (decision === 'stop') return exitCodes.stopped_by_policy;
  switch (state) {
    case 'succeeded':
    case 'running':
    case 'pending':
      return exitCodes.succeeded;
    case 'stalled':
    case 'timed_out':
      return exitCodes.stalled;
    case 'cancelled':
      return exitCodes.cancelled;
    case 'degraded':
      return exitCodes.degraded;
    case 'unknown':
      return exitCodes.unknown;
    default:
      return exitCodes.failed;
  }
}

export function exitCodeOfResult(result: RunResult, lastState: string): number {
  const decision = (result.end?.decision as { action?: string } | undefined)?.action;
  return exitCodeOf(result.end?.state ?? lastState, result.end === undefined ? undefined : decision);
}

import type { HeartbeatReport, Millis } from '@sigwatch/core';
import type { Verdict } from './verdict.js';

const seconds = (ms: Millis | null): number | null => (ms === null ? null : Math.round(ms / 100) / 10);

/**
 * The line of `heartbeats.jsonl`, which rules read as a log; undefined of a look that was not answered. What the run itself
 * says of its failure is left out: it has a source of its own.
 */
export function asLine(verdict: Verdict, at: Millis, interval: Millis): string | undefined {
  const { state, code, ages, threshold, phase, instance, node, step, total } = verdict;
  if (state === 'unknown') return undefined;
  const line: HeartbeatReport = {
    sigwatch: 'heartbeat',
    at: new Date(at).toISOString(),
    state,
    code,
    reason: verdict.error === null ? verdict.reason : 'The run says so itself.',
    interval_seconds: interval / 1000,
    stale_seconds: threshold / 1000,
    metadata_age_seconds: seconds(ages.metadata),
    progress_age_seconds: seconds(ages.progress),
    step_age_seconds: seconds(ages.step),
    ...{ phase, instance, node, step, total },
  };
  return `${JSON.stringify(line)}\n`;
}

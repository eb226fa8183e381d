import type { Millis } from '../contract.js';
import type { AttemptConfig, AttemptState } from './attempt-state.js';

/** The time up to which every source is read; undefined before the first look. */
function watermark(state: AttemptState): Millis | undefined {
  const open = Object.values(state.sources).filter((source) => !source.ended);
  if (open.some((source) => source.as_of === undefined || source.blind)) return undefined;
  if (open.length === 0) return Object.keys(state.sources).length > 0 ? Number.POSITIVE_INFINITY : undefined;
  return Math.min(...open.map((source) => source.as_of as Millis));
}

/** Whether job and sources were both seen after `deadline`, with no blindness between: a tick of the clock is no evidence. */
export function isFresh(state: AttemptState, config: AttemptConfig, deadline: Millis): boolean {
  const read = watermark(state);
  const after = Math.max(deadline, state.clock.resumed ?? deadline);
  if (read === undefined || read < after || state.clock.since !== undefined) return false;
  return !config.has_job || (state.job?.state === 'running' && (state.job_at ?? 0) >= after);
}

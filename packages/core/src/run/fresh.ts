import type { Millis } from '../contract.js';
import type { AttemptConfig, AttemptState } from './attempt-state.js';

/** The time up to which every source is read; undefined before the first look. */
function watermark({ sources, read }: AttemptState): Millis | undefined {
  const own = Object.values(sources);
  let least = read ?? Number.POSITIVE_INFINITY;
  for (const source of own) {
    if (source.ended) continue;
    if (source.as_of === undefined || source.blind) return undefined;
    least = Math.min(least, source.as_of);
  }
  return own.length === 0 ? read : least;
}

/** Whether job and sources were both seen after `deadline`, with no blindness between: a tick of the clock is no evidence. */
export function isFresh(state: AttemptState, config: AttemptConfig, deadline: Millis): boolean {
  const read = watermark(state);
  const after = Math.max(deadline, state.clock.resumed ?? deadline);
  if (read === undefined || read < after || state.clock.since !== undefined) return false;
  return !config.has_job || (state.job?.state === 'running' && (state.job_at ?? 0) >= after);
}

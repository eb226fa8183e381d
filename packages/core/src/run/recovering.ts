import type { Millis } from '../contract.js';
import type { AttemptState } from './attempt-state.js';

/** Which failures there were so far. */
export const failuresOf = ({ incident, incidents }: AttemptState): string => `${incidents}/${incident?.total ?? 0}`;

/** Since when the workers were started again, or may have been, with no failure since; undefined where they were not. */
export function recoveringSince(state: AttemptState): Millis | undefined {
  const { recovering } = state;
  return recovering !== undefined && recovering.failures === failuresOf(state) ? recovering.since : undefined;
}

/** Logs of workers that were replaced are read to their end for so long (ms): each source is asked on its own. */
const LAST_WORDS = 60_000;

/** What stands so far (ms) behind the word that the platform's attempt is over still tells of that attempt. */
export const TOLD_WITHIN = 60_000;

/**
 * Whether a failure at `when` may be of the workers that were started again since: it says nothing of those now. `late`: as
 * `Signal.late`.
 */
export function isOfReplaced(state: AttemptState, when: Millis, late = false): boolean {
  const since = recoveringSince(state);
  if (since === undefined) return false;
  if (late) return true;
  if (state.lost !== undefined && when <= state.lost + TOLD_WITHIN) return true;
  return state.recovering?.restarted === true && when <= since + LAST_WORDS;
}

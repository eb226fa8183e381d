import type { Millis } from '../contract.js';
import type { AttemptState } from './attempt-state.js';

/** Which failures there were so far. */
export const failuresOf = ({ incident, incidents }: AttemptState): string => `${incidents}/${incident?.total ?? 0}`;

/** Since when the workers were started again, or may have been, with no failure since; undefined where they were not. */
export function recoveringSince(state: AttemptState): Millis | undefined {
  const { recovering } = state;
  return recovering !== undefined && recovering.failures === failuresOf(state) ? recovering.since : undefined;
}

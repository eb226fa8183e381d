import type { StabilityState } from '../stability/fold.js';

/** How often in a row something was found, of the steps that measured it. Json. */
export interface InARow {
  /** 0: it was not so at the last one. */
  readonly times: number;
  /** The first step of the row. */
  readonly since?: number;
  /** The last step before it that was measured and well. */
  readonly healthy?: number;
}

export const none: InARow = { times: 0 };

/** The row after a step was measured: `found` says that this step shows it, `isSo` that it is so, perhaps by an earlier step. */
export function inARow(before: InARow, { step }: StabilityState, how: { found: boolean; isSo: boolean }): InARow {
  if (!how.isSo && !how.found) return { times: 0, ...(step === undefined ? {} : { healthy: step }) };
  if (!how.found) return before;
  // Who has gone back meets it anew, and what was well behind that step is still to come.
  const anew = before.times === 0 || (step !== undefined && before.since !== undefined && step < before.since);
  if (!anew) return { ...before, times: before.times + 1 };
  const { healthy } = before;
  return {
    times: 1,
    ...(step === undefined ? {} : { since: step }),
    ...(healthy === undefined || (step !== undefined && healthy >= step) ? {} : { healthy }),
  };
}

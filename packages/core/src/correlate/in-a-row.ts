import type { Finding } from '../stability/findings.js';
import type { StabilityOptions } from '../stability/options.js';
import type { Sample } from '../stability/sample.js';

/** What was found at steps in a row, of those that measure it. Json. */
export interface InARow {
  /** 0: it was not so at the last one. */
  readonly times: number;
  /** What was found at the first of them, and its step. */
  readonly first?: Finding;
  readonly since?: number;
  /** The last step before it that was measured and well. */
  readonly healthy?: number;
}

export const noRow: InARow = { times: 0 };

/** The row after a step was measured, at which this was found; nothing, where it is still so by an earlier word. */
export function withFound(before: InARow, step: number | undefined, found: Finding): InARow {
  // Who has gone back meets it anew, and what was well behind that step is still to come.
  const anew = before.times === 0 || (step !== undefined && before.since !== undefined && step < before.since);
  if (!anew) return { ...before, times: before.times + 1 };
  const { healthy } = before;
  return {
    times: 1,
    first: found,
    ...(step === undefined ? {} : { since: step }),
    ...(healthy === undefined || (step !== undefined && healthy >= step) ? {} : { healthy }),
  };
}

/** The row after a step was measured that is well. */
export const afterHealthy = (step: number | undefined): InARow => ({
  times: 0,
  ...(step === undefined ? {} : { healthy: step }),
});

/**
 * Whether a value is still above what the first of the row went over: windows get used to what goes on, and would call it
 * well. Undefined where the line does not measure it, or no row is open. A value that is not finite is not back.
 */
export function isStillAbove({ times, first }: InARow, sample: Sample, options: StabilityOptions): boolean | undefined {
  if (times === 0 || first === undefined) return undefined;
  const { median_grad_norm: median, loss_before: earlier } = first.values;
  const [value, limit] =
    typeof median === 'number'
      ? [sample.grad_norm, options.gradient_explosion_threshold * median]
      : typeof earlier === 'number'
        ? [sample.loss, earlier + options.loss_divergence_threshold * Math.abs(earlier)]
        : [undefined, 0];
  return value === undefined ? undefined : !(value <= limit);
}

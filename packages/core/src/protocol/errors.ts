import type { Millis } from '../contract.js';
import type { ErrorCode } from '../errors.js';

/** The platform's definite no to a submission: no job was made and none will be. `message` holds its own words. */
export class RefusedError extends Error {
  override readonly name = 'RefusedError';
  readonly code: ErrorCode = 'submission_refused';
}

/** The adapter has no `submission`: a run on this platform can be watched, but neither started nor restarted. */
export class CannotSubmitError extends Error {
  override readonly name = 'CannotSubmitError';
  readonly code: ErrorCode = 'submission_unsupported';
  constructor(adapter: string) {
    super(
      `The adapter "${adapter}" can't submit jobs, so sigwatch can neither start nor restart this run. ` +
        'Use an adapter with "submission", or the policy NoRestartPolicy.',
    );
  }
}

/** The adapter did not answer in time. What it was asked to do may still happen. */
export class TimeLimitError extends Error {
  override readonly name = 'TimeLimitError';
  readonly code: ErrorCode = 'time_limit';
  constructor(what: string, limit: Millis) {
    super(`${what} did not answer within ${Math.round(limit / 1000)} s`);
  }
}

/** By name and not by class: an adapter may come with its own copy of this package. */
export function isRefusal(error: unknown): error is Error {
  return error instanceof Error && error.name === 'RefusedError';
}

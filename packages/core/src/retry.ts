import type { Deps, Millis } from './contract.js';
import { systemDeps } from './deps.js';
import { ArgumentError } from './errors.js';
import { pause } from './pause.js';

/** How long is waited before a call is made again. */
export interface RetryPace {
  /** Tries after the first one. Default 3; 0 makes the call once. */
  readonly retries?: number;
  /** ms before the first retry, at the most. Default 1 s. */
  readonly initial?: Millis;
  /** By which each further wait is longer. Default 2. */
  readonly factor?: number;
  /** ms that no wait is longer than. Default 60 s. */
  readonly max?: Millis;
  /** Share of the wait that chance may take away, 0 to 1. Default 1: anything from nothing to all of it, so that many who failed together do not come back together. */
  readonly jitter?: number;
}

/** What is told before each retry. */
export interface Retry {
  /** 1 for the first one. */
  readonly retry: number;
  /** ms until it begins. */
  readonly delay: Millis;
  /** What the try before it has failed with. */
  readonly error: unknown;
}

export interface RetryOptions extends RetryPace {
  /** Whether the same call may succeed the next time, and may be made twice. What it says no to is thrown on at once. */
  readonly retryable: (error: unknown) => boolean;
  /** ms after the beginning of the first try in which a retry may begin. Default: any time. */
  readonly within?: Millis;
  /** Ends the waiting, and is handed to each try. Default: none. */
  readonly abort?: AbortSignal;
  /** Told before each wait: why, which retry it is (1 is the first), and after how many ms. Default: nobody is. */
  readonly onRetry?: (retry: Retry) => void;
  /** Default: the clock of this machine. */
  readonly deps?: Deps;
  /** 0 ≤ random < 1. Default: `Math.random`. */
  readonly random?: () => number;
}

/** What holds where nothing else is said. */
export const defaultRetryPace = { retries: 3, initial: 1_000, factor: 2, max: 60_000, jitter: 1 } as const;

/**
 * ms before retry number `retry` (1 for the first). `random` is 0 ≤ random < 1. Never below 0, never above `max`, and never
 * above `initial × factor^(retry − 1)`.
 */
export function retryDelay(pace: RetryPace, retry: number, random: number): Millis {
  const { initial, factor, max, jitter } = { ...defaultRetryPace, ...pace };
  // Nothing stays nothing, also where the factor has grown beyond all numbers.
  const grown = initial === 0 ? 0 : initial * factor ** Math.max(0, retry - 1);
  const plain = Math.min(max, grown);
  return plain * (1 - jitter * random);
}

/**
 * Makes a call, and makes it again while it fails with an error that is `retryable`. For questions and for what may be done
 * twice; never for a submission. Resolves as the first try that succeeds. Rejects with the error of the last try, and with
 * the reason of `abort`, at once, where that ends the waiting. Throws a `RangeError` where the numbers make no sense.
 */
export async function retry<T>(
  call: (abort: AbortSignal, tries: number) => T | Promise<T>,
  options: RetryOptions,
): Promise<T> {
  refuseNonsense(options);
  const { deps = systemDeps, random = Math.random, within = Number.POSITIVE_INFINITY } = options;
  const { retries = defaultRetryPace.retries, abort = new AbortController().signal } = options;
  const began = deps.now();
  for (let tries = 1; ; tries += 1) {
    abort.throwIfAborted();
    try {
      return await call(abort, tries);
    } catch (error) {
      // Whatever it failed with, whoever has given it up is told that.
      abort.throwIfAborted();
      if (tries > retries || !options.retryable(error)) throw error;
      const delay = retryDelay(options, tries, random());
      if (deps.now() + delay > began + within) throw error;
      options.onRetry?.({ retry: tries, delay, error });
      await pause(deps, deps.now() + delay, abort);
    }
  }
}

function refuseNonsense(options: RetryOptions): void {
  const { retries, initial, factor, max, jitter } = { ...defaultRetryPace, ...options };
  const refuse = (what: string): never => {
    throw new ArgumentError(`retry: ${what}`);
  };
  if (!Number.isInteger(retries) && retries !== Number.POSITIVE_INFINITY) refuse('`retries` must be a whole number');
  if (retries < 0) refuse('`retries` must not be below 0');
  if (!(initial >= 0 && initial < Number.POSITIVE_INFINITY)) refuse('`initial` must be ms, 0 or more');
  if (!(factor >= 1 && factor < Number.POSITIVE_INFINITY)) refuse('`factor` must be 1 or more');
  if (!(max >= 0 && max < Number.POSITIVE_INFINITY)) refuse('`max` must be ms, 0 or more');
  if (!(jitter >= 0 && jitter <= 1)) refuse('`jitter` must lie between 0 and 1');
}

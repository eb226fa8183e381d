import type { Deps, Millis } from '../contract.js';
import { TimeLimitError } from './errors.js';

/**
 * Runs one adapter call with its own AbortSignal. Rejects at once when `abort` fires, and with `TimeLimitError` after
 * `limit` ms, even where the adapter ignores its signal.
 */
export async function timedCall<T>(
  call: (abort: AbortSignal) => Promise<T>,
  what: string,
  limit: Millis,
  deps: Deps,
  abort: AbortSignal,
): Promise<T> {
  abort.throwIfAborted();
  const own = new AbortController();
  let stop: (() => void) | undefined;
  const ended = new Promise<never>((_, reject) => {
    const give = (reason: unknown): void => {
      reject(reason);
      own.abort(reason);
    };
    const onAbort = (): void => give(abort.reason);
    abort.addEventListener('abort', onAbort, { once: true });
    const cancelTimer = deps.schedule(deps.now() + limit, () => give(new TimeLimitError(what, limit)));
    stop = () => {
      abort.removeEventListener('abort', onAbort);
      cancelTimer();
    };
  });
  try {
    return await Promise.race([call(own.signal), ended]);
  } finally {
    stop?.();
  }
}

/** Resolves at `until`; rejects at once when `abort` fires. */
export function sleepUntil(until: Millis, deps: Deps, abort: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    if (abort.aborted) return reject(abort.reason);
    const onAbort = (): void => {
      cancelTimer();
      reject(abort.reason);
    };
    const cancelTimer = deps.schedule(until, () => {
      abort.removeEventListener('abort', onAbort);
      resolve();
    });
    abort.addEventListener('abort', onAbort, { once: true });
  });
}

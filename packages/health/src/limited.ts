import type { Deps, Millis } from '@sigwatch/core';

/** After its time is up a call has so long (ms) to hand over what it has: one node that hangs must not cost the others. */
const GRACE: Millis = 2_000;

/**
 * A call that is told to end after `limit` ms, and given up a moment later. Resolves with what it hands over until then;
 * rejects as it does, at once when `abort` fires, and when it hands over nothing.
 */
export function limited<T>(
  call: (abort: AbortSignal) => Promise<T>,
  what: string,
  limit: Millis,
  deps: Deps,
  abort: AbortSignal,
): Promise<T> {
  if (abort.aborted) return Promise.reject(abort.reason);
  return new Promise((resolve, reject) => {
    const own = new AbortController();
    const late = new Error(`${what} did not answer within ${limit / 1000} s`);
    const cancels = [
      deps.schedule(deps.now() + limit, () => own.abort(late)),
      deps.schedule(deps.now() + limit + GRACE, () => settle(() => reject(late))),
    ];
    const stop = () => {
      own.abort(abort.reason);
      settle(() => reject(abort.reason));
    };
    function settle(then: () => void): void {
      for (const cancel of cancels) cancel();
      abort.removeEventListener('abort', stop);
      then();
    }
    abort.addEventListener('abort', stop, { once: true });
    started(call, own.signal).then(
      (value) => settle(() => resolve(value)),
      (error) => settle(() => reject(error)),
    );
  });
}

/** What throws at once rejects. */
async function started<T>(call: (abort: AbortSignal) => Promise<T>, abort: AbortSignal): Promise<T> {
  return call(abort);
}

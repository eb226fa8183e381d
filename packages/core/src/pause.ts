import type { Deps, Millis } from './contract.js';

/** Resolves at `until`, or at once when `abort` is signalled. Leaves no timer and no listener behind. */
export function pause(deps: Deps, until: Millis, abort: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (abort.aborted) return resolve();
    const done = () => {
      cancel();
      abort.removeEventListener('abort', done);
      resolve();
    };
    const cancel = deps.schedule(until, done);
    abort.addEventListener('abort', done, { once: true });
  });
}

import { type Deps, type Millis, UnansweredError } from '@sigwatch/core';

/** What `task` gives within so many ms. Then, and at the abort, its own signal aborts it, and nobody waits for it any more. */
export async function within<T>(
  ms: Millis,
  what: string,
  deps: Deps,
  abort: AbortSignal,
  task: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  abort.throwIfAborted();
  const own = new AbortController();
  return new Promise<T>((done, fail) => {
    const settle = (): void => {
      cancel();
      abort.removeEventListener('abort', onAbort);
    };
    const end = (error: unknown): void => {
      settle();
      fail(error);
      own.abort(error);
    };
    const onAbort = (): void => end(abort.reason);
    const late = () => end(new UnansweredError(`${what} was not answered within ${ms / 1000} s`));
    const cancel = deps.schedule(deps.now() + ms, late);
    abort.addEventListener('abort', onAbort, { once: true });
    task(own.signal).finally(settle).then(done, fail);
  });
}

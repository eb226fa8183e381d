import type { Observable } from 'rxjs';
import type { SigwatchEvent } from './contract.js';

interface Watched {
  readonly events$: Observable<SigwatchEvent>;
  readonly done: Promise<unknown>;
}

/**
 * The events of a watch, from the moment it is asked for: what nobody has taken yet is kept, however much that is. Ends
 * when supervision has ended, and throws what `done` rejects with, after the last event. Who leaves the loop leaves the
 * watch as it is.
 */
export function eventsOf({ events$, done }: Watched): AsyncIterableIterator<SigwatchEvent, undefined> {
  const kept: SigwatchEvent[] = [];
  let ring: () => void = () => {};
  let over = false;
  let failure: { readonly error: unknown } | undefined;
  const subscription = events$.subscribe((event) => {
    kept.push(event);
    ring();
  });
  const end = () => {
    over = true;
    subscription.unsubscribe();
    ring();
  };
  done.then(end, (error: unknown) => {
    failure = { error };
    end();
  });
  let last: Promise<unknown> = Promise.resolve();
  const take = async (): Promise<IteratorResult<SigwatchEvent, undefined>> => {
    while (kept.length === 0 && !over)
      await new Promise<void>((resolve) => {
        ring = resolve;
      });
    const value = kept.shift();
    if (value !== undefined) return { value, done: false };
    const thrown = failure;
    // Told once, as a generator does.
    failure = undefined;
    if (thrown !== undefined) throw thrown.error;
    return { value: undefined, done: true };
  };
  return {
    // Calls that do not wait for each other are answered in turn.
    next() {
      const taken = last.then(take);
      last = taken.catch(() => {});
      return taken;
    },
    async return() {
      kept.length = 0;
      failure = undefined;
      end();
      return { value: undefined, done: true };
    },
    [Symbol.asyncIterator]() {
      return this;
    },
  };
}

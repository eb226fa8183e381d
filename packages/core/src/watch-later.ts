import type { RunState } from './contract.js';
import { rxjs } from './lazy-packages.js';
import { over } from './supervise/reload/requests.js';
import type { RunResult } from './supervise/supervise.js';
import type { Watch } from './watch.js';
import { handleOf } from './watch-handle.js';

/** A watch that something has to come before. */
export interface LaterOptions {
  /**
   * Gets everything ready; what it resolves with begins the watch, which ends at `abort`. What it rejects with `done` rejects
   * with, unless it was aborted.
   */
  readonly ready: (abort: AbortSignal) => Promise<() => Watch>;
  /** Ends the watch, before it has begun as well. */
  readonly signal?: AbortSignal | undefined;
  /** What `done` gives of a watch that was ended before it had begun. */
  readonly unbegun: RunResult;
}

/** A watch that is there at once, of a run that first has to be asked about. Who subscribes before it begins misses nothing. */
export function watchLater({ ready, signal, unbegun }: LaterOptions): Watch {
  const { defer, distinctUntilChanged, firstValueFrom, mergeMap, ReplaySubject, startWith } = rxjs();
  const stopped = new AbortController();
  const abort = signal === undefined ? stopped.signal : AbortSignal.any([signal, stopped.signal]);
  const begun$ = new ReplaySubject<Watch>(1);
  let begun: Watch | undefined;

  const follow = async (): Promise<RunResult> => {
    if (abort.aborted) return unbegun;
    try {
      const begin = await ready(abort);
      if (abort.aborted) return unbegun;
      begun = begin();
      // In the turn in which it was made, so that who waits is subscribed before anything is told.
      begun$.next(begun);
      return await begun.done;
    } catch (error) {
      if (abort.aborted && begun === undefined) return unbegun;
      throw error;
    } finally {
      begun$.complete();
    }
  };
  const done = Promise.resolve().then(follow);
  done.catch(() => {});

  const stream = <K extends 'lines$' | 'signals$' | 'incidents$' | 'decisions$' | 'events$'>(key: K) =>
    begun$.pipe(mergeMap((watched) => watched[key] as never)) as Watch[K];
  return {
    lines$: stream('lines$'),
    signals$: stream('signals$'),
    incidents$: stream('incidents$'),
    decisions$: stream('decisions$'),
    events$: stream('events$'),
    state$: defer(
      () =>
        begun?.state$ ??
        begun$.pipe(
          mergeMap(({ state$ }) => state$),
          startWith<RunState>('pending'),
          distinctUntilChanged(),
        ),
    ),
    done,
    async reload(by) {
      const watched = begun ?? (await firstValueFrom(begun$, { defaultValue: undefined }));
      if (watched === undefined) throw over();
      return watched.reload(by);
    },
    ...handleOf(stopped, done),
  };
}

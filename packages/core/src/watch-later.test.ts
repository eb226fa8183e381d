import { BehaviorSubject, EMPTY, Subject } from 'rxjs';
import { expect, it } from 'vitest';
import type { RunState, SigwatchEvent } from './contract.js';
import type { RunResult } from './supervise/supervise.js';
import type { Watch } from './watch.js';
import { eventsOf } from './watch-events.js';
import { watchLater } from './watch-later.js';

const unbegun: RunResult = { run_id: 'later', end: undefined, restarts: 0, undelivered: 0 };
const event = (n: number) => ({ event_type: 'notice', data: { n } }) as unknown as SigwatchEvent;

/** A watch of which the test says what happens. */
function scripted(abort: AbortSignal) {
  const events$ = new Subject<SigwatchEvent>();
  const state$ = new BehaviorSubject<RunState>('pending');
  const done = new Promise<RunResult>((resolve) => {
    abort.addEventListener('abort', () => {
      events$.complete();
      resolve({ ...unbegun, run_id: 'begun' });
    });
  });
  const stop = async () => {};
  const reload = () => Promise.reject(new Error('nothing is reloaded here'));
  const watched: Watch = {
    ...{ lines$: EMPTY, signals$: EMPTY, incidents$: EMPTY, decisions$: EMPTY, events$, state$, done, stop, reload },
    [Symbol.asyncDispose]: stop,
    [Symbol.asyncIterator]: () => eventsOf(watched),
  };
  return { watched, events$, state$ };
}

it('hands on what is told from the very turn in which the watch begins', async () => {
  let script: ReturnType<typeof scripted> | undefined;
  const later = watchLater({
    ready: async (abort) => () => {
      script = scripted(abort);
      // As early as a watch may tell anything.
      void Promise.resolve().then(() => script?.events$.next(event(1)));
      return script.watched;
    },
    unbegun,
  });
  const seen: unknown[] = [];
  const states: RunState[] = [];
  later.events$.subscribe({ next: ({ data }) => seen.push(data), complete: () => seen.push('complete') });
  later.state$.subscribe((state) => states.push(state));
  const iterated = (async () => {
    const all: unknown[] = [];
    for await (const { data } of later) all.push(data);
    return all;
  })();
  while (seen.length === 0) await Promise.resolve();
  script?.state$.next('running');
  const late: RunState[] = [];
  later.state$.subscribe((state) => late.push(state));
  await later.stop();
  expect((await later.done).run_id).toBe('begun');
  expect(seen).toEqual([{ n: 1 }, 'complete']);
  expect(await iterated).toEqual([{ n: 1 }]);
  expect([states, late]).toEqual([['pending', 'running'], ['running']]);
});

it('ends before it has begun when it is stopped, or by its signal', async () => {
  const waiting = (abort: AbortSignal) =>
    new Promise<never>((_, reject) => abort.addEventListener('abort', () => reject(abort.reason)));
  const stopped = watchLater({ ready: waiting, unbegun });
  await stopped.stop();
  expect(await stopped.done).toBe(unbegun);
  const signal = AbortSignal.abort();
  let begun = false;
  const ready = async () => () => {
    begun = true;
    throw new Error('unreachable');
  };
  expect(await watchLater({ ready, signal, unbegun }).done).toBe(unbegun);
  expect(begun).toBe(false);
});

it('rejects with what kept it from beginning, and completes', async () => {
  const later = watchLater({ ready: () => Promise.reject(new Error('no such job')), unbegun });
  const states: unknown[] = [];
  later.state$.subscribe({ next: (state) => states.push(state), complete: () => states.push('complete') });
  await expect(later.done).rejects.toThrow('no such job');
  expect(states).toEqual(['pending', 'complete']);
  await expect(later[Symbol.asyncIterator]().next()).rejects.toThrow('no such job');
});

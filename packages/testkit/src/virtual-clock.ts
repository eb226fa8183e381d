import type { Deps, Millis } from '@sigwatch/core';

export interface VirtualClock extends Deps {
  /** Lets every promise that can go on do so, those that wait for files too; no time passes. */
  settle(): Promise<void>;
  /** Moves time on by `ms`, waking each timer at its own moment and letting promises settle after each. */
  advance(ms: Millis): Promise<void>;
  /**
   * Wakes timers in order until `promise` settles and hands out its value. Rejects when no timer is left that could
   * bring it about, or when `limit` ms of virtual time (a day by default) have passed.
   */
  run<T>(promise: Promise<T>, limit?: Millis): Promise<T>;
  /** Resolves after `ms` of virtual time. */
  sleep(ms: Millis): Promise<void>;
  /** Timers that wait. */
  pending(): number;
}

interface Timer {
  readonly at: Millis;
  readonly wake: () => void;
}

/** A pipe that nobody writes to is read for ever (real ms). */
const LONGEST_READ = 2_000;
const nextTurn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
/** Threads of their own do that, and on a busy machine a day of virtual time may pass before they have. */
const readsFiles = (): boolean => process.getActiveResourcesInfo().some((name) => WAITS_FOR_FILES.has(name));
/** As Node calls them: a file that is read, one that is closed, and one that is deleted. */
const WAITS_FOR_FILES: ReadonlySet<string> = new Set(['FSReqPromise', 'CloseReq', 'FSReqCallback']);

/** Time that passes only when a test says so. Begins at `start` (2024-01-01 by default). */
export function virtualClock(start: Millis = Date.UTC(2024, 0, 1)): VirtualClock {
  let now = start;
  const timers = new Set<Timer>();

  const next = (): Timer | undefined => {
    let first: Timer | undefined;
    for (const timer of timers) if (first === undefined || timer.at < first.at) first = timer;
    return first;
  };
  const settle = async (): Promise<void> => {
    // All microtasks run before the next macrotask, however long their chain is.
    await nextTurn();
    const until = performance.now() + LONGEST_READ;
    while (readsFiles() && performance.now() < until) await nextTurn();
  };
  const fire = async (timer: Timer): Promise<void> => {
    timers.delete(timer);
    now = Math.max(now, timer.at);
    timer.wake();
    await settle();
  };
  const schedule = (at: Millis, wake: () => void): (() => void) => {
    const timer = { at, wake };
    timers.add(timer);
    return () => void timers.delete(timer);
  };

  return {
    now: () => now,
    schedule,
    settle,
    pending: () => timers.size,
    sleep: (ms) => new Promise((resolve) => schedule(now + ms, resolve)),
    async advance(ms) {
      const end = now + ms;
      await settle();
      for (let timer = next(); timer !== undefined && timer.at <= end; timer = next()) await fire(timer);
      now = end;
    },
    async run(promise, limit = 86_400_000) {
      const end = now + limit;
      let settled = false;
      const mark = (): void => {
        settled = true;
      };
      promise.then(mark, mark);
      await settle();
      while (!settled) {
        const timer = next();
        if (timer === undefined) throw new Error('virtualClock: nothing is scheduled that could settle the promise');
        if (timer.at > end) throw new Error(`virtualClock: not settled after ${limit / 1000} s of virtual time`);
        await fire(timer);
      }
      return promise;
    },
  };
}

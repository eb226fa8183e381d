import type { Deps, Millis } from '@sigwatch/core';

export interface PaceOptions {
  /** Requests that are begun within any minute. */
  readonly per_minute: number;
  /** Requests that wait for an answer at the same time. */
  readonly at_once: number;
}

const MINUTE: Millis = 60_000;

/** Holds requests back, in order, so that a store is never asked more than it is to be. */
export class Pace {
  /** When each request of the last minute was begun. */
  readonly #begun: Millis[] = [];
  readonly #waiting = new Set<() => void>();
  #busy = 0;
  #timer: (() => void) | undefined;

  constructor(
    readonly options: PaceOptions,
    readonly deps: Deps,
  ) {}

  /** Runs `task` when its turn comes. Rejects as it does; what still waits at the abort rejects then, and is never run. */
  async run<T>(task: () => Promise<T>, abort: AbortSignal): Promise<T> {
    await this.#turn(abort);
    try {
      return await task();
    } finally {
      this.#busy -= 1;
      this.#next();
    }
  }

  /** Counts a request that could not be held back: a further page of a listing. */
  spent(): void {
    this.#begun.push(this.deps.now());
  }

  #turn(abort: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      if (abort.aborted) return reject(abort.reason);
      const leave = (): void => {
        this.#waiting.delete(go);
        if (this.#waiting.size === 0) this.#rest();
        reject(abort.reason);
      };
      const go = (): void => {
        abort.removeEventListener('abort', leave);
        resolve();
      };
      abort.addEventListener('abort', leave, { once: true });
      this.#waiting.add(go);
      this.#next();
    });
  }

  #next(): void {
    const { per_minute, at_once } = this.options;
    for (const go of this.#waiting) {
      if (this.#busy >= at_once) return;
      const now = this.deps.now();
      while (this.#begun.length > 0 && this.#begun[0]! <= now - MINUTE) this.#begun.shift();
      if (this.#begun.length >= per_minute) return this.#later(this.#begun[0]! + MINUTE);
      this.#begun.push(now);
      this.#busy += 1;
      this.#waiting.delete(go);
      go();
    }
  }

  #later(at: Millis): void {
    this.#timer ??= this.deps.schedule(at, () => {
      this.#timer = undefined;
      this.#next();
    });
  }

  /** Nobody waits any more. */
  #rest(): void {
    this.#timer?.();
    this.#timer = undefined;
  }
}

import type { Deps } from '@sigwatch/core';

/** Time that only the test moves. */
export class Clock implements Deps {
  #waiting: { readonly at: number; readonly wake: () => void }[] = [];
  constructor(private time: number) {}

  now = (): number => this.time;

  schedule = (at: number, wake: () => void): (() => void) => {
    const one = { at, wake };
    this.#waiting.push(one);
    return () => {
      this.#waiting = this.#waiting.filter((other) => other !== one);
    };
  };

  /** Passes in steps, after each of which what it woke may do its work. */
  async pass(ms: number, step = ms): Promise<void> {
    for (const end = this.time + ms; this.time < end; ) {
      this.time = Math.min(end, this.time + step);
      const due = this.#waiting.filter(({ at }) => at <= this.time);
      this.#waiting = this.#waiting.filter(({ at }) => at > this.time);
      for (const { wake } of due) wake();
      await this.settle();
    }
  }

  /** Files are read and written for real. */
  async settle(): Promise<void> {
    for (let turn = 0; turn < 30; turn++) await new Promise((resolve) => setImmediate(resolve));
  }

  get waiting(): number {
    return this.#waiting.length;
  }
}

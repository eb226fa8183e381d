import type { Deps, Millis } from './contract.js';

/** What a process has to tell the time by. */
export interface Ticking {
  /** ms since the epoch, as people set it. */
  now(): Millis;
  /** ms that nobody can set. */
  elapsed(): Millis;
  /** Calls `wake` once, after so many ms. Returns what cancels it. */
  after(ms: Millis, wake: () => void): () => void;
}

interface Waiting {
  /** By `elapsed`. */
  readonly at: Millis;
  /** Of those for the same moment, who asked first is woken first. */
  readonly order: number;
  readonly wake: () => void;
  /** Its place in the heap; -1 when it waits no more. */
  place: number;
}

/** Longest wait that Node's timers can hold, in ms. */
const LONGEST = 2 ** 31 - 1;

/**
 * One timer for all who wait, however many: thousands of watches of one process hold a single one, and none when nobody
 * waits. What one of them throws keeps nobody else from being woken. A clock that is set puts nobody off who waits already.
 */
export class Timers implements Deps {
  readonly #heap: Waiting[] = [];
  #asked = 0;
  /** What is woken now was due by then. */
  #woken = Number.NEGATIVE_INFINITY;
  /** When the timer wakes; undefined when there is none. */
  #armed: Millis | undefined;
  #disarm: () => void = () => {};

  constructor(private readonly ticking: Ticking) {}

  readonly now = (): Millis => this.ticking.now();

  readonly schedule = (at: Millis, wake: () => void): (() => void) => {
    const left = Math.max(0, at - this.ticking.now()) || 0;
    // No sooner than those that are being woken: who always asks for now would keep the event loop from its turn.
    const moment = Math.max(this.ticking.elapsed() + left, this.#woken);
    const waiting: Waiting = { at: moment, order: ++this.#asked, wake, place: this.#heap.length };
    this.#heap.push(waiting);
    this.#up(waiting);
    this.#arm();
    return () => this.#cancel(waiting);
  };

  #cancel(waiting: Waiting): void {
    if (waiting.place < 0) return;
    this.#remove(waiting);
    // While others wait, a timer that comes too early costs less than to set it anew at each cancellation.
    if (this.#heap.length === 0) this.#rest();
  }

  #wake(): void {
    this.#armed = undefined;
    this.#woken = this.ticking.elapsed();
    const last = this.#asked;
    try {
      for (let first = this.#first(last); first !== undefined; first = this.#first(last)) {
        this.#remove(first);
        first.wake();
      }
    } finally {
      this.#woken = Number.NEGATIVE_INFINITY;
      this.#arm();
    }
  }

  /** Who is due now, and has asked before the waking began. */
  #first(last: number): Waiting | undefined {
    const first = this.#heap[0];
    return first !== undefined && first.at <= this.#woken && first.order <= last ? first : undefined;
  }

  #arm(): void {
    const first = this.#heap[0];
    if (first === undefined || (this.#armed !== undefined && this.#armed <= first.at)) return;
    this.#rest();
    this.#armed = first.at;
    const left = Math.ceil(first.at - this.ticking.elapsed());
    this.#disarm = this.ticking.after(Math.min(LONGEST, Math.max(0, left)), () => this.#wake());
  }

  #rest(): void {
    if (this.#armed === undefined) return;
    this.#armed = undefined;
    this.#disarm();
  }

  #remove(waiting: Waiting): void {
    const last = this.#heap.pop() as Waiting;
    const { place } = waiting;
    waiting.place = -1;
    if (last === waiting) return;
    this.#put(last, place);
    this.#up(last);
    this.#down(last);
  }

  #up(waiting: Waiting): void {
    for (let above = this.#heap[(waiting.place - 1) >> 1]; waiting.place > 0; ) {
      if (above === undefined || !isBefore(waiting, above)) return;
      this.#swap(waiting, above);
      above = this.#heap[(waiting.place - 1) >> 1];
    }
  }

  #down(waiting: Waiting): void {
    for (;;) {
      const left = this.#heap[2 * waiting.place + 1];
      const right = this.#heap[2 * waiting.place + 2];
      const first = left !== undefined && right !== undefined && isBefore(right, left) ? right : left;
      if (first === undefined || !isBefore(first, waiting)) return;
      this.#swap(waiting, first);
    }
  }

  #swap(a: Waiting, b: Waiting): void {
    const { place } = a;
    this.#put(a, b.place);
    this.#put(b, place);
  }

  #put(waiting: Waiting, place: number): void {
    this.#heap[place] = waiting;
    waiting.place = place;
  }
}

const isBefore = (a: Waiting, b: Waiting): boolean => a.at < b.at || (a.at === b.at && a.order < b.order);

import type { Millis } from '../contract.js';

/** Something that is looked at from time to time. The queue alone writes `queued`. */
export interface Polled {
  /** When it is to be looked at. */
  due: Millis;
  /** When it comes up in the queue; undefined when it does not. */
  queued: Millis | undefined;
}

interface Entry<T> {
  readonly at: Millis;
  readonly one: T;
}

/**
 * Who is looked at when, as one heap for all: no timer for each. One whose time is put off stays where it is, and is
 * put further back when it comes up, so that a source that is hinted at a thousand times is not moved a thousand times.
 */
export class PollQueue<T extends Polled> {
  #heap: Entry<T>[] = [];

  /** No later than when the first is due; `Infinity` when there is none. */
  get next(): Millis {
    this.#dropStale();
    return this.#heap[0]?.at ?? Number.POSITIVE_INFINITY;
  }

  put(one: T, due: Millis): void {
    one.due = due;
    if (one.queued === undefined || due < one.queued) this.#push(one);
  }

  remove(one: T): void {
    one.due = Number.POSITIVE_INFINITY;
    one.queued = undefined;
  }

  /** Takes out all that are due. */
  take(now: Millis): T[] {
    const taken: T[] = [];
    for (this.#dropStale(); this.#heap.length > 0 && (this.#heap[0] as Entry<T>).at <= now; this.#dropStale()) {
      const { one } = this.#pop();
      one.queued = undefined;
      if (one.due <= now) taken.push(one);
      else this.#push(one);
    }
    return taken;
  }

  #push(one: T): void {
    one.queued = one.due;
    const heap = this.#heap;
    const entry = { at: one.due, one };
    let place = heap.length;
    heap.push(entry);
    while (place > 0) {
      const above = (place - 1) >> 1;
      const parent = heap[above] as Entry<T>;
      if (parent.at <= entry.at) break;
      heap[place] = parent;
      place = above;
    }
    heap[place] = entry;
  }

  #pop(): Entry<T> {
    const heap = this.#heap;
    const first = heap[0] as Entry<T>;
    const last = heap.pop() as Entry<T>;
    if (heap.length === 0) return first;
    let place = 0;
    for (;;) {
      let below = 2 * place + 1;
      if (below >= heap.length) break;
      if (below + 1 < heap.length && (heap[below + 1] as Entry<T>).at < (heap[below] as Entry<T>).at) below += 1;
      if ((heap[below] as Entry<T>).at >= last.at) break;
      heap[place] = heap[below] as Entry<T>;
      place = below;
    }
    heap[place] = last;
    return first;
  }

  /** Of one that was moved ahead, the entry at its former place is void. */
  #dropStale(): void {
    while (this.#heap.length > 0 && this.#heap[0]?.one.queued !== this.#heap[0]?.at) this.#pop();
  }
}

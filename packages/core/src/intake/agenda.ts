import type { Millis } from '../contract.js';
import { idleInterval, nextInterval, nextLook } from './poll-interval.js';
import { PollQueue } from './poll-queue.js';
import type { Track } from './track.js';

/** Which sources are looked at next: those that rang or are new, those that have more to hand out, and those whose time has come. */
export class Agenda {
  #hinted = new Set<Track>();
  /** Those that were not read to their end by the last batch. */
  readonly #busy = new Set<Track>();
  readonly #polls = new PollQueue<Track>();
  /** Of the last `due`: those that nobody has hinted at. */
  #polled: ReadonlySet<Track> = new Set();

  constructor(readonly poll: Millis) {}

  /** Every source was read to its end, or can't be read now. */
  get isIdle(): boolean {
    return this.#busy.size === 0;
  }

  /** No later than when the next source is to be looked at; `Infinity` when there is none. */
  next(now: Millis): Millis {
    return this.isIdle ? this.#polls.next : now;
  }

  hint(track: Track): void {
    this.#hinted.add(track);
  }

  /** Every source is looked at now. */
  all(): void {
    this.#hinted = new Set();
    this.#polled = new Set();
  }

  /** Those that are to be looked at now, in the order in which they were found. Hints that come from now on are for the next time. */
  due(now: Millis): Track[] {
    const hinted = this.#hinted;
    this.#hinted = new Set();
    const due = this.#polls.take(now);
    this.#polled = new Set(due.filter((track) => !hinted.has(track)));
    return [...new Set([...this.#busy, ...hinted, ...due])].sort((a, b) => a.order - b.order);
  }

  /** A source was looked at; `grown`: it brought something. `sources`: how many there are. */
  looked(track: Track, grown: boolean, now: Millis, sources: number): void {
    const more = track.waiting || ['unread', 'data', 'later'].includes(track.phase);
    if (more) this.#busy.add(track);
    else this.#busy.delete(track);
    if (!more && track.phase === 'ended') return this.#polls.remove(track);
    if (this.#polled.has(track)) track.interval = nextInterval(track.interval, grown, idleInterval(this.poll, sources));
    this.#polls.put(track, Math.min(nextLook(now, track.interval, sources), track.blocksClose));
  }

  forget(track: Track): void {
    this.#hinted.delete(track);
    this.#busy.delete(track);
    this.#polls.remove(track);
  }
}

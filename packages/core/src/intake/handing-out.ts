import type { Millis } from '../contract.js';
import type { TimedHit } from './hit-times.js';
import { Queue, type Queued } from './queue.js';
import { type Blanks, type HitPlace, signalId, signalOf } from './signal.js';
import type { Handed, TrackState } from './track-state.js';

/** What was read of one source and not handed out yet, and what was, also by an earlier life: no signal is told twice. */
export class HandingOut {
  readonly #queue = new Queue();
  /** The last signal that was handed out of the queue. */
  #handed: Handed | undefined;
  /** What an earlier life had handed out of its queue, until it is read again. */
  #earlier: Handed | undefined;
  /** Of the signals in the queue. */
  #generation = 0;

  constructor(
    earlier: Handed | undefined,
    private readonly blanks: Blanks,
  ) {
    this.#earlier = earlier;
  }

  /** Whether all was handed out. */
  get isEmpty(): boolean {
    return this.#queue.empty;
  }

  /** The time of what comes last. */
  get last(): Millis | undefined {
    return this.#queue.last;
  }

  /** How much of what was read was handed out, where that is not all or nothing. */
  get handed(): Handed | undefined {
    return this.#handed ?? this.#earlier;
  }

  fill(items: readonly Queued[]): void {
    this.#queue.fill(items);
  }

  /** What is not later than `frontier`, and whether a signal is among it. */
  take(frontier: Millis): { readonly out: readonly Queued[]; readonly tells: boolean } {
    const out = this.#queue.take(frontier);
    const last = out.findLast(({ event }) => event.type === 'signal')?.event;
    if (this.#queue.empty) this.#handed = undefined;
    else if (last?.type === 'signal') {
      const { id, offset } = last.signal;
      this.#handed = { id, offset, generation: this.#generation };
    }
    return { out, tells: last !== undefined };
  }

  /** Another file has other lines: none of them was handed out. */
  forget(): void {
    this.#earlier = undefined;
  }

  /** Signals of what was read, without those that were handed out before a crash. `isData`: they come with lines. */
  signals(
    timed: readonly TimedHit[],
    from: Omit<HitPlace, 'generation'>,
    cursor: TrackState['cursor'],
    readAt: Millis,
    isData: boolean,
  ): Queued[] {
    this.#generation = cursor?.generation ?? 0;
    const place = { ...from, generation: this.#generation };
    const isKnown = this.#earlier !== undefined;
    const first = isKnown
      ? this.#firstNew(
          timed.map(({ hit }) => signalId(place, hit)),
          cursor,
          isData,
        )
      : 0;
    return (first === 0 ? timed : timed.slice(first)).map(({ hit, time }) => {
      const at = Number.isFinite(time) ? time : readAt;
      return { time, event: { type: 'signal', at, signal: signalOf(place, hit, at, this.blanks) } };
    });
  }

  /** How many of the signals were handed out by an earlier life. They are the same again, and perhaps more follow. */
  #firstNew(ids: readonly string[], cursor: TrackState['cursor'], isData: boolean): number {
    const earlier = this.#earlier;
    if (earlier === undefined) return 0;
    const found = ids.lastIndexOf(earlier.id);
    // A copy that is still being written may end before the line: then all of it was handed out.
    const ahead = earlier.generation === cursor?.generation && earlier.offset >= cursor.offset;
    if (found < 0 && ahead) return ids.length;
    if (found >= 0) this.#handed = earlier;
    if (found >= 0 || isData) this.#earlier = undefined;
    return found + 1;
  }
}

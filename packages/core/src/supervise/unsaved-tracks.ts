import type { Millis } from '../contract.js';
import type { Taken, TrackStates } from '../intake/intake.js';
import type { TrackState } from '../intake/track-state.js';

/** A place that need not be kept at once is kept after this time (ms): lines that tell nothing are read again after a crash. */
const LATEST: Millis = 5_000;

interface Unsaved {
  state: TrackState;
  readonly since: Millis;
}

/**
 * How far sources are read, as long as that is not committed. Only what told something must be kept with what it told;
 * to write down every place with every batch would cost more than to read.
 */
export class UnsavedTracks {
  /** The one that has waited longest is first. */
  readonly #waiting = new Map<string, Unsaved>();
  readonly #bound = new Set<string>();

  add({ moved, bound }: Pick<Taken, 'moved' | 'bound'>, now: Millis): void {
    for (const [id, state] of moved) {
      const before = this.#waiting.get(id);
      if (before === undefined) this.#waiting.set(id, { state, since: now });
      else before.state = state;
    }
    for (const id of bound) this.#bound.add(id);
  }

  /** What is to be committed now, which then counts as kept. `all`: nothing may wait any longer. */
  take(now: Millis, all: boolean): TrackStates {
    const taken = new Map<string, TrackState>();
    for (const [id, { state, since }] of this.#waiting) {
      if (!all && since > now - LATEST) break;
      taken.set(id, state);
    }
    for (const id of this.#bound) {
      const one = this.#waiting.get(id);
      if (one !== undefined) taken.set(id, one.state);
    }
    for (const id of taken.keys()) this.#waiting.delete(id);
    this.#bound.clear();
    return taken;
  }
}

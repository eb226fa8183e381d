import type { Millis } from '../contract.js';
import type { Taken, TrackStates } from '../intake/intake.js';
import type { TrackState } from '../intake/track-state.js';

/** A place that need not be kept at once is kept after this time (ms): lines that tell nothing are read again after a crash. */
const LATEST: Millis = 5_000;

/**
 * Of those, a commit takes no more than these, or this part of all, so that what has come together does not make what
 * happened wait for a thousand rows.
 */
const FEW = 64;
const SHARE = 16;

interface Unsaved {
  one: { readonly state: TrackState };
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
    for (const [id, one] of moved) {
      const before = this.#waiting.get(id);
      if (before === undefined) this.#waiting.set(id, { one, since: now });
      else before.one = one;
    }
    for (const id of bound) this.#bound.add(id);
  }

  /** What is to be committed now, which then counts as kept. `all`: nothing may wait any longer. */
  take(now: Millis, all: boolean): TrackStates {
    const taken = new Map<string, TrackState>();
    const most = all ? Number.POSITIVE_INFINITY : Math.max(FEW, this.#waiting.size / SHARE);
    for (const [id, { one, since }] of this.#waiting) {
      if (!all && (since > now - LATEST || taken.size >= most)) break;
      taken.set(id, one.state);
    }
    for (const id of this.#bound) {
      const unsaved = this.#waiting.get(id);
      if (unsaved !== undefined) taken.set(id, unsaved.one.state);
    }
    for (const id of taken.keys()) this.#waiting.delete(id);
    this.#bound.clear();
    return taken;
  }
}

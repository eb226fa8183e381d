import type { EngineEvent, Millis } from '../contract.js';
import { Besides } from './besides.js';
import type { Track } from './track.js';
import type { TrackState } from './track-state.js';

/** With more sources than this, the mark for all is worked out no more often than `EVERY` (ms): that takes a look at each. */
const FEW = 64;
const EVERY: Millis = 250;

/** What the engine is told of how far sources are read: by name where it did not know them as read, else one mark for all. */
export class Marks {
  #common = Number.NEGATIVE_INFINITY;
  #worked = Number.NEGATIVE_INFINITY;
  /** Sources that the engine knows of an earlier life of this attempt, and that were not found since. */
  readonly #missing: Set<string>;
  readonly #besides = new Besides();

  constructor(
    readonly attempt: number,
    states: ReadonlyMap<string, TrackState>,
  ) {
    this.#missing = new Set([...states].flatMap(([id, { known }]) => (known === attempt ? [id] : [])));
  }

  /** A source was found. */
  found({ source }: Track): void {
    this.#missing.delete(source.id);
  }

  /** `looked`: what was looked at now, of `all`. `whole`: it was everything. */
  after(looked: readonly Track[], all: ReadonlyMap<string, Track>, now: Millis, whole: boolean): EngineEvent[] {
    const quiet = looked.filter((track) => !track.waiting && !track.isBeside);
    const events: EngineEvent[] = [...blindness(quiet, now), ...ends(quiet, now), ...this.#named(quiet, now)];
    for (const told of this.#besides.after(looked, now)) events.push(told);
    if (whole || all.size <= FEW || now - this.#worked >= EVERY) {
      this.#worked = now;
      const as_of = this.#least(all, now);
      if (as_of > this.#common) {
        this.#common = as_of;
        events.push({ type: 'watermark', at: now, as_of });
      }
    }
    return events;
  }

  #named(quiet: readonly Track[], at: Millis): EngineEvent[] {
    const fresh = quiet.filter((track) => track.asOf !== undefined && track.phase === 'caught_up' && !track.isCovered);
    if (fresh.length === 0) return [];
    for (const track of fresh) track.cover();
    const [source = '', ...others] = fresh.map((track) => track.source.id);
    const as_of = Math.min(...fresh.map((track) => track.asOf as Millis));
    return [{ type: 'watermark', at, source, ...(others.length === 0 ? {} : { others }), as_of }];
  }

  /** Up to when all are read that a mark for all covers. */
  #least(all: ReadonlyMap<string, Track>, now: Millis): Millis {
    if (this.#missing.size > 0) return Number.NEGATIVE_INFINITY;
    let least = Number.POSITIVE_INFINITY;
    let open = false;
    let ofJob = 0;
    for (const track of all.values()) {
      if (track.isBeside) continue;
      ofJob += 1;
      if (track.phase === 'ended' && !track.waiting) continue;
      open = true;
      if (track.isCovered) least = Math.min(least, track.asOf ?? Number.NEGATIVE_INFINITY);
    }
    if (ofJob === 0) return Number.NEGATIVE_INFINITY;
    // What has ended to the last is behind in nothing, whatever was told of all before.
    if (!open) return this.#common === Number.NEGATIVE_INFINITY ? this.#common : now;
    return Number.isFinite(least) ? least : Number.NEGATIVE_INFINITY;
  }
}

/** Of several that can't be read for one reason, one word. */
function blindness(quiet: readonly Track[], at: Millis): EngineEvent[] {
  const reasons = new Map<string, Track[]>();
  for (const track of quiet) {
    if (track.phase !== 'blind' || track.error === undefined) continue;
    track.uncover();
    const { code } = track.error as NodeJS.ErrnoException;
    const reason = code ?? track.error.message;
    reasons.set(reason, [...(reasons.get(reason) ?? []), track]);
  }
  return [...reasons.values()].map((tracks) => {
    const [source = '', ...others] = tracks.map((track) => track.source.id);
    const error = tracks[0]?.error?.message ?? '';
    return { type: 'blind', at, source, ...(others.length === 0 ? {} : { others }), error };
  });
}

function ends(quiet: readonly Track[], at: Millis): EngineEvent[] {
  return quiet.flatMap((track): EngineEvent[] =>
    track.takeEnd() ? [{ type: 'source_ended', at, source: track.source.id }] : [],
  );
}

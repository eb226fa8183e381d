import type { Millis, Signal } from '../contract.js';
import type { Hit } from '../match/types.js';
import { timeHits } from './hit-times.js';
import { type Blanks, signalOf } from './signal.js';
import type { SourceClock } from './source-clock.js';

/** Makes signals of the hits of one source that no run follows. */
export interface HitSignals {
  readonly source: string;
  /** In their order. Who states no time has that of the hit before it, else `readAt`. */
  of(hits: readonly Hit[], readAt: Millis): readonly Signal[];
}

/** For a source that is read once, from its start. */
export function hitSignals(source: string): HitSignals {
  const blanks: Blanks = new Map();
  const place = { attempt: 1, source, generation: 0 };
  let clock: SourceClock = {};
  return {
    source,
    of(hits, readAt) {
      const told = timeHits(hits, clock, readAt, (_, near) => near);
      clock = told.clock;
      return told.timed.map(({ hit, time }) => signalOf(place, hit, time, blanks));
    },
  };
}

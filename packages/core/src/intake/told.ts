import type { Millis } from '../contract.js';
import type { TimedHit } from './hit-times.js';
import type { Queued } from './queue.js';
import type { SourceClock } from './source-clock.js';

/** What a chunk of lines tells, in time. */
export interface Told {
  readonly timed: readonly TimedHit[];
  /** When the source printed. */
  readonly output: readonly Queued[];
  readonly clock: SourceClock;
  /** What the source brings next is not earlier than this. `Infinity`: its lines tell no time. */
  readonly frontier: Millis;
  /** Of a replay: lines since the last one that states a time. */
  readonly loose?: number;
}

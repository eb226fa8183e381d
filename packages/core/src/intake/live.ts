import type { Millis } from '../contract.js';
import type { Hit } from '../match/types.js';
import { type Chunk, timeAbove } from './chunk.js';
import { timeHits } from './hit-times.js';
import type { SourceClock } from './source-clock.js';
import type { Told } from './told.js';

/** A chunk that was read just now: a line that states no time has that of its reading. */
export function live(source: string, chunk: Chunk, hits: readonly Hit[], clock: SourceClock, readAt: Millis): Told {
  const told = timeHits(hits, clock, readAt, () => undefined);
  const { last } = told.clock;
  const end = endOf(chunk, told.clock, readAt);
  const frontier = Math.min(Math.max(end, last ?? end), readAt);
  // That it printed is news of this moment: a run whose backlog is being read is not taken for a silent one.
  const output = { type: 'output', at: readAt, source, time: readAt, lines: chunk.lines } as const;
  return { timed: told.timed, output: [{ time: frontier, event: output }], clock: told.clock, frontier };
}

/** A few lines that were printed since the end was last seen are no backlog. */
export const FEW_BYTES = 64 << 10;

/** In a backlog, what comes next is known to be no earlier than the last line, which may be long ago; else than the last sight of the end. */
function endOf(chunk: Chunk, clock: SourceClock, readAt: Millis): Millis {
  const { last, floor } = clock;
  if (floor !== undefined && chunk.bytes.length < FEW_BYTES) return floor;
  return timeAbove(clock, chunk, chunk.from + chunk.bytes.length + 1, last ?? readAt) ?? last ?? readAt;
}

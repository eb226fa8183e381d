import type { EngineEvent, Millis } from '../contract.js';
import { activity } from '../match/activity.js';
import { countLines } from '../match/count-lines.js';
import type { Hit } from '../match/types.js';
import { type Chunk, timeAbove } from './chunk.js';
import { timeHits } from './hit-times.js';
import type { Queued } from './queue.js';
import { datedTime, type SourceClock, statedTime } from './source-clock.js';
import type { Told } from './told.js';

/** Events of one source are this coarse about when it printed, in ms. */
const GRANULARITY = 10_000;
/** So many lines without a time may belong to the line above them (a table, a warning's second line). */
const LOOSE = 5;
/** More of them say nothing more. */
const ENOUGH = LOOSE + 1;
/** A time of just now may lie this far ahead, in another zone. */
const ZONES = 14 * 3_600_000;
const HALF_A_YEAR = (365 / 2) * 86_400_000;

/** A chunk of a finished log: its lines themselves tell when they were printed, as far as they state a time. */
export function replayed(
  source: string,
  chunk: Chunk,
  hits: readonly Hit[],
  before: { readonly clock: SourceClock; readonly loose: number },
  readAt: Millis,
): Told {
  const near = before.clock.last ?? firstDated(chunk, before.clock, readAt) ?? pastOf(chunk, before.clock, readAt);
  const marks = activity(chunk.bytes, near, GRANULARITY, (line) => statedTime(before.clock, line, near));
  const start = before.clock.last ?? marks[0]?.time;
  const { lines } = chunk;
  if (start === undefined) {
    const frontier = Number.POSITIVE_INFINITY;
    const output = { type: 'output', at: readAt, source, time: readAt, lines } as const;
    const timed = hits.map((hit) => ({ hit, time: frontier }));
    return { timed, output: [{ time: frontier, event: output }], clock: before.clock, frontier, loose: 0 };
  }
  const output: Queued[] = [];
  const tell = (event: EngineEvent) => output.push({ time: event.at, event });
  const steps = hits.filter((hit) => hit.rule.kind === 'progress').map((hit) => hit.offset - chunk.from);
  let { loose } = before;
  let last = start;
  let seen = 0;
  let step = 0;
  for (const mark of marks) {
    loose += countLines(chunk.bytes, seen, mark.start, ENOUGH);
    const first = step;
    while (step < steps.length && (steps[step] as number) < mark.start) step += 1;
    const stepped = step > first && (steps[step - 1] as number) >= seen;
    // Lines without a time were printed some time between two marks that lie far apart. A gap that holds more than a
    // few of them, a step or a bar is no silence but a time that is not known, in which no clock runs.
    const far = mark.time - last > GRANULARITY;
    if (far && (loose > LOOSE || stepped || hasBar(chunk.bytes.subarray(seen, mark.start)))) {
      tell({ type: 'blind', at: last, source, error: 'these lines do not tell when they were printed' });
      tell({ type: 'watermark', at: mark.time, source, as_of: mark.time });
    }
    last = Math.max(last, mark.time);
    tell({ type: 'output', at: last, source, time: last, lines: 0 });
    seen = mark.next;
    loose = 0;
  }
  loose += countLines(chunk.bytes, seen, chunk.bytes.length, ENOUGH);
  // A clock that is ahead of ours is no reason to crowd the lines at the moment of reading: they keep their distances.
  const readBy = Math.max(readAt, last);
  const told = timeHits(hits, { ...before.clock, last: start }, readBy, (hit, near) =>
    marks.length === 0 ? near : (timeAbove(before.clock, chunk, hit.offset, near) ?? near),
  );
  const end = Math.max(last, told.clock.last ?? last);
  tell({ type: 'output', at: end, source, time: end, lines });
  return { timed: told.timed, output, clock: { ...told.clock, last: end }, frontier: end, loose };
}

/** Where no line states its year: a finished log was printed before it was read, so that the nearest year may be too late. */
function pastOf({ bytes }: Chunk, clock: SourceClock, readAt: Millis): Millis {
  const first = activity(bytes, readAt, Number.POSITIVE_INFINITY, (line) => statedTime(clock, line, readAt))[0]?.time;
  return first === undefined || first <= readAt + ZONES ? readAt : readAt - HALF_A_YEAR;
}

/** A progress bar (of tqdm) is redrawn for as long as it runs; what is left of it in a file is one line, or one with `\r`. */
function hasBar(bytes: Buffer): boolean {
  return bytes.includes('%|') || bytes.includes('\r');
}

/** When a log was printed that is read now, perhaps years later: what its times without a year are near to. */
function firstDated({ bytes }: Chunk, clock: SourceClock, readAt: Millis): Millis | undefined {
  return activity(bytes, readAt, Number.POSITIVE_INFINITY, (line) => datedTime(clock, line, readAt))[0]?.time;
}

import type { Millis } from '../contract.js';
import { type SourceClock, statedTime } from './source-clock.js';

const LF = 10;
/** Lines above a place that are searched for a time. */
const LOOK_BACK = 64;
/** Of a line, what is read to find its time. */
const HEAD = 1024;

/** Whole lines of a source, and the offset of the first byte. */
export interface Chunk {
  readonly bytes: Buffer;
  readonly from: number;
  /** How many line ends it holds. */
  readonly lines: number;
}

/** The last line of a chunk that is not empty. */
export function lastLine(bytes: Buffer): string {
  const end = bytes.at(-1) === LF ? bytes.length - 1 : bytes.length;
  const start = end === 0 ? 0 : bytes.lastIndexOf(LF, end - 1) + 1;
  return bytes.toString('utf8', start, Math.min(end, start + HEAD));
}

/** The time of the nearest line above `offset` (of the source) that states one. */
export function timeAbove(
  clock: SourceClock,
  { bytes, from }: Chunk,
  offset: number,
  near: Millis,
): Millis | undefined {
  let end = offset - from - 1;
  for (let looked = 0; looked < LOOK_BACK && end > 0; looked++) {
    const start = bytes.lastIndexOf(LF, end - 1) + 1;
    const time = statedTime(clock, bytes.toString('utf8', start, Math.min(end, start + HEAD)), near);
    if (time !== undefined) return time;
    end = start - 1;
  }
  return undefined;
}

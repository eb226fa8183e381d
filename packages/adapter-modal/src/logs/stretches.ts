import type { Millis } from '@sigwatch/core';

/** A part of a log on Modal's clock, in whole seconds. */
export interface Stretch {
  readonly from: Millis;
  /** The first moment behind it. Missing: all that there is. */
  readonly to?: Millis;
  /** The newest entries of it only, as many as the client brings at once. */
  readonly newest?: true;
}

/** The client does not bring a stretch that has so many entries. */
export class TooManyError extends Error {
  override readonly name = 'TooManyError';
}

/** What the client says then (modal/_logs.py): it counts entries by stretches, halves those that are full a few times, and gives up. */
export const TOO_MANY = /Too many logs to fetch/;
/** Entries that it brings at once. */
export const MOST_AT_ONCE = 20_000;

const SECOND = 1_000;

/**
 * Reads a stretch, oldest first, and in halves where it has too many entries. Of one second that has too many the newest are
 * read. Rejects as `read` does; what was read before that has no gap.
 */
export async function readInPieces(
  read: (stretch: Stretch) => Promise<void>,
  stretch: Stretch,
  now: Millis,
): Promise<void> {
  try {
    return await read(stretch);
  } catch (error) {
    if (!(error instanceof TooManyError) || stretch.newest) throw error;
    const { from, to } = stretch;
    const middle = wholeSecond((from + (to ?? now)) / 2);
    if (middle > from) {
      await readInPieces(read, { from, to: middle }, now);
      return readInPieces(read, { from: middle, ...(to === undefined ? {} : { to }) }, now);
    }
    // The second that goes on is read when it is over.
    if (to === undefined) throw error;
    return read({ ...stretch, newest: true });
  }
}

export const isIn = (time: Millis, { from, to = Number.POSITIVE_INFINITY }: Stretch): boolean =>
  time >= from && time < to;

/** As the client takes it. */
export const stretchArgs = ({ from, to, newest }: Stretch): readonly string[] => [
  ...['--since', isoOf(from)],
  ...(to === undefined ? [] : ['--until', isoOf(to)]),
  ...(newest ? ['--tail', String(MOST_AT_ONCE)] : []),
];

export const wholeSecond = (time: Millis): Millis => Math.floor(time / SECOND) * SECOND;

const isoOf = (time: Millis): string => new Date(time).toISOString().replace(/\.\d+Z$/, '+00:00');

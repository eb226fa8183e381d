import type { Millis } from '../contract.js';

/** A source that grows without hints is looked at no more often than this (ms). */
const FASTEST = 50;
/** However many sources there are, each is looked at this often (ms). */
const SLOWEST = 4_000;
/** Time (ms) that one more idle source adds to the interval of all: so bounds them to 2,500 looks a second together. */
const SHARE = 0.4;
/** With more sources than this, those that are due at about the same time are looked at together: in one part of so many of the interval at least. */
const FEW = 64;
const PARTS = 16;

/** To look whether a run has anything to do costs as much as to look at so many sources: 0.2 ms and 8 µs. */
const SOURCES_OF_A_RUN = 20;

/** What `others`, runs of the same process, count for beside so many sources of this one. */
export const crowdOf = (sources: number, others: () => number = () => 0): number =>
  sources + others() * SOURCES_OF_A_RUN;

/** How long an idle source waits for its next look: `poll` where there are few, longer where there are thousands. */
export const idleInterval = (poll: Millis, sources: number): Millis =>
  Math.max(poll, Math.min(SLOWEST, sources * SHARE));

/**
 * The interval after a look that nobody hinted at. One that found something came late: the next comes sooner. Hints
 * that work leave nothing to be found.
 */
export function nextInterval(interval: Millis, found: boolean, idle: Millis): Millis {
  if (found) return Math.min(interval, Math.max(FASTEST, interval / 2));
  return Math.min(idle, interval * 2);
}

export function nextLook(now: Millis, interval: Millis, sources: number): Millis {
  if (sources <= FEW) return now + interval;
  // Powers of two, so that a run and its sources, whose intervals differ by a little, are looked at at the same moments.
  const slice = 2 ** Math.ceil(Math.log2(interval / PARTS));
  return Math.ceil((now + interval) / slice) * slice;
}

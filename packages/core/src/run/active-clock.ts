import type { Millis } from '../contract.js';

/**
 * Time that counts. Deadlines run on active time, which stands still while sigwatch cannot know how the run is:
 * a source is blind, the platform does not answer, the job is pending or suspended, or a person paused it.
 */
export interface ActiveClock {
  /** ms that did not count so far. */
  readonly frozen: Millis;
  /** Why the clock stands, each reason once; empty while it runs. */
  readonly reasons: readonly string[];
  /** Since when it stands. */
  readonly since?: Millis;
  /** When it last began to run again: what was seen before that moment proves nothing about now. */
  readonly resumed?: Millis;
}

export const runningClock: ActiveClock = { frozen: 0, reasons: [] };

/** Active time of the moment `at`. What lies before the clock last began to run counts as of then: deadlines come late rather than early. */
export function active(clock: ActiveClock, at: Millis): Millis {
  const running = clock.since === undefined ? at : Math.min(clock.since, at);
  return Math.max(running, clock.resumed ?? running) - clock.frozen;
}

/** The wall time at which `active` time is reached, or undefined while the clock stands. */
export function wall(clock: ActiveClock, activeTime: Millis): Millis | undefined {
  return clock.since === undefined ? activeTime + clock.frozen : undefined;
}

export function freeze(clock: ActiveClock, reason: string, at: Millis): ActiveClock {
  if (clock.reasons.includes(reason)) return clock;
  return { ...clock, reasons: [...clock.reasons, reason], since: clock.since ?? at };
}

export function thaw(clock: ActiveClock, reason: string, at: Millis): ActiveClock {
  if (!clock.reasons.includes(reason)) return clock;
  const reasons = clock.reasons.filter((other) => other !== reason);
  if (reasons.length > 0) return { ...clock, reasons };
  return { frozen: clock.frozen + Math.max(0, at - (clock.since ?? at)), reasons, resumed: at };
}

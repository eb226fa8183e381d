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

/** Stops the clock for each of the reasons. */
export function freeze(clock: ActiveClock, reasons: string | readonly string[], at: Millis): ActiveClock {
  const known = new Set(clock.reasons);
  const fresh = [reasons].flat().filter((reason) => !known.has(reason));
  if (fresh.length === 0) return clock;
  return { ...clock, reasons: [...clock.reasons, ...fresh], since: clock.since ?? at };
}

/** Takes the reasons away; the clock runs again once there is none left. */
export function thaw(clock: ActiveClock, over: string | readonly string[], at: Millis): ActiveClock {
  if (clock.reasons.length === 0) return clock;
  const gone = new Set([over].flat());
  const reasons = clock.reasons.filter((other) => !gone.has(other));
  if (reasons.length === clock.reasons.length) return clock;
  if (reasons.length > 0) return { ...clock, reasons };
  return { frozen: clock.frozen + Math.max(0, at - (clock.since ?? at)), reasons, resumed: at };
}

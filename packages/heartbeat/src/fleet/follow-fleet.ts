import { type Millis, pause } from '@sigwatch/core';
import type { Thresholds } from '../verdict.js';
import { type FleetStep, fleet } from './fleet.js';
import type { FleetState } from './fleet-state.js';
import { type PollContext, pollFleet } from './poll.js';

export interface FollowOptions extends PollContext {
  /** What was remembered last. */
  readonly state: FleetState;
  readonly thresholds: Thresholds;
  /** ms from the beginning of a poll to that of the next. */
  readonly interval: Millis;
  /** Whether one listing tells of all runs, as of S3. */
  readonly listing: boolean;
}

export interface FleetRound extends FleetStep {
  /** The moment of which it tells. */
  readonly at: Millis;
}

/**
 * Polls for ever, and hands out what follows from each poll. The next one is made when that was taken, so that two never
 * overlap: one that takes longer than the interval is followed by the next at once. Ends at the abort.
 */
export async function* followFleet(options: FollowOptions): AsyncGenerator<FleetRound, void> {
  const { deps, abort, interval, thresholds, listing } = options;
  let { state } = options;
  while (!abort.aborted) {
    const started = deps.now();
    const look = await pollFleet(state.runs, options, { listing }).catch((error: unknown) => {
      if (!abort.aborted) throw error;
    });
    if (look === undefined) return;
    const step = fleet(state, look, thresholds);
    ({ state } = step);
    yield { ...step, at: look.at };
    await pause(deps, Math.max(deps.now(), started + interval), abort);
  }
}

import { type Deps, type Millis, UnansweredError } from '@sigwatch/core';
import {
  decide,
  fleet,
  type HeartbeatStore,
  Pace,
  type PaceOptions,
  pollFleet,
  type Thresholds,
  type Verdict,
} from '@sigwatch/heartbeat';
import type { KeptFleet } from './fleet-row.js';

export interface FleetPlace {
  readonly store: HeartbeatStore;
  /** Whether one listing tells of all runs, as of S3. */
  readonly listing: boolean;
  readonly thresholds: Thresholds;
}

/** How much a store is asked: of S3, what two files of 3,000 runs take in a minute; a directory is not spared. */
export const paceOf = (listing: boolean): PaceOptions => ({
  per_minute: listing ? 6_000 : Number.POSITIVE_INFINITY,
  at_once: 16,
});

export interface OneLook {
  readonly at: Millis;
  readonly runs: ReadonlyMap<string, { readonly verdict: Verdict; readonly notices: readonly string[] }>;
}

/**
 * How all runs are now, by one look. `kept`: what a process that follows them has noted, without which nobody knows for how
 * long a step stands. Rejects with {@link UnansweredError} where nobody could tell which runs there are.
 */
export async function lookAtFleet(
  place: FleetPlace,
  kept: KeptFleet,
  deps: Deps,
  abort: AbortSignal,
): Promise<OneLook> {
  const { store, listing, thresholds } = place;
  const pace = new Pace(paceOf(listing), deps);
  const look = await pollFleet(kept.state.runs, { store, pace, deps, abort }, { listing });
  if ('unlisted' in look) throw new UnansweredError(look.unlisted);
  const { state } = fleet(kept.state, look, thresholds);
  const runs = [...state.runs]
    .filter(([name]) => look.runs.has(name))
    .map(([name, { memory }]) => {
      const verdict = decide(memory, thresholds, look.at);
      return [name, { verdict, notices: memory.notices.fresh }] as const;
    });
  return { at: look.at, runs: new Map(runs) };
}

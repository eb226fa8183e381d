import { setMaxListeners } from 'node:events';
import { type Deps, type Millis, MissingPackageError } from '@sigwatch/core';
import type { HeartbeatStore } from '../store/heartbeat-store.js';
import { byFolders } from './by-folders.js';
import { byListing } from './by-listing.js';
import type { FleetLook, FleetRun, RunLook } from './fleet-state.js';
import type { Pace } from './pace.js';

export interface PollContext {
  readonly store: HeartbeatStore;
  readonly pace: Pace;
  readonly deps: Deps;
  readonly abort: AbortSignal;
}

/** Runs by the names of their folders. */
export type KnownRuns = ReadonlyMap<string, FleetRun>;

/** What all runs are as of one moment. Rejects where nobody could tell which runs there are. */
export type Polling = (
  known: KnownRuns,
  context: PollContext,
) => Promise<{ readonly at: Millis; readonly runs: ReadonlyMap<string, RunLook> }>;

/**
 * One look at all runs. `listing`: one listing tells what has changed, and only that is read; without it, of a directory,
 * each run is looked at by itself, so that one that may not be read hides no other. Rejects only at the abort, and with a MissingPackageError.
 */
export async function pollFleet(known: KnownRuns, context: PollContext, how: { listing: boolean }): Promise<FleetLook> {
  const { deps, abort } = context;
  // One for each request that waits; Node warns of more than ten, as if they were forgotten.
  setMaxListeners(0, abort);
  try {
    const look = await (how.listing ? byListing : byFolders)(known, context);
    abort.throwIfAborted();
    return look;
  } catch (error) {
    abort.throwIfAborted();
    if (error instanceof MissingPackageError) throw error;
    return { at: deps.now(), unlisted: error instanceof Error ? error.message : String(error) };
  }
}

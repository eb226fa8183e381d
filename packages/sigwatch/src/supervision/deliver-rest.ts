import { type Deps, deliverLeft, type Store } from '@sigwatch/core';
import { currentOwner } from '@sigwatch/store';
import { registryWith } from '../built-in.js';
import type { Shared } from '../shared.js';
import { asItWasStarted } from './take-up.js';

export interface Rest {
  readonly store: Store;
  readonly shared: Shared;
  readonly run_id: string;
  readonly deps: Deps;
  readonly abort: AbortSignal;
  /** Gives up waiting then; without it all is delivered, or given up. */
  readonly until?: number;
  /** Sends again what nobody took. */
  readonly retry?: boolean;
  readonly tell: (text: string) => void;
}

/** Delivers what people are still to be told of a run that has ended, with the notifiers that it has now. Resolves with how many notices are left. */
export async function deliverRest({ shared, tell, ...how }: Rest): Promise<number> {
  const run = how.store.load(how.run_id);
  if (run === undefined) return 0;
  const given = await asItWasStarted(run, shared, tell);
  return deliverLeft({
    ...how,
    // Of a run that only watched logs nobody knows how it was started: its notices say where they go.
    notifiers: given?.monitor.notifiers ?? [],
    registry: given?.registry ?? registryWith(),
    ...(given?.alerts?.settings === undefined ? {} : { settings: given.alerts.settings }),
    queues: shared.alerts,
    owner: currentOwner(),
  });
}

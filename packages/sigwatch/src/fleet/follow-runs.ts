import type { Deps, RunState, SigwatchEvent } from '@sigwatch/core';
import { followFleet, Pace } from '@sigwatch/heartbeat';
import type { FleetRules } from './diagnose.js';
import { evidenceOf } from './evidence.js';
import { fleetEvents } from './fleet-events.js';
import type { FleetJournal } from './fleet-journal.js';
import { type FleetPlace, paceOf } from './look-at-fleet.js';

export interface FollowRuns extends FleetPlace {
  readonly journal: FleetJournal;
  readonly rules: FleetRules;
  /** ms between polls. */
  readonly interval: number;
  readonly deps: Deps;
  readonly abort: AbortSignal;
  /** Called after each poll. */
  readonly looked: (states: readonly RunState[], at: number) => void;
}

/** Polls all runs until the abort; what follows from a poll is committed, then told. Rejects when the journal is lost. */
export async function followRuns(options: FollowRuns): Promise<void> {
  const { journal, store, listing, rules, interval, deps, abort, looked } = options;
  const pace = new Pace(paceOf(listing), deps);
  const { run_id: fleet_id, state } = journal;
  for await (const round of followFleet({ ...options, state, pace })) {
    const { news, at } = round;
    const found = await evidenceOf(news, at, { store, pace, deps, abort, rules, interval }).catch((error: unknown) => {
      if (!abort.aborted) throw error;
    });
    // What was not looked into is told by whoever takes the fleet up again.
    if (found === undefined) return;
    const diagnoses = new Map([...found].flatMap(([run, { diagnosis }]) => (diagnosis ? [[run, diagnosis]] : [])));
    const context = { fleet_id, root: store.root, monitor: rules.monitor.names, at, diagnoses };
    const events: readonly SigwatchEvent[] = fleetEvents(news, context);
    journal.commit({ ...round, events, found });
    looked(statesOf(journal), at);
  }
}

/** As they are known to be now; without those that are gone. */
export const statesOf = ({ rows, state: fleet }: Pick<FleetJournal, 'rows' | 'state'>): readonly RunState[] =>
  [...rows.values()].flatMap(({ state, unread, gone }) => {
    const isKnown = unread === undefined && fleet.unlisted === undefined;
    return gone ? [] : [isKnown ? state : 'unknown'];
  });

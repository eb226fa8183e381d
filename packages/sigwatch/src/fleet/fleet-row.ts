import type { AlertState, Json } from '@sigwatch/core';
import type { FleetRun, FleetState } from '@sigwatch/heartbeat';

/** What the journal keeps of one run of the fleet. */
export interface FleetRow extends FleetRun {
  /** What people were told of it. */
  readonly alerts?: AlertState;
  /** When sigwatch saw it first (ms). */
  readonly first: number;
}

/** The row that holds what concerns all runs; no run can be called so, since a folder has no empty name. */
const FLEET = '';

export interface KeptFleet {
  readonly state: FleetState;
  readonly rows: ReadonlyMap<string, FleetRow>;
}

type Rows = Iterable<readonly [id: string, state: Json]>;

/** The fleet as its journal has it. */
export function keptFleet(stored: Rows): KeptFleet {
  const all = new Map(stored as Iterable<readonly [string, unknown]>) as Map<string, FleetRow>;
  const own = all.get(FLEET) as Omit<FleetState, 'runs'> | undefined;
  all.delete(FLEET);
  return { state: { ...own, runs: all }, rows: all };
}

/** What is written of a fleet as a whole. */
export const fleetRow = (own: Omit<FleetState, 'runs'>) => [FLEET, own] as const;

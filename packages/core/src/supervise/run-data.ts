import type { Json } from '../contract.js';
import type { Journal } from './journal.js';
import type { RunContext } from './options.js';

/** What a run is, for those who see its beginning. */
export function runData(run: RunContext, journal: Journal): Readonly<Record<string, Json | undefined>> {
  return {
    name: run.name,
    command: run.command?.argv,
    job: journal.snapshot.job?.id,
    monitor: run.monitor.names,
    policy: run.policy?.name,
    packs: run.packs as unknown as Json,
  };
}

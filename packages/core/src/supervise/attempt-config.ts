import { engineSettings } from '../config/engine-settings.js';
import type { AttemptConfig } from '../run/attempt-state.js';
import type { Journal } from './journal.js';
import type { RunContext } from './options.js';
import { nativeId } from './values.js';

/** What the pure engine is told about this attempt; part of the record, so that a replay decides alike. */
export function attemptConfig(run: RunContext, journal: Journal): AttemptConfig {
  const { job } = journal.snapshot;
  return {
    run_id: run.run_id,
    attempt: journal.snapshot.attempt,
    name: run.name,
    ...(job === undefined ? {} : { job_id: nativeId(job) }),
    has_job: run.adapter !== undefined && job !== undefined,
    ...(run.adapter?.delays === true ? { delays: true } : {}),
    ...engineSettings(run.monitor),
    policies: run.policies,
    operators: run.operators,
    ledger: journal.snapshot.ledger,
  };
}

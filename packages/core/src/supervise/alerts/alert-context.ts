import type { AlertContext, AlertPlace } from '../../alerts/alert-state.js';
import type { Millis } from '../../contract.js';
import { costSummary } from '../../cost/run-cost.js';
import { beganOf, type Snapshot } from '../snapshot.js';
import { nativeId } from '../values.js';

type Known = Pick<AlertContext, 'run_id' | 'name' | 'settings' | 'dry_run' | 'awake' | 'last_line' | keyof AlertPlace>;

/** What a run's snapshot tells beside its events. Pure. */
export function alertContext(known: Known, snapshot: Snapshot, at: Millis): AlertContext {
  const { job, engine, cost } = snapshot;
  const { last } = engine.progress;
  const nodes = engine.job?.nodes ?? [];
  return {
    ...known,
    began: beganOf(snapshot),
    ...(job === undefined ? {} : { job_id: nativeId(job) }),
    ...(last === undefined ? {} : { step: last.step }),
    ...(last?.total === undefined ? {} : { total: last.total }),
    ...(nodes.length === 1 ? { node: nodes[0] as string } : {}),
    ...(cost === undefined ? {} : { cost: costSummary(cost, at) }),
  };
}

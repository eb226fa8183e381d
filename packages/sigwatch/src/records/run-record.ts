import { createHash } from 'node:crypto';
import type { RunRecord } from '@sigwatch/core';
import { lostSeconds } from './furthest.js';
import { memoryRecord } from './gpu-memory.js';
import { finalMetric } from './records-after.js';
import { recoveriesOf } from './recoveries.js';
import type { RecordsState } from './state.js';

/** The record of a run as far as its events tell. `interrupted`: nobody supervises it any more. Pure. */
export function runRecord(state: RecordsState, interrupted = false): RunRecord {
  const { first, ended, latest, gpus, furthest } = state;
  const until = Date.parse(ended ?? latest ?? '');
  const seconds = (until - Date.parse(first ?? '')) / 1000;
  return {
    training: {
      script: state.script,
      gpu_type: state.gpu_type ?? null,
      start_time: first ?? null,
      end_time: ended ?? null,
      duration_seconds: Number.isFinite(seconds) ? seconds : null,
      status: (interrupted && ended === undefined ? 'interrupted' : state.state) as RunRecord['training']['status'],
      epochs_completed: state.epoch ?? null,
      steps_completed: state.final_step ?? furthest.last ?? null,
      final_metric: finalMetric(state),
      checkpoint_path: state.checkpoint ?? null,
    },
    errors: [...state.errors],
    gpu_stats: memoryRecord(gpus),
    environment: state.environment ?? null,
    gpu_check: state.gpu_check ?? null,
    attempts: [...state.attempts],
    decisions: [...state.decisions],
    packs: [...(state.packs ?? [])],
    recoveries: recoveriesOf(state),
    time_lost_seconds: lostSeconds(furthest, until),
    cost: costRecord(state),
  };
}

/** Its attempts are lists of their own: records are written with what they are. */
const costRecord = ({ cost }: RecordsState): RunRecord['cost'] =>
  cost === undefined ? null : { ...cost, attempts: [...cost.attempts] };

/**
 * `summary_SCRIPT_STAMP.json`: the stamp is when the run began, in UTC, and some letters that tell runs apart which began
 * in the same second. Every life of sigwatch comes to the same name. Undefined before the first event.
 */
export function summaryName({ script, run_id, first }: RecordsState): string | undefined {
  if (first === undefined) return undefined;
  const stamp = `${first.slice(0, 10).replaceAll('-', '')}_${first.slice(11, 19).replaceAll(':', '')}`;
  const letters = createHash('sha256').update(run_id).digest('hex').slice(0, 6);
  return `summary_${fileName(script)}_${stamp}_${letters}.json`;
}

/** Names of runs may be anything. */
const fileName = (script: string): string => script.replace(/[^\w.-]+/g, '_').slice(0, 80) || 'run';

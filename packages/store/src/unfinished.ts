import type { Millis } from '@sigwatch/core';
import { listRunIds, readSummary, runFiles } from './run-files.js';

/**
 * Ids of the runs of a state directory that have not ended, as far as their summaries tell; those of which `known` says so
 * are left out and not looked at. Reads one small file a run, however large its journal is; of one whose supervisor was
 * killed at its very end the journal knows better.
 */
export function unfinishedRuns(directory: string, known: (run_id: string) => boolean = () => false): readonly string[] {
  return listRunIds(directory).filter(
    (run_id) => !known(run_id) && readSummary(runFiles(directory, run_id))?.ended_at === undefined,
  );
}

/**
 * Ids of ended runs of which people are still to be told something, as far as their summaries tell; those of which `known`
 * says so are left out and not looked at.
 */
export function undeliveredRuns(
  directory: string,
  known: (run_id: string) => boolean = () => false,
): readonly string[] {
  return listRunIds(directory).filter((run_id) => {
    if (known(run_id)) return false;
    const summary = readSummary(runFiles(directory, run_id));
    return summary?.ended_at !== undefined && (summary.undelivered ?? 0) > 0;
  });
}

/** When the first of the runs that have not ended began; 0 when one of them does not tell, undefined when all have ended. */
export function unfinishedSince(directory: string): Millis | undefined {
  const begun = unfinishedRuns(directory).map((run_id) => readSummary(runFiles(directory, run_id))?.started_at ?? 0);
  return begun.length === 0 ? undefined : Math.min(...begun);
}

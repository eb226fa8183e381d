import type { RunSummary } from '@sigwatch/core';
import { type Column, tableRows } from './columns.js';
import { duration } from './format.js';
import type { Look } from './line.js';
import { stateTone } from './status-line.js';

const COLUMNS: readonly Column[] = [
  // The name by which a run is asked for is never cut.
  { title: 'run' },
  { title: 'state' },
  { title: 'step', right: true },
  { title: 'restarts', right: true },
  { title: 'age', right: true },
  { title: 'job', shrinkTo: 10 },
  { title: 'root cause', shrinkTo: 8 },
];

/**
 * What `sigwatch status` prints: one row a run, the most recently changed first. `now` in ms; pure. The state of those
 * that nobody supervises (`alone`) is marked, since it is only the last known one.
 */
export function runsTable(
  runs: readonly RunSummary[],
  now: number,
  look: Look,
  alone: ReadonlySet<string> = new Set(),
): string[] {
  if (runs.length === 0) return ['No runs yet.'];
  const sorted = [...runs].sort((a, b) => b.updated_at - a.updated_at);
  const rows = sorted.map((run) => [
    run.run_id.startsWith(run.name) ? run.run_id : `${run.run_id} (${run.name})`,
    { text: alone.has(run.run_id) ? `${run.state}*` : run.state, tone: stateTone(run.state) },
    stepOf(run),
    String(run.restarts),
    duration((run.ended_at ?? now) - run.started_at),
    run.job ?? '',
    run.root ?? '',
  ]);
  return tableRows(COLUMNS, rows, look);
}

function stepOf(run: RunSummary): string {
  if (run.step === undefined) return '';
  return run.total === undefined ? String(run.step) : `${run.step}/${run.total}`;
}

import type { RunSummary } from '@sigwatch/core';
import { type Column, tableRows } from './columns.js';
import { duration } from './format.js';
import { paint } from './line.js';
import { stateTone } from './status-line.js';

export interface TableLook {
  readonly width: number;
  readonly color: boolean;
}

const COLUMNS: readonly Column[] = [
  { title: 'run', shrinkTo: 12 },
  { title: 'state' },
  { title: 'step', right: true },
  { title: 'restarts', right: true },
  { title: 'age', right: true },
  { title: 'job', shrinkTo: 10 },
  { title: 'root cause', shrinkTo: 8 },
];

/** What `sigwatch status` prints: one row a run, the most recently changed first. `now` in ms; pure. */
export function runsTable(runs: readonly RunSummary[], now: number, look: TableLook): string[] {
  if (runs.length === 0) return ['No runs yet.'];
  const sorted = [...runs].sort((a, b) => b.updated_at - a.updated_at);
  const rows = sorted.map((run) => [
    run.name === run.run_id ? run.run_id : `${run.run_id} (${run.name})`,
    run.state,
    stepOf(run),
    String(run.restarts),
    duration((run.ended_at ?? now) - run.started_at),
    run.job ?? '',
    run.root ?? '',
  ]);
  const table = tableRows(COLUMNS, rows, look.width);
  return table.map((row, i) => {
    if (i === 0) return paint(row, 'dim', look.color);
    const state = sorted[i - 1]!.state;
    return look.color ? row.replace(`  ${state}`, `  ${paint(state, stateTone(state), true)}`) : row;
  });
}

function stepOf(run: RunSummary): string {
  if (run.step === undefined) return '';
  return run.total === undefined ? String(run.step) : `${run.step}/${run.total}`;
}

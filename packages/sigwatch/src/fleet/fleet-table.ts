import type { Verdict } from '@sigwatch/heartbeat';
import { type Column, tableRows } from '../view/columns.js';
import { wholeDuration } from '../view/format.js';
import { paint } from '../view/line.js';
import type { TableLook } from '../view/runs-table.js';
import { stateTone } from '../view/status-line.js';
import { byWorst, countsText } from './fleet-order.js';

const COLUMNS: readonly Column[] = [
  // The name by which a run is asked for is never cut.
  { title: 'run' },
  { title: 'state' },
  { title: 'phase', shrinkTo: 6 },
  { title: 'step', right: true },
  { title: 'heard', right: true },
  { title: 'reason', shrinkTo: 20 },
];

/** One row a run, the worst first, and what there is of each state. Pure. */
export function fleetTable(runs: ReadonlyMap<string, Verdict>, root: string, look: TableLook): string[] {
  if (runs.size === 0)
    return [`There is no run below ${root}/: no folder in it holds heartbeats. See that the name is right.`];
  const sorted = [...runs].sort(([a, one], [b, other]) => byWorst(one.state, other.state) || (a < b ? -1 : 1));
  const rows = sorted.map(([name, verdict]) => [
    name,
    verdict.state,
    verdict.phase ?? '',
    stepOf(verdict),
    verdict.started ? `${wholeDuration(verdict.silent)} ago` : 'never',
    verdict.reason,
  ]);
  const table = tableRows(COLUMNS, rows, look.width).map((row, i) => {
    if (i === 0) return paint(row, 'dim', look.color);
    const { state } = sorted[i - 1]![1];
    return look.color ? row.replace(`  ${state}`, `  ${paint(state, stateTone(state), true)}`) : row;
  });
  return [
    ...table,
    `${runs.size} run${runs.size === 1 ? '' : 's'} below ${root}/: ${countsText(sorted.map(([, { state }]) => state))}`,
  ];
}

const stepOf = ({ step, total }: Verdict): string =>
  step === null ? '' : total === null ? String(step) : `${step}/${total}`;

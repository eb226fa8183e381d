import type { Verdict } from '@sigwatch/heartbeat';
import { type Column, tableRows } from '../view/columns.js';
import { wholeDuration } from '../view/format.js';
import type { Look } from '../view/line.js';
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
export function fleetTable(runs: ReadonlyMap<string, Verdict>, root: string, look: Look): string[] {
  if (runs.size === 0)
    return [`There is no run below ${root}/: no folder in it holds heartbeats. See that the name is right.`];
  const sorted = [...runs].sort(([a, one], [b, other]) => byWorst(one.state, other.state) || (a < b ? -1 : 1));
  const rows = sorted.map(([name, verdict]) => [
    name,
    { text: verdict.state, tone: stateTone(verdict.state) },
    verdict.phase ?? '',
    stepOf(verdict),
    verdict.started ? `${wholeDuration(verdict.silent)} ago` : 'never',
    verdict.reason,
  ]);
  return [
    ...tableRows(COLUMNS, rows, look),
    `${runs.size} run${runs.size === 1 ? '' : 's'} below ${root}/: ${countsText(sorted.map(([, { state }]) => state))}`,
  ];
}

const stepOf = ({ step, total }: Verdict): string =>
  step === null ? '' : total === null ? String(step) : `${step}/${total}`;

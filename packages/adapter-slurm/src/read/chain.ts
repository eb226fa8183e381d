import type { JobRef } from '@sigwatch/core';
import { type Evidence, isGroup } from './evidence.js';
import { jobRef, seconds } from './identity.js';
import type { AccountedJob } from './sacct.js';

/** Words of accounting for an incarnation that SLURM went on for. */
const BEGUN_ANEW: ReadonlySet<string> = new Set(['REQUEUED', 'PREEMPTED', 'NODE_FAIL', 'BOOT_FAIL']);

/** Of each component or task the row of this incarnation; none where accounting does not know it (yet). */
export function rowsOfIncarnation(evidence: Evidence): readonly AccountedJob[] {
  const { id, incarnation } = evidence;
  return chains(evidence).flatMap((rows) => {
    const [first] = rows;
    return (first !== undefined && isGroup(id, first) ? rows.at(-1) : rows[incarnation.restarts]) ?? [];
  });
}

/** The incarnation that accounting knows as the last one, where SLURM went on by itself. */
export function laterIncarnation(evidence: Evidence): JobRef | undefined {
  const { id, incarnation } = evidence;
  const [rows = []] = chains(evidence);
  const own = rows[incarnation.restarts];
  const last = rows.length - 1;
  if (own === undefined || isGroup(id, own) || last <= incarnation.restarts || !BEGUN_ANEW.has(own.state))
    return undefined;
  return jobRef(id, { ...incarnation, restarts: last });
}

/** Of each component or task its incarnations from the first one on. Each requeue adds a row, and so does a change of size. */
function chains({ accounted = [], incarnation }: Evidence): readonly (readonly AccountedJob[])[] {
  const byPart = new Map<string, AccountedJob[]>();
  for (const row of accounted) {
    if (seconds(row.submitted) < incarnation.submitted) continue;
    const key = `${row.task}+${row.component}`;
    const list = byPart.get(key);
    if (list === undefined) byPart.set(key, [row]);
    else list.push(row);
  }
  return [...byPart.values()]
    .filter(([first]) => first?.rough || (first !== undefined && seconds(first.submitted) === incarnation.submitted))
    .map((rows) => rows.filter(({ state, rough }) => state !== 'RESIZING' && !(rough && state === 'PENDING')));
}

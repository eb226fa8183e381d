import type { Thresholds } from '../verdict.js';
import type { FleetLook, FleetNews, FleetRun, FleetState } from './fleet-state.js';
import { isSettled, type JudgedRun, judgeRun, missRun } from './judge-run.js';

export interface FleetStep {
  readonly state: FleetState;
  readonly news: readonly FleetNews[];
  /** What is remembered anew, by run. */
  readonly changed: readonly (readonly [name: string, run: FleetRun])[];
}

/**
 * Pure: what follows from one poll. What is told stands in the order of the runs' names, as they were listed; a listing
 * that was not answered leaves everything as it is, and is told once.
 */
export function fleet(before: FleetState, poll: FleetLook, thresholds: Thresholds): FleetStep {
  if ('unlisted' in poll) {
    const news: readonly FleetNews[] = before.unlisted ? [] : [{ kind: 'unlisted', why: poll.unlisted }];
    return { state: { ...before, unlisted: true }, news, changed: [] };
  }
  const { unlisted, ...known } = before;
  const moment = { at: poll.at, began: before.began ?? poll.at };
  const runs = new Map(before.runs);
  const news: FleetNews[] = unlisted ? [{ kind: 'listed' }] : [];
  const changed: [string, FleetRun][] = [];
  const unread: string[] = [];
  let why: string | undefined;
  const take = (name: string, judged: JudgedRun): void => {
    runs.set(name, judged.run);
    changed.push([name, judged.run]);
    for (const one of judged.news) news.push(one);
    if (judged.unread === undefined) return;
    unread.push(name);
    why ??= judged.unread;
  };
  for (const [name, look] of poll.runs) {
    const run = before.runs.get(name);
    if (run === undefined || !isSettled(run, look)) take(name, judgeRun(name, run, look, thresholds, moment));
  }
  for (const [name, run] of before.runs) if (!poll.runs.has(name) && run.gone !== true) take(name, missRun(name, run));
  if (why !== undefined) news.push({ kind: 'unread', runs: unread, why });
  return { state: { ...known, began: moment.began, runs }, news, changed };
}

import type { Millis, RunState } from '@sigwatch/core';
import { decide } from '../decide.js';
import { look } from '../look.js';
import { newMemory } from '../memory.js';
import type { Thresholds, Verdict } from '../verdict.js';
import type { FleetNews, FleetRun, RunLook } from './fleet-state.js';

/** A run that fell silent before it was ever looked at is news only where something of it was written so lately (ms). */
const FORGOTTEN: Millis = 24 * 3_600_000;

/** So many looks in a row that were not answered are told of: one may meet a file that is half written. */
const UNREAD = 2;

/** Who works its beginning out anew for each heartbeat is off by so little (ms). */
const SAME_START: Millis = 5_000;

const ENDED: ReadonlySet<RunState> = new Set(['succeeded', 'failed']);

/** When a poll was made, and when the first one was; by sigwatch's clock. */
export interface Moment {
  readonly at: Millis;
  readonly began: Millis;
}

export interface JudgedRun {
  readonly run: FleetRun;
  readonly news: readonly FleetNews[];
  /** Why it can't be asked, where that is new. */
  readonly unread?: string;
}

/** What follows from a look at one run: by the same `look` and `decide` as of one that is followed alone. */
export function judgeRun(
  name: string,
  before: FleetRun | undefined,
  { answers, written }: RunLook,
  thresholds: Thresholds,
  moment: Moment,
): JudgedRun {
  const memory = look(before?.memory ?? newMemory(), answers, moment.at);
  const verdict = decide(memory, thresholds, moment.at);
  const { state: from = 'pending', attempt: last = 1 } = before ?? {};
  if (verdict.state === 'unknown') {
    const unread = (before?.unread ?? 0) + 1;
    const run: FleetRun = { memory, state: from, attempt: last, began: before?.began ?? null, unread };
    return unread === UNREAD ? { run, news: [], unread: verdict.reason } : { run, news: [] };
  }
  const told = memory.context.began;
  const { state: to } = verdict;
  const last_began = before?.began ?? null;
  const isNewer = told !== null && last_began !== null && told > last_began + SAME_START;
  const began = isNewer ? told : (last_began ?? told);
  // What had ended and goes on was begun anew, whether or not it tells when.
  const again = isNewer || (ENDED.has(from) && !ENDED.has(to));
  const attempt = again ? last + 1 : last;
  // A run whose first looks were not answered is as new as it was.
  const known = from !== 'pending' || isNews(verdict, written, moment);
  const news: FleetNews[] = memory.notices.fresh.map((text) => ({ kind: 'noticed', run: name, attempt, text }));
  if (again) news.push({ kind: 'began_anew', run: name, attempt });
  if (to !== from && known) news.push({ kind: 'changed', run: name, attempt, from, to, verdict });
  return { run: { memory, state: to, attempt, began }, news };
}

/** A run that has ended and of which nothing has changed is as it was, whatever the time. */
export function isSettled({ state, unread, missing, gone, memory }: FleetRun, { answers }: RunLook): boolean {
  if (!ENDED.has(state) || unread !== undefined || missing !== undefined || gone) return false;
  return Object.entries(answers).every(([file, { kind }]) => {
    const seen = memory[file as keyof typeof answers];
    return kind === 'unchanged' || (kind === 'absent' && (seen === null || seen.gone));
  });
}

/**
 * Whether the first look at a run tells something new: a run that ended before the fleet was looked at is none, nor one
 * that fell silent a day ago, nor one that was running already.
 */
function isNews({ state, since }: Verdict, written: Millis, { at, began }: Moment): boolean {
  switch (state) {
    case 'succeeded':
    case 'failed':
      return (since ?? written) >= began;
    case 'timed_out':
      return written > at - FORGOTTEN;
    case 'running':
      return at > began;
    default:
      return true;
  }
}

/** So many listings in a row have to lack a run before it counts as gone. */
const MISSING = 2;

/** What follows for a run that a whole listing did not have. One that had ended was tidied up, which is no news. */
export function missRun(name: string, before: FleetRun): JudgedRun {
  const { missing = 0, ...run } = before;
  if (missing + 1 < MISSING) return { run: { ...run, missing: missing + 1 }, news: [] };
  const { attempt, state } = run;
  const news: FleetNews[] = ENDED.has(state) ? [] : [{ kind: 'gone', run: name, attempt, state }];
  return { run: { ...run, gone: true }, news };
}

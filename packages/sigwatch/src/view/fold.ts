import { clock } from './format.js';
import type { Line } from './line.js';
import type { Fold, ViewState } from './view-state.js';

const FIRST_TELL = 60_000;
const LONGEST_TELL = 3_600_000;
/** What was away for this long comes back as news. */
const FORGET = 600_000;
const MOST = 64;

type Step = readonly [ViewState, readonly Line[]];

/**
 * Counts one occurrence of `key`. The first one gets its own lines; those that follow are counted, and told of after
 * a minute, then at growing intervals, and before anything that they led to.
 */
export function fold(
  state: ViewState,
  key: string,
  at: number,
  fresh: Pick<Fold, 'name' | 'tone' | 'unread'>,
  lines: () => readonly Line[],
): Step {
  const known = state.folds[key];
  const put = (entry: Fold): ViewState => ({ ...state, folds: { ...kept(state.folds), [key]: entry } });
  if (known && at - known.last < FORGET)
    return [put({ ...known, count: known.count + 1, last: Math.max(known.last, at) }), []];
  const told = known && known.count > known.told ? [foldLine(known)] : [];
  const first = { ...fresh, count: 1, told: 1, last: at, tell_at: at + FIRST_TELL, tell_every: FIRST_TELL };
  return [put(first), [...told, ...lines()]];
}

/** What comes next under a name that nobody has read is news. */
export function withoutUnread(state: ViewState): ViewState {
  const read = Object.entries(state.folds).filter(([, entry]) => !entry.unread);
  return { ...state, folds: Object.fromEntries(read) };
}

/** Milestones rarely repeat, and a long run has many: of what has nothing left to tell only the latest stay. */
function kept(folds: ViewState['folds']): ViewState['folds'] {
  const entries = Object.entries(folds);
  if (entries.length <= MOST) return folds;
  const oldest = entries.map(([, entry]) => entry.last).sort((a, b) => b - a)[MOST / 2] ?? 0;
  return Object.fromEntries(entries.filter(([, entry]) => entry.count > entry.told || entry.last > oldest));
}

/** Lines for all folds that have something untold; with `now` only for those whose time has come. */
export function tellFolds(state: ViewState, now = Number.POSITIVE_INFINITY): Step {
  if (!Object.values(state.folds).some((entry) => isDue(entry, now))) return [state, []];
  const lines: Line[] = [];
  const folds: Record<string, Fold> = {};
  for (const [key, entry] of Object.entries(state.folds)) {
    folds[key] = entry;
    if (!isDue(entry, now)) continue;
    const every = Math.min(LONGEST_TELL, entry.tell_every * 2);
    const from = Number.isFinite(now) ? now : entry.last;
    folds[key] = { ...entry, told: entry.count, tell_at: from + every, tell_every: every };
    lines.push(foldLine(entry));
  }
  return [{ ...state, folds }, lines];
}

function isDue({ count, told, tell_at }: Fold, now: number): boolean {
  return count > told && now >= tell_at;
}

function foldLine(entry: Fold): Line {
  const text = `${entry.name} … ${entry.count} times until ${clock(entry.last)}`;
  return { time: '', label: '', tone: entry.tone, text, textTone: 'dim' };
}

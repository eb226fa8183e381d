import type { SigwatchEvent } from '@sigwatch/core';
import { dataOf } from './event-data.js';
import { type Mutable, RECENT, type ViewState } from './view-state.js';

/** So many wait at most: more would only lie in memory. */
const MOST = 256;
/** Where the marks of `2025-03-01T00:00:02.000Z` stand: two such times compare as their texts do. */
const LENGTH = 24;

/**
 * Steps that nobody is told of, of which a log that is read at once has millions: they wait together until something
 * else happens or a line is due, and then change the state all at once, as `view` would have done one by one.
 */
export class QuietSteps {
  readonly #waiting: SigwatchEvent[] = [];
  /** Of which state the rest was worked out. */
  #of: ViewState | undefined;
  #until = '';

  /** Whether the event is a step that tells nothing, and waits now. */
  take(state: ViewState, event: SigwatchEvent): boolean {
    if (event.event_type !== 'progress' || this.#waiting.length === MOST) return false;
    if (event.run_id !== state.run_id || state.name === '' || state.began === undefined) return false;
    if (this.#of !== state) {
      this.#of = state;
      this.#until = quietUntil(state);
    }
    if (!isPlain(event.timestamp) || event.timestamp >= this.#until) return false;
    this.#waiting.push(event);
    return true;
  }

  /** The state with the steps that have waited; none waits any more. */
  after(state: ViewState): ViewState {
    if (this.#waiting.length === 0) return state;
    const after = withSteps(state, this.#waiting);
    this.#waiting.length = 0;
    return after;
  }
}

/** The time before which a step is told of by no line; empty where that is not known. */
function quietUntil({ options, began, progress_told_at: since, folds, recent }: ViewState): string {
  if (since === undefined || began === undefined || !isPlain(isoOf(recent.at(-1)?.at ?? since))) return '';
  const { progress_every, progress_share: share } = options;
  let until = since + progress_every;
  // A share of a time that goes on: at - since < share * (at - began). The last ms is left to who works it out exactly.
  if (share > 0 && share < 1) until = Math.max(until, Math.floor((since - share * began) / (1 - share)) - 1);
  for (const key in folds) {
    const { count, told, tell_at } = folds[key] as ViewState['folds'][string];
    if (count > told && tell_at < until) until = tell_at;
  }
  const text = isoOf(until);
  return isPlain(text) ? text : '';
}

const isoOf = (at: number): string => (Math.abs(at) <= LATEST ? new Date(at).toISOString() : '');

/** The last moment that a `Date` can be. */
const LATEST = 8.64e15;

const isPlain = (timestamp: string): boolean =>
  timestamp.length === LENGTH && timestamp[10] === 'T' && timestamp[19] === '.' && timestamp[23] === 'Z';

function withSteps(before: ViewState, events: readonly SigwatchEvent[]): ViewState {
  const state: Mutable<ViewState> = { ...before, progress_untold: true, recent: recentAfter(before.recent, events) };
  for (const name of ['step', 'total', 'epoch'] as const) {
    const value = events.findLast(({ data }) => typeof data[name] === 'number')?.data[name];
    if (value !== undefined) state[name] = value as number;
  }
  const showsLoss = events.findLast((event) => dataOf(event).metric('loss') !== undefined);
  const timed = events.findLast(({ data }) => typeof data.step_time_ms === 'number');
  if (showsLoss !== undefined) state.loss = dataOf(showsLoss).metric('loss') as number | string;
  if (timed !== undefined) state.step_time = timed.data.step_time_ms as number;
  return state;
}

/** Only what stays is read for its time. */
function recentAfter(before: ViewState['recent'], events: readonly SigwatchEvent[]): ViewState['recent'] {
  const last = before.at(-1);
  let kept = before;
  const fresh: SigwatchEvent[] = [];
  let step = last?.step;
  let time = last === undefined ? '' : isoOf(last.at);
  for (const event of events) {
    const now = event.data.step;
    if (typeof now !== 'number') continue;
    if (step !== undefined && (now < step || event.timestamp < time)) {
      kept = [];
      fresh.length = 0;
    } else if (now === step) continue;
    step = now;
    time = event.timestamp;
    fresh.push(event);
  }
  const told = fresh
    .slice(-RECENT)
    .map(({ timestamp, data }) => ({ at: Date.parse(timestamp), step: data.step as number }));
  return told.length === RECENT ? told : [...kept.slice(Math.max(0, kept.length + told.length - RECENT)), ...told];
}

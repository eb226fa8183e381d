import type { Millis } from '../contract.js';
import { entriesOf, type Groups, nameOf, noGroups, sizeOf, sortedIn, withGroup } from './groups.js';
import { numberOf } from './number.js';
import { percentileOf, placed, statistics } from './statistics.js';
import { coveredFrom, isFull, type Span, Window, type WindowJson, withValue } from './window.js';
import type { WindowCall } from './window-call.js';

/** What an operator remembers of the points before, as it is written; only what its calls ask for. */
export interface PastJson {
  readonly time?: Millis;
  readonly step?: number;
  /** By the field's name. */
  readonly windows: Readonly<Record<string, Window | WindowJson>>;
  /** The last value of a field of each group, by `FIELD by NAME`. */
  readonly latest: Readonly<Record<string, Groups<number>>>;
}

/** The same in the order of a plan, which costs a step less than names do. */
export class Past {
  constructor(
    readonly plan: Plan,
    readonly time: Millis | undefined,
    readonly step: number | undefined,
    readonly windows: readonly (Window | undefined)[],
    readonly latest: readonly (Groups<number> | undefined)[],
  ) {}

  /** What was read from a journal is plain Json. */
  static of(plan: Plan, kept: Past | PastJson): Past {
    if (kept instanceof Past) return kept;
    const windows = plan.windows.map(({ field }) => {
      const window = Object.hasOwn(kept.windows, field) ? kept.windows[field] : undefined;
      return window && Window.of(window);
    });
    const latest = plan.latest.map(({ key }) => (Object.hasOwn(kept.latest, key) ? kept.latest[key] : undefined));
    return new Past(plan, kept.time, kept.step, windows, latest);
  }

  toJSON(): PastJson {
    const { plan, time, step } = this;
    const there = <T>(names: readonly string[], values: readonly (T | undefined)[]): Record<string, T> =>
      Object.fromEntries(names.flatMap((name, i) => (values[i] === undefined ? [] : [[name, values[i] as T]])));
    return {
      ...(time === undefined ? {} : { time }),
      ...(step === undefined ? {} : { step }),
      windows: there(
        plan.windows.map(({ field }) => field),
        this.windows,
      ),
      latest: there(
        plan.latest.map(({ key }) => key),
        this.latest,
      ),
    };
  }
}

export const noPast = (plan: Plan): Past => new Past(plan, undefined, undefined, [], []);

export interface Point {
  /** The value of a field, as an expression sees it; undefined where it is not there. */
  field(name: string): string | number | undefined;
  readonly time: Millis;
  readonly step: number;
  by(name: string): string | undefined;
}

/** What calls ask of the past, worked out once. */
export interface Plan {
  readonly windows: readonly { readonly field: string; readonly spans: readonly Span[] }[];
  readonly latest: readonly { readonly field: string; readonly by: string; readonly key: string }[];
  /** Each with its place among the windows, or among the latest values. */
  readonly calls: readonly { readonly call: WindowCall; readonly place: number }[];
  readonly keepsStep: boolean;
  /** The time of a point is of use to the next one. */
  readonly keepsTime: boolean;
}

/** `interval`: the expression asks for the time since the point before. */
export function planOf(calls: readonly WindowCall[], interval: boolean): Plan {
  const over = calls.filter(({ by }) => by === undefined);
  const fields = [...new Set(over.map(({ field }) => field))];
  const keys = [...new Set(calls.flatMap((call) => (call.by === undefined ? [] : [keyOf(call)])))];
  return {
    windows: fields.map((field) => ({ field, spans: over.filter((one) => one.field === field).map(spanOf) })),
    latest: keys.map((key) => {
      const { field, by } = calls.find((call) => call.by !== undefined && keyOf(call) === key) as WindowCall;
      return { field, by: by as string, key };
    }),
    calls: calls.map((call) => ({
      call,
      place: call.by === undefined ? fields.indexOf(call.field) : keys.indexOf(keyOf(call)),
    })),
    keepsStep: over.some(({ span }) => span.kind === 'steps'),
    keepsTime: interval,
  };
}

const spanOf = ({ span }: WindowCall): Span => span;
const keyOf = ({ field, by }: WindowCall): string => `${field} by ${by}`;

/** Takes in what the calls will ask for; the point itself belongs to its windows. The same where there is nothing. */
export function withPoint(past: Past, point: Point): Past {
  const { plan } = past;
  let { windows, latest } = past;
  for (let i = 0; i < plan.windows.length; i++) {
    const { field, spans } = plan.windows[i] as Plan['windows'][number];
    const value = finite(point.field(field));
    if (value === undefined) continue;
    windows = replaced(windows, i, withValue(windows[i], value, point.time, point.step, spans));
  }
  for (let i = 0; i < plan.latest.length; i++) {
    const { field, by } = plan.latest[i] as Plan['latest'][number];
    const value = finite(point.field(field));
    const group = value === undefined ? undefined : point.by(by);
    if (value === undefined || group === undefined) continue;
    latest = replaced(latest, i, withGroup(latest[i] ?? noGroups, group, value));
  }
  const time = plan.keepsTime ? point.time : undefined;
  const step = plan.keepsStep ? point.step : undefined;
  const same = windows === past.windows && latest === past.latest && time === past.time && step === past.step;
  return same ? past : new Past(plan, time, step, windows, latest);
}

function replaced<T>(list: readonly T[], at: number, one: T): readonly T[] {
  if (at === 0 && list.length <= 1) return [one];
  const copy = list.slice();
  copy[at] = one;
  return copy;
}

/** The value of a call; undefined where its window is not full yet (`least` values are enough where that is given). */
export function askedOf(past: Past, point: Point, number: number, least: number | undefined): number | undefined {
  const { call, place } = past.plan.calls[number] as Plan['calls'][number];
  return call.by === undefined ? over(past.windows[place], call, point, least) : across(past.latest[place], call);
}

/** Of `min_by` and `max_by`: which group has the value that was found. */
export function whoseOf(past: Past, number: number, value: number): string | undefined {
  const { call, place } = past.plan.calls[number] as Plan['calls'][number];
  const groups = past.latest[place];
  return groups && (call.name === 'min_by' || call.name === 'max_by') ? nameOf(groups, value) : undefined;
}

function over(
  window: Window | undefined,
  call: WindowCall,
  point: Point,
  least: number | undefined,
): number | undefined {
  if (window === undefined) return undefined;
  const { name, field, span } = call;
  // The last value is known whatever this line says; everything else is asked of a line that has the field.
  if (name === 'last') return window.history.values[window.end - 1] as number;
  if (finite(point.field(field)) === undefined) return undefined;
  const from = coveredFrom(window, span);
  if (name !== 'count' && !(least === undefined ? isFull(window, span) : window.length - from >= least))
    return undefined;
  return statisticOf(window, window.start + from, call);
}

/** What is asked of every step costs the same however long its window is; what is rarely asked reads the whole of it. */
function statisticOf({ history, end }: Window, start: number, { name, span, argument }: WindowCall): number {
  switch (name) {
    case 'first':
      return history.values[start] as number;
    case 'median':
    case 'percentile':
      return percentileOf(history.ordered(span, start, end), argument);
    case 'slope':
    case 'r_squared': {
      const fit = placed[name] as (typeof placed)[string];
      const { times = [], steps = [] } = history;
      const values = history.values.slice(start, end);
      if (span.kind === 'values') return fit(values, [...values.keys()]);
      return fit(values, span.kind === 'steps' ? steps.slice(start, end) : times.slice(start, end).map(inSeconds));
    }
    default:
      return (statistics[name] as (typeof statistics)[string])(history.values.slice(start, end), argument);
  }
}

const inSeconds = (time: Millis): number => time / 1000;

function across(groups: Groups<number> = noGroups, { name }: WindowCall): number | undefined {
  const size = sizeOf(groups);
  if (name === 'count_by') return size;
  // One alone has nobody to be compared with.
  if (size < 2) return undefined;
  const what = name.slice(0, -'_by'.length);
  switch (what) {
    case 'median':
      return percentileOf(sortedIn(groups));
    case 'min':
    case 'max':
      return sortedIn(groups).at(what === 'min' ? 0 : size - 1) as number;
    default: {
      const values = entriesOf(groups).map(([, one]) => one);
      return (statistics[what] as (typeof statistics)[string])(values);
    }
  }
}

function finite(given: string | number | undefined): number | undefined {
  const value = given === undefined ? undefined : numberOf(given);
  return value !== undefined && Number.isFinite(value) ? value : undefined;
}

import type { Millis } from '../contract.js';
import { entriesOf, type Groups, noGroups, withGroup } from './groups.js';
import { numberOf } from './number.js';
import { percentileOf, slope, statistics } from './statistics.js';
import { covered, type Span, Window, type WindowJson, withValue } from './window.js';
import type { WindowCall } from './window-call.js';

/** What an operator remembers of the points before. Json; only what its calls ask for. */
export interface Past {
  readonly time?: Millis;
  readonly step?: number;
  /** By the field's name. */
  readonly windows: Readonly<Record<string, Window | WindowJson>>;
  /** The last value of a field of each group, by `FIELD by NAME`. */
  readonly latest: Readonly<Record<string, Groups<number>>>;
}

export const noPast: Past = { windows: {}, latest: {} };

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
  readonly keepsStep: boolean;
  /** The time of a point is of use to the next one. */
  readonly keepsTime: boolean;
}

/** `interval`: the expression asks for the time since the point before. */
export function planOf(calls: readonly WindowCall[], interval: boolean): Plan {
  const over = calls.filter(({ by }) => by === undefined);
  const fields = [...new Set(over.map(({ field }) => field))];
  return {
    windows: fields.map((field) => ({
      field,
      spans: over.flatMap((one) => (one.field === field ? [one.span] : [])),
    })),
    latest: calls.flatMap(({ field, by }) => (by === undefined ? [] : [{ field, by, key: `${field} by ${by}` }])),
    keepsStep: over.some(({ span }) => span.kind === 'steps'),
    keepsTime: interval,
  };
}

/** Takes in what the calls will ask for; the point itself belongs to its windows. The same where there is nothing. */
export function withPoint(past: Past, point: Point, plan: Plan): Past {
  let { windows, latest } = past;
  for (const { field, spans } of plan.windows) {
    const value = finite(point.field(field));
    if (value !== undefined)
      windows = { ...windows, [field]: withValue(windows[field], value, point.time, point.step, spans) };
  }
  for (const { field, by, key } of plan.latest) {
    const value = finite(point.field(field));
    const group = value === undefined ? undefined : point.by(by);
    if (value === undefined || group === undefined) continue;
    latest = { ...latest, [key]: withGroup(latest[key] ?? noGroups, group, value) };
  }
  const time = plan.keepsTime ? point.time : undefined;
  const step = plan.keepsStep ? point.step : undefined;
  if (windows === past.windows && latest === past.latest && time === past.time && step === past.step) return past;
  return { ...(time === undefined ? {} : { time }), ...(step === undefined ? {} : { step }), windows, latest };
}

export interface Found {
  readonly value: number;
  /** Of `min_by` and `max_by`: which group has it. */
  readonly whose?: string;
}

/** The value of a call; undefined where its window is not full yet (`least` values are enough where that is given). */
export function askedOf(past: Past, point: Point, call: WindowCall, least: number | undefined): Found | undefined {
  return call.by === undefined ? over(past.windows[call.field], call, point, least) : across(past, call);
}

function over(
  kept: Window | WindowJson | undefined,
  call: WindowCall,
  point: Point,
  least: number | undefined,
): Found | undefined {
  if (kept === undefined) return undefined;
  const { name, field, span } = call;
  const window = Window.of(kept);
  const { values } = window.history;
  // The last value is known whatever this line says; everything else is asked of a line that has the field.
  if (name === 'last') return { value: values[window.end - 1] as number };
  if (finite(point.field(field)) === undefined) return undefined;
  const { from, full } = covered(window, span);
  if (name !== 'count' && !(least === undefined ? full : window.length - from >= least)) return undefined;
  return { value: statisticOf(window, window.start + from, call) };
}

/** What is asked of every step costs the same however long its window is; what is rarely asked reads the whole of it. */
function statisticOf({ history, end }: Window, start: number, { name, span, argument }: WindowCall): number {
  switch (name) {
    case 'first':
      return history.values[start] as number;
    case 'median':
    case 'percentile':
      return percentileOf(history.ordered(span, start, end), argument);
    case 'slope': {
      const { times = [], steps = [] } = history;
      const values = history.values.slice(start, end);
      if (span.kind === 'values') return slope(values, [...values.keys()]);
      return slope(values, span.kind === 'steps' ? steps.slice(start, end) : times.slice(start, end).map(inSeconds));
    }
    default:
      return (statistics[name] as (typeof statistics)[string])(history.values.slice(start, end), argument);
  }
}

const inSeconds = (time: Millis): number => time / 1000;

function across({ latest }: Past, { name, field, by }: WindowCall): Found | undefined {
  const groups = entriesOf(latest[`${field} by ${by}`] ?? noGroups);
  // One alone has nobody to be compared with.
  if (groups.length < 2) return name === 'count_by' ? { value: groups.length } : undefined;
  const what = name.slice(0, -'_by'.length);
  const value = (statistics[what] as (typeof statistics)[string])(groups.map(([, one]) => one));
  const whose = what === 'min' || what === 'max' ? groups.find(([, one]) => one === value)?.[0] : undefined;
  return { value, ...(whose === undefined ? {} : { whose }) };
}

function finite(given: string | number | undefined): number | undefined {
  const value = given === undefined ? undefined : numberOf(given);
  return value !== undefined && Number.isFinite(value) ? value : undefined;
}

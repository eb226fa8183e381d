import type { Millis } from '../contract.js';
import { entriesOf, type Groups, noGroups, withGroup } from './groups.js';
import { numberOf } from './number.js';
import { slope, statistics } from './statistics.js';
import { covered, type Window, withValue } from './window.js';
import type { WindowCall } from './window-call.js';

/** What an operator remembers of the points before. Json. */
export interface Past {
  readonly time?: Millis;
  readonly step?: number;
  /** By the field's name. */
  readonly windows: Readonly<Record<string, Window>>;
  /** The last value of a field of each group, by `FIELD by NAME`. */
  readonly latest: Readonly<Record<string, Groups<number>>>;
}

export const noPast: Past = { windows: {}, latest: {} };

export interface Point {
  readonly fields: Readonly<Record<string, string | number>>;
  readonly time: Millis;
  readonly step: number;
  by(name: string): string | undefined;
}

/** Takes in what the calls will ask for; the point itself belongs to its windows. */
export function withPoint(past: Past, point: Point, calls: readonly WindowCall[]): Past {
  const windows = { ...past.windows };
  const latest = { ...past.latest };
  for (const field of new Set(calls.flatMap(({ field, by }) => (by === undefined ? [field] : [])))) {
    const value = finite(point.fields[field]);
    const spans = calls.flatMap((one) => (one.field === field && one.by === undefined ? [one.span] : []));
    if (value !== undefined) windows[field] = withValue(windows[field], value, point.time, point.step, spans);
  }
  for (const { field, by } of calls) {
    const value = by === undefined ? undefined : finite(point.fields[field]);
    const group = by === undefined ? undefined : point.by(by);
    if (value === undefined || group === undefined) continue;
    const key = `${field} by ${by}`;
    latest[key] = withGroup(latest[key] ?? noGroups, group, value);
  }
  return { time: point.time, step: point.step, windows, latest };
}

export interface Found {
  readonly value: number;
  /** Of `min_by` and `max_by`: which group has it. */
  readonly whose?: string;
}

/** The value of each call; undefined where its window is not full yet (`least` values are enough where that is given). */
export function valuesOf(
  past: Past,
  point: Point,
  calls: readonly WindowCall[],
  least: number | undefined,
): readonly (Found | undefined)[] {
  return calls.map((call) =>
    call.by === undefined ? over(past.windows[call.field], call, point, least) : across(past, call),
  );
}

function over(
  window: Window | undefined,
  { name, span, argument, field }: WindowCall,
  point: Point,
  least: number | undefined,
): Found | undefined {
  if (window === undefined) return undefined;
  // The last value is known whatever this line says; everything else is asked of a line that has the field.
  if (name === 'last') return { value: window.values.at(-1) as number };
  if (finite(point.fields[field]) === undefined) return undefined;
  const { from, full } = covered(window, span);
  const values = window.values.slice(from);
  if (name !== 'count' && !(least === undefined ? full : values.length >= least)) return undefined;
  if (name !== 'slope') return { value: (statistics[name] as (typeof statistics)[string])(values, argument) };
  const { times = [], steps = [] } = window;
  const places =
    span.kind === 'time' ? times.map((time) => time / 1000) : span.kind === 'steps' ? steps : values.map((_, i) => i);
  return { value: slope(values, span.kind === 'values' ? places : places.slice(from)) };
}

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

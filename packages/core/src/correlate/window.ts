import type { Millis } from '../contract.js';
import { History } from './history.js';

/** How far back a window reaches: so many values, so many ms, or so many steps. */
export type Span =
  | { readonly kind: 'values'; readonly size: number }
  | { readonly kind: 'time'; readonly size: Millis }
  | { readonly kind: 'steps'; readonly size: number };

/** Where the first value of all stood: a window is full when it reaches back no further. */
interface Began {
  readonly time: Millis;
  readonly step: number;
}

/** A window as it is written, at every commit: times and steps only where a span asks for them. */
export interface WindowJson {
  readonly values: readonly number[];
  readonly times?: readonly Millis[];
  readonly steps?: readonly number[];
  readonly began: Began;
}

/** Values that a window holds at most, whatever it asks for. */
export const MOST_VALUES = 10_000;

/**
 * The last values of one field, oldest first; only finite numbers, since nothing can be said of others together. A value
 * like any other, and Json by `toJSON`; that it shares its history with the windows before it nobody can see.
 */
export class Window {
  constructor(
    readonly history: History,
    /** The range of the history that it holds. */
    readonly start: number,
    readonly end: number,
    readonly began: Began,
  ) {}

  /** What was read from a journal is plain Json. */
  static of(kept: Window | WindowJson): Window {
    if (kept instanceof Window) return kept;
    const { values, times, steps, began } = kept;
    return new Window(new History([...values], times && [...times], steps && [...steps]), 0, values.length, began);
  }

  get length(): number {
    return this.end - this.start;
  }

  get values(): readonly number[] {
    return this.history.values.slice(this.start, this.end);
  }

  toJSON(): WindowJson {
    const { times, steps } = this.history;
    return {
      values: this.values,
      ...(times && { times: times.slice(this.start, this.end) }),
      ...(steps && { steps: steps.slice(this.start, this.end) }),
      began: this.began,
    };
  }
}

/** Adds one value and lets go of what none of the spans reaches. */
export function withValue(
  kept: Window | WindowJson | undefined,
  value: number,
  time: Millis,
  step: number,
  spans: readonly Span[],
): Window {
  const before = kept === undefined ? emptyWindow(time, step, spans) : Window.of(kept);
  const { start, end, began } = before;
  let from = end;
  for (const span of spans) {
    // One of the values that the span counts is the new one, which is not there yet.
    const reach = span.kind === 'values' ? Math.max(start, end + 1 - span.size) : reachOf(before, span, time, step);
    if (reach < from) from = reach;
  }
  from = Math.max(from, end + 1 - MOST_VALUES);
  const { history, shift } = before.history.goingOn(from, end);
  history.add(value, time, step);
  return new Window(history, from - shift, end + 1 - shift, began);
}

function emptyWindow(time: Millis, step: number, spans: readonly Span[]): Window {
  const keeps = (kind: Span['kind']) => (spans.some((span) => span.kind === kind) ? [] : undefined);
  return new Window(new History([], keeps('time'), keeps('steps')), 0, 0, { time, step });
}

/** The place of the history from which on every value lies within the span before this time (this step). */
function reachOf({ history, start, end }: Window, { kind, size }: Span, time: Millis, step: number): number {
  const [places = [], now, rise] =
    kind === 'time' ? [history.times, time, history.timesRise] : [history.steps, step, history.stepsRise];
  if (rise && (end === start || now >= (places[end - 1] as number))) {
    let low = start;
    let high = end;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (now - (places[middle] as number) <= size) high = middle;
      else low = middle + 1;
    }
    return low;
  }
  let at = end;
  while (at > start && now - (places[at - 1] as number) <= size) at -= 1;
  return at;
}

/** The part of a window that a span covers (from this place of its values on), and whether there is as much as it asks for. */
export function covered(window: Window, span: Span): { readonly from: number; readonly full: boolean } {
  const { history, start, end, began } = window;
  if (span.kind === 'values') return { from: Math.max(0, end - start - span.size), full: end - start >= span.size };
  const places = span.kind === 'time' ? history.times : history.steps;
  const now = places?.[end - 1] as number;
  // The newest belongs to every span.
  const from = Math.min(reachOf(window, span, now, now), end - 1) - start;
  return { from, full: now - (span.kind === 'time' ? began.time : began.step) >= span.size };
}

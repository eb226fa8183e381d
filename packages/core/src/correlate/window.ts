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
  const { history, start, end, began } = before;
  let from = end;
  for (let i = 0; i < spans.length; i++) {
    const { kind, size } = spans[i] as Span;
    // One of the values that the span counts is the new one, which is not there yet.
    const reach = kind === 'values' ? Math.max(start, end + 1 - size) : reachOf(before, kind, size, time, step);
    if (reach < from) from = reach;
  }
  from = Math.max(from, end + 1 - MOST_VALUES);
  if (history.goesOn(from, end)) {
    history.add(value, time, step);
    return new Window(history, from, end + 1, began);
  }
  const copy = history.copy(from, end);
  copy.add(value, time, step);
  return new Window(copy, 0, end + 1 - from, began);
}

function emptyWindow(time: Millis, step: number, spans: readonly Span[]): Window {
  const keeps = (kind: Span['kind']) => (spans.some((span) => span.kind === kind) ? [] : undefined);
  return new Window(new History([], keeps('time'), keeps('steps')), 0, 0, { time, step });
}

/** The place of the history from which on every value lies within the span before this time (this step). */
function reachOf(window: Window, kind: 'time' | 'steps', size: number, time: Millis, step: number): number {
  const { history, start, end } = window;
  const byTime = kind === 'time';
  const places = (byTime ? history.times : history.steps) ?? NOWHERE;
  const now = byTime ? time : step;
  const rise = byTime ? history.timesRise : history.stepsRise;
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

const NOWHERE: readonly number[] = Object.freeze([]);

/** From which of a window's values on a span covers it. */
export function coveredFrom(window: Window, { kind, size }: Span): number {
  const { history, start, end } = window;
  if (kind === 'values') return Math.max(0, end - start - size);
  const now = (kind === 'time' ? history.times : history.steps)?.[end - 1] as number;
  // The newest belongs to every span.
  return Math.min(reachOf(window, kind, size, now, now), end - 1) - start;
}

/** Whether a window holds as much as a span asks for. */
export function isFull({ history, start, end, began }: Window, { kind, size }: Span): boolean {
  if (kind === 'values') return end - start >= size;
  const now = (kind === 'time' ? history.times : history.steps)?.[end - 1] as number;
  return now - (kind === 'time' ? began.time : began.step) >= size;
}

import type { Millis } from '../contract.js';

/** How far back a window reaches: so many values, so many ms, or so many steps. */
export type Span =
  | { readonly kind: 'values'; readonly size: number }
  | { readonly kind: 'time'; readonly size: Millis }
  | { readonly kind: 'steps'; readonly size: number };

/**
 * The last values of one field, oldest first. Json; only finite numbers, since nothing can be said of others together.
 * Times and steps are kept only where a span asks for them: what is kept is written at every commit.
 */
export interface Window {
  readonly values: readonly number[];
  readonly times?: readonly Millis[];
  readonly steps?: readonly number[];
  /** Where the first value of all stood: a window is full when it reaches back no further. */
  readonly began: { readonly time: Millis; readonly step: number };
}

/** Values that a window holds at most, whatever it asks for. */
export const MOST_VALUES = 10_000;

/** Adds one value and lets go of what none of the spans reaches. */
export function withValue(
  before: Window | undefined,
  value: number,
  time: Millis,
  step: number,
  spans: readonly Span[],
): Window {
  const { values = [], times = [], steps = [], began = { time, step } } = before ?? {};
  /** How far back a span has to reach to hold the value at `i` once the new one is there. */
  const reach = (kind: Span['kind'], i: number): number =>
    kind === 'values' ? values.length - i + 1 : kind === 'time' ? time - (times[i] ?? time) : step - (steps[i] ?? step);
  let from = values.length;
  for (const { kind, size } of spans) {
    let at = values.length;
    while (at > 0 && reach(kind, at - 1) <= size) at -= 1;
    from = Math.min(from, at);
  }
  from = Math.max(from, values.length + 1 - MOST_VALUES);
  const keeps = (kind: Span['kind']) => spans.some((span) => span.kind === kind);
  return {
    values: [...values.slice(from), value],
    ...(keeps('time') ? { times: [...times.slice(from), time] } : {}),
    ...(keeps('steps') ? { steps: [...steps.slice(from), step] } : {}),
    began,
  };
}

/** The part of a window that a span covers, and whether there is as much as it asks for. */
export function covered(window: Window, span: Span): { readonly from: number; readonly full: boolean } {
  const { values, times = [], steps = [], began } = window;
  if (span.kind === 'values') return { from: Math.max(0, values.length - span.size), full: values.length >= span.size };
  const places = span.kind === 'time' ? times : steps;
  const last = values.length - 1;
  const end = places[last] as number;
  let from = last;
  while (from > 0 && end - (places[from - 1] as number) <= span.size) from -= 1;
  return { from, full: end - (span.kind === 'time' ? began.time : began.step) >= span.size };
}

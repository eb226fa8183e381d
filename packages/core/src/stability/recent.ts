/** Values and the steps that they stand at, oldest first, no two at one step. Json. */
export interface Recent {
  readonly steps: readonly number[];
  readonly values: readonly number[];
}

export const noRecent: Recent = { steps: [], values: [] };

/** Values that are kept however sparse they are: a logger of every fiftieth step has two of them in a hundred. */
const LEAST_KEPT = 20;
/** Values that are kept at most, however long the window is. */
const MOST_KEPT = 10_000;

/**
 * Adds a value, and lets go of what no window of `span` steps reaches. A step that is not above the last one takes back
 * what stood there: training went on from an earlier step, or the same step is told again. Only finite numbers are values,
 * since with any other no window could be reckoned with any more.
 */
export function withRecent({ steps, values }: Recent, step: number, value: number, span: number): Recent {
  if (!Number.isFinite(value)) return { steps, values };
  let end = steps.length;
  while (end > 0 && (steps[end - 1] as number) >= step) end -= 1;
  let from = end;
  while (from > 0 && (steps[from - 1] as number) > step - span) from -= 1;
  // The one before the window is what a value of so many steps ago is.
  from = Math.max(0, Math.min(from - 1, end + 1 - LEAST_KEPT), end + 1 - MOST_KEPT);
  return { steps: [...steps.slice(from, end), step], values: [...values.slice(from, end), value] };
}

/** The values of the last `span` steps, the newest among them; where these are fewer than `least`, the last `least` that there are. */
export function within({ steps, values }: Recent, span: number, least: number): readonly number[] {
  const last = steps.at(-1) as number;
  let from = steps.length;
  while (from > 0 && (steps[from - 1] as number) > last - span) from -= 1;
  return values.slice(Math.max(0, Math.min(from, steps.length - least)));
}

/** The value of `span` steps before the newest: the last that was known then. Undefined where nothing was. */
export function before({ steps, values }: Recent, span: number): { step: number; value: number } | undefined {
  const limit = (steps.at(-1) as number) - span;
  for (let at = steps.length - 1; at >= 0; at--)
    if ((steps[at] as number) <= limit) return { step: steps[at] as number, value: values[at] as number };
  return undefined;
}

import type { ViewState } from './view-state.js';

/** A line that was told this many rows above is still in view. */
const IN_VIEW = 25;

/** Whether the log line at this place was shown a moment ago, so that it need not be told again. */
export function isShown(state: ViewState, where: string): boolean {
  const row = state.shown[where];
  return row !== undefined && state.rows - row <= IN_VIEW;
}

/** Remembers that the log line at this place is shown now. */
export function showing(state: ViewState, where: string): ViewState {
  const kept = Object.entries(state.shown).filter(([, row]) => state.rows - row <= IN_VIEW);
  return { ...state, shown: { ...Object.fromEntries(kept), [where]: state.rows } };
}

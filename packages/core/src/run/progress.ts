import type { Fields, Millis, Progress, Signal } from '../contract.js';

/** What is known of the steps of one attempt. */
export interface ProgressState {
  /** Highest step (or epoch, for software that prints no step) per source, and over all under the key ''. */
  readonly highest: Readonly<Record<string, number>>;
  readonly last?: Progress;
  /** Latest value of every standard field, whichever line brought it. */
  readonly fields: Fields;
  /** Line time of the last verified step. */
  readonly stepped?: Millis;
  /** ms between the last verified steps, oldest first. */
  readonly gaps: readonly Millis[];
}

export const noProgress: ProgressState = { highest: {}, fields: {}, gaps: [] };

const KEPT_GAPS = 32;

/** How far a progress line says that the run is: its step, or its epoch where no step is printed. */
function position(fields: Fields): { key: string; value: number } | undefined {
  if (typeof fields.step === 'number') return { key: 'step', value: fields.step };
  if (typeof fields.epoch === 'number') return { key: 'epoch', value: fields.epoch };
  return undefined;
}

/**
 * Takes in one progress signal. The step is verified when it is above every earlier one of this attempt; a bar that
 * starts again, or a rank that repeats a step, proves nothing. `own` says the same of the signal's source alone.
 */
export function advance(
  state: ProgressState,
  signal: Signal,
): { state: ProgressState; verified: boolean; own: boolean } {
  const fields = { ...state.fields, ...signal.fields };
  const at = position(signal.fields);
  if (at === undefined) return { state: { ...state, fields }, verified: false, own: false };
  const all = at.key;
  const one = `${at.key}@${signal.source}`;
  const verified = at.value > (state.highest[all] ?? Number.NEGATIVE_INFINITY);
  const own = at.value > (state.highest[one] ?? Number.NEGATIVE_INFINITY);
  if (!verified && !own) return { state: { ...state, fields }, verified, own };
  const highest = { ...state.highest };
  if (verified) highest[all] = at.value;
  if (own) highest[one] = at.value;
  if (!verified) return { state: { ...state, fields, highest }, verified, own };
  const gap = state.stepped === undefined ? undefined : Math.max(0, signal.time - state.stepped);
  const total = typeof fields.total === 'number' ? fields.total : undefined;
  const last: Progress = { step: at.value, at: signal.time, fields, ...(total === undefined ? {} : { total }) };
  const gaps = gap === undefined ? state.gaps : [...state.gaps, gap].slice(-KEPT_GAPS);
  return { state: { highest, fields, last, stepped: signal.time, gaps }, verified, own };
}

/** Whether this source has printed steps of its own, so that its failures need its own steps to be disproved. */
export function hasOwnSteps(state: ProgressState, source: string): boolean {
  return state.highest[`step@${source}`] !== undefined || state.highest[`epoch@${source}`] !== undefined;
}

/** Median time between verified steps, in ms; undefined before the second one. */
export function medianStep(state: ProgressState): Millis | undefined {
  if (state.gaps.length === 0) return undefined;
  const sorted = [...state.gaps].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle] : ((sorted[middle - 1] ?? 0) + (sorted[middle] ?? 0)) / 2;
}

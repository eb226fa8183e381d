import type { Fields, Millis, Progress, Signal } from '../contract.js';

/** What is known of the steps of one attempt. */
export interface ProgressState {
  /** The furthest place of each bar: over all, and with `@SOURCE` behind it of one source. */
  readonly highest: Readonly<Record<string, readonly number[]>>;
  /** The bar whose step is the run's, and whether it was chosen for showing the loss. */
  readonly main?: string;
  readonly losing?: boolean;
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

/** A place that a progress line names, and which of several bars it belongs to. */
interface Position {
  readonly bar: string;
  /** Compared from the left: a step that starts again in the next epoch is still further on. */
  readonly at: readonly number[];
  readonly step: number;
}

/**
 * How far a progress line says that the run is. Bars with different totals (training, evaluation, preparing data) are
 * told apart. The epoch alone counts only for software that prints no step.
 */
function position(state: ProgressState, fields: Fields): Position | undefined {
  const { step, total, epoch } = fields;
  if (typeof step === 'number') {
    const inEpoch = typeof epoch === 'number';
    return {
      bar: `step/${total ?? ''}${inEpoch ? '/epoch' : ''}`,
      at: inEpoch ? [Math.floor(epoch), step] : [step],
      step,
    };
  }
  if (typeof epoch === 'number' && state.main?.startsWith('step') !== true)
    return { bar: 'epoch', at: [epoch], step: epoch };
  return undefined;
}

function isBeyond(at: readonly number[], highest: readonly number[] | undefined): boolean {
  if (highest === undefined) return true;
  const first = at.findIndex((value, index) => value !== highest[index]);
  return first >= 0 && (at[first] as number) > (highest[first] ?? Number.NEGATIVE_INFINITY);
}

/**
 * Takes in one progress signal. The step is verified when it is above every earlier one of its bar in this attempt; a
 * bar that starts again, or a rank that repeats a step, proves nothing. `own` says the same of the signal's source alone.
 */
export function advance(
  state: ProgressState,
  signal: Signal,
): { state: ProgressState; verified: boolean; own: boolean } {
  const fields = { ...state.fields, ...signal.fields };
  const place = position(state, signal.fields);
  if (place === undefined) return { state: { ...state, fields }, verified: false, own: false };
  const one = `${place.bar}@${signal.source}`;
  const verified = isBeyond(place.at, state.highest[place.bar]);
  const own = isBeyond(place.at, state.highest[one]);
  if (!verified && !own) return { state: { ...state, fields }, verified, own };
  const highest = {
    ...state.highest,
    ...(verified ? { [place.bar]: place.at } : {}),
    ...(own ? { [one]: place.at } : {}),
  };
  if (!verified) return { state: { ...state, fields, highest }, verified, own };
  const gap = state.stepped === undefined ? undefined : Math.max(0, signal.time - state.stepped);
  const gaps = gap === undefined ? state.gaps : [...state.gaps, gap].slice(-KEPT_GAPS);
  const next = { ...state, highest, fields, stepped: signal.time, gaps };
  return { state: { ...next, ...mainBar(state, place, signal, fields) }, verified, own };
}

/** The run's own step is that of the bar that shows the loss, else of the first one. */
function mainBar(state: ProgressState, place: Position, signal: Signal, fields: Fields): Partial<ProgressState> {
  const losing = signal.fields.loss !== undefined;
  const main = state.main === undefined || (losing && !state.losing) || state.main === 'epoch' ? place.bar : state.main;
  if (main !== place.bar) return {};
  const total = typeof signal.fields.total === 'number' ? signal.fields.total : undefined;
  const last: Progress = { step: place.step, at: signal.time, fields, ...(total === undefined ? {} : { total }) };
  return { main, last, losing: state.losing === true || losing };
}

/** Whether this source has printed steps of its own, so that its failures need its own steps to be disproved. */
export function hasOwnSteps(state: ProgressState, source: string): boolean {
  return Object.keys(state.highest).some((bar) => bar.endsWith(`@${source}`));
}

/** Median time between verified steps, in ms; undefined before the second one. */
export function medianStep(state: ProgressState): Millis | undefined {
  if (state.gaps.length === 0) return undefined;
  const sorted = [...state.gaps].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle] : ((sorted[middle - 1] ?? 0) + (sorted[middle] ?? 0)) / 2;
}

import type { Fields, Millis, Progress, Signal } from '../contract.js';
import { groupIn, noGroups, withGroup } from '../correlate/groups.js';
import { THROUGHPUT_UNIT } from '../match/field-value.js';
import { type Bar, type Bars, bounded, differs, isAlone, isBeyond, mainOf, withoutSources } from './bars.js';
import { type Circling, circled, stillCircling } from './circling.js';
import { begunAnew, strideOf } from './laps.js';

/** What is known of the steps of one attempt. Json. */
export interface ProgressState {
  /** The bars (training, evaluation, preparing data …), told apart by their totals. */
  readonly bars: Bars;
  /** The bar whose step is the run's. */
  readonly main?: string;
  /** The run's own last step. */
  readonly last?: Progress | undefined;
  /** Latest value of every standard field, whichever line brought it. */
  readonly fields: Fields;
  /** ms between the run's own last steps, oldest first. */
  readonly gaps: readonly Millis[];
  /** The workers ended, and may be started again: steps that begin anew are tried for it. */
  readonly trial?: Trial | undefined;
  /** Steps have begun anew after what is tried again for ever, and none was further since. */
  readonly circling?: Circling | undefined;
}

/** Steps of one source that lie below the furthest one and go up. */
interface Trial {
  /** Line time of the word that the workers ended: what was printed before says nothing of what came after. */
  readonly since: Millis;
  readonly source?: string;
  readonly at?: readonly number[];
  readonly steps: number;
  /** What ended is tried again however often. */
  readonly endless?: boolean;
}

export const noProgress: ProgressState = { bars: {}, fields: {}, gaps: [] };

/** What one progress line proves. */
export interface Advance {
  readonly state: ProgressState;
  /** Some bar goes on, be it anew: the run is not stalled. */
  readonly moved: boolean;
  /** The run's own step is further than ever: what failed before did not end it. */
  readonly verified: boolean;
  /** The same of the line's source alone. */
  readonly own: boolean;
}

const KEPT_GAPS = 32;
/** Ranks may lag behind by a step or two; three that follow each other are a run that has begun anew. */
const ANEW = 3;

/** The workers were started again: they go on from their last checkpoint, and any step is a new one. */
export function beginAnew({ trial: _, circling: __, ...state }: ProgressState): ProgressState {
  const bars = Object.entries(state.bars).map(([name, bar]) => [
    name,
    { ...bar, at: [], latest: [], by_source: noGroups },
  ]);
  return { ...state, bars: Object.fromEntries(bars) };
}

/**
 * The workers ended, as a line of the time `since` tells. Nothing says that they are started again but steps that go up
 * anew. `endless`: however often.
 */
export function mayBeginAnew(state: ProgressState, since: Millis, endless = false): ProgressState {
  const stays = endless || state.trial?.endless === true;
  return { ...state, trial: { since, steps: 0, ...(stays ? { endless: true } : {}) } };
}

interface Place {
  readonly bar: string;
  readonly at: readonly number[];
  readonly step: number;
}

/** How far a progress line says that the run is. The epoch alone counts only for software that prints no step. */
function placeOf(state: ProgressState, { step, total, epoch }: Fields): Place | undefined {
  if (typeof step === 'number') {
    const inEpoch = typeof epoch === 'number';
    const named = `step/${total ?? ''}${inEpoch ? '/epoch' : ''}`;
    // A text that was put together anew is looked up by its letters, and the one that is known at once.
    return { bar: named === state.main ? state.main : named, at: inEpoch ? [Math.floor(epoch), step] : [step], step };
  }
  if (typeof epoch !== 'number' || (state.main !== undefined && state.main !== 'epoch')) return undefined;
  return { bar: 'epoch', at: [epoch], step: epoch };
}

/** Takes in one progress signal. */
export function advance(before: ProgressState, signal: Signal): Advance {
  if (signal.late) return advanceLate(before, signal);
  const { trial, ...rest } = before;
  if (trial === undefined || signal.time < trial.since) return advanceOn(before, signal);
  const place = placeOf(before, signal.fields);
  const bar = place && before.bars[place.bar];
  if (place === undefined || bar === undefined || place.bar !== before.main) return advanceOn(before, signal);
  const { source, at, steps, endless, since } = trial;
  // A step that is further than ever needs no trial.
  if (isBeyond(place.at, bar.at)) return advanceOn(rest, signal);
  const goesOn = source === signal.source && isBeyond(place.at, at);
  if (!goesOn && source === signal.source && at !== undefined && !differs(place.at, at))
    return advanceOn(before, signal);
  const made = goesOn ? steps + 1 : 1;
  if (made >= ANEW) return advanceOn({ ...beginAnew(before), circling: circled(before, bar) }, signal);
  const tried = { since, source: signal.source, at: place.at, steps: made, ...(endless ? { endless } : {}) };
  const how = advanceOn({ ...before, trial: tried }, signal);
  return goesOn ? { ...how, moved: true } : how;
}

/**
 * A line that may be older than what was read before it says at most that the run was further than is known. The next step
 * is not measured by it: it may be of workers, or of an epoch, that have been begun anew since.
 */
function advanceLate(before: ProgressState, signal: Signal): Advance {
  const place = placeOf(before, signal.fields);
  const moved = place !== undefined && isBeyond(place.at, before.bars[place.bar]?.at);
  if (!moved) return { state: before, moved, verified: false, own: false };
  const fields = fieldsAfter(before.fields, signal.fields);
  const isMain = before.main === undefined || place.bar === before.main;
  const last = isMain ? lastOf(place, signal, fields) : before.last;
  return { state: { ...before, last, fields }, moved, verified: false, own: false };
}

/**
 * A step counts when it is above every earlier one of its bar in this attempt: a bar that
 * starts again, or a rank that repeats a step, proves nothing.
 */
function advanceOn(before: ProgressState, signal: Signal): Advance {
  const fields = fieldsAfter(before.fields, signal.fields);
  const place = placeOf(before, signal.fields);
  if (place === undefined) return { state: withFields(before, fields), moved: false, verified: false, own: false };
  const known = before.trial ? before.bars : begunAnew(before.bars, place.bar, signal.fields);
  const bar = known[place.bar];
  const beyond = isBeyond(place.at, bar?.at);
  const own = isBeyond(place.at, bar && groupIn(bar.by_source, signal.source));
  // An evaluation that runs again prints the same steps again. Training itself does so only where it has lost some.
  const again = bar !== undefined && differs(place.at, bar.latest) && !(bar.loss && before.main === place.bar);
  if (!beyond && !own && !again) return { state: withFields(before, fields), moved: false, verified: false, own };
  const bySource = bar?.by_source ?? noGroups;
  const next: Bar = {
    at: beyond ? place.at : (bar?.at ?? place.at),
    latest: place.at,
    moves: (bar?.moves ?? 0) + Number(beyond),
    stride: strideOf(bar, place.at),
    loss: bar?.loss === true || signal.fields.loss !== undefined,
    by_source: own ? withGroup(bySource, signal.source, place.at) : bySource,
  };
  const alone = isAlone(known, place.bar);
  const bars = alone ? { [place.bar]: next } : bounded({ ...known, [place.bar]: next }, place.bar, before.main);
  const main = alone ? place.bar : mainOf(bars, before.main);
  const isMain = main === place.bar;
  const same = main === before.main;
  const verified = beyond && isMain;
  const gaps = same ? before.gaps : NO_GAPS;
  return {
    state: {
      // Written out, since this is done at every step, and a copy costs several times as much.
      bars: same && isMain ? bars : withoutSources(bars, main),
      main,
      last: verified ? lastOf(place, signal, fields) : before.last,
      fields,
      gaps: verified && same ? withGap(gaps, before.last, signal) : gaps,
      trial: before.trial,
      circling: before.circling && stillCircling(before.circling, place.at, known === before.bars),
    },
    moved: beyond || again,
    verified,
    own: own && isMain,
  };
}

const withFields = (before: ProgressState, fields: Fields): ProgressState =>
  fields === before.fields ? before : { ...before, fields };

const NO_GAPS: readonly Millis[] = Object.freeze([]);

/** The latest value of every field. Lines of one kind have the same ones: then there is nothing to merge. */
function fieldsAfter(before: Fields, now: Fields): Fields {
  for (const name in before) if (now[name] === undefined) return { ...withoutUnit(before, now), ...now };
  return now;
}

/** The unit of an earlier throughput says nothing of one that comes without. */
function withoutUnit(before: Fields, now: Fields): Fields {
  if (now.throughput === undefined || before[THROUGHPUT_UNIT] === undefined) return before;
  const { [THROUGHPUT_UNIT]: _, ...rest } = before;
  return rest;
}

function withGap(gaps: readonly Millis[], last: Progress | undefined, { time }: Signal): readonly Millis[] {
  if (last === undefined) return gaps;
  const gap = Math.max(0, time - last.at);
  if (gaps.length < KEPT_GAPS) return [...gaps, gap];
  // In a list of the same length: one that a value is added to makes room for many more.
  const after = gaps.slice(-KEPT_GAPS);
  for (let i = 1; i < KEPT_GAPS; i++) after[i - 1] = after[i] as Millis;
  after[KEPT_GAPS - 1] = gap;
  return after;
}

function lastOf(place: Place, signal: Signal, fields: Fields): Progress {
  const { total } = signal.fields;
  const { step } = place;
  const at = signal.time;
  return typeof total === 'number' ? { step, at, fields, total } : { step, at, fields };
}

/** Whether this source has printed steps of its own, so that its failures need its own steps to be disproved. */
export function hasOwnSteps(state: ProgressState, source: string): boolean {
  const bar = state.main === undefined ? undefined : state.bars[state.main];
  return bar !== undefined && groupIn(bar.by_source, source) !== undefined;
}

/** Median time between the run's own steps, in ms; undefined before the second one. */
export function medianStep(state: ProgressState): Millis | undefined {
  if (state.gaps.length === 0) return undefined;
  const sorted = [...state.gaps].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle] : ((sorted[middle - 1] ?? 0) + (sorted[middle] ?? 0)) / 2;
}

import type { Millis, Shown, Signal } from '../contract.js';
import type { AttemptState } from './attempt-state.js';
import { jobIsFinal } from './deadlines.js';
import type { Draft } from './draft.js';
import type { StateEvent } from './state.js';

/** What a rule shows the run as, from its hit on until its operator tells that it is over. Json. */
export interface Condition {
  readonly name: string;
  readonly group?: string;
  /** Where the hit stands; `sigwatch` for one of no line. */
  readonly source: string;
  readonly shows: Shown;
  /** Line time of the hit. */
  readonly time: Millis;
  /** Only its operator ends it. */
  readonly until_resolved?: true;
  /** The sentence of its operator. */
  readonly says?: string;
  /** Verified steps since, as far as they are counted. */
  readonly steps: number;
  /** The run has shown since that it goes on: whatever stands still, it is no more than degraded. */
  readonly eased?: true;
}

const KEPT = 32;
/** As of a failure line: a step may have been under way, a second one was not. */
const EASING_STEPS = 2;

const events = { degraded: 'suspected', stalled: 'stalled', timed_out: 'overdue' } as const;
const order: readonly Shown[] = ['degraded', 'stalled', 'timed_out'];

const shownOf = ({ shows, eased }: Condition): Shown => (eased ? 'degraded' : shows);
const isOf =
  ({ name, group = '' }: Pick<Signal, 'name' | 'group'>) =>
  (one: Condition): boolean =>
    one.name === name && (one.group ?? '') === group;

/** What the run looks like while its job lives, by all that is open: as the event that leads there. */
export function appearance(
  state: AttemptState,
): Extract<StateEvent, 'disproved' | 'suspected' | 'stalled' | 'overdue'> {
  const { incident } = state;
  const worst = worstOf(state);
  if (incident === undefined) return worst === undefined ? 'disproved' : events[shownOf(worst)];
  const own = incident.stall === undefined ? 'degraded' : 'stalled';
  const shown = worst === undefined ? own : shownOf(worst);
  return events[order.indexOf(shown) > order.indexOf(own) ? shown : own];
}

export const hasConditions = ({ conditions }: AttemptState): boolean =>
  conditions !== undefined && conditions.length > 0;

/** The earliest of those that show most. */
function worstOf({ conditions = [] }: AttemptState): Condition | undefined {
  let worst: Condition | undefined;
  for (const one of conditions)
    if (worst === undefined || order.indexOf(shownOf(one)) > order.indexOf(shownOf(worst))) worst = one;
  return worst;
}

/** Shows the run as what is open says, by the rule that says it. */
export function look(draft: Draft, reason: string): void {
  const event = appearance(draft.state);
  const worst = worstOf(draft.state);
  const said = worst !== undefined && events[shownOf(worst)] === event ? worst.name : undefined;
  draft.move(event, reason, said);
}

/** A rule that is told at once was hit. */
export function takeCondition(draft: Draft, signal: Signal): void {
  const { shows, name, group, source, time, until_resolved, text } = signal;
  if (shows === undefined || jobIsFinal(draft.state)) return;
  // What the same line says is over it takes the place of: nothing lies between.
  const replaced = [signal, ...endingBy(draft.state, signal)].map(isOf);
  const rest = (draft.state.conditions ?? []).filter((one) => !replaced.some((isIt) => isIt(one)));
  const condition: Condition = {
    ...{ name, source, shows, time, steps: 0 },
    ...(group === undefined ? {} : { group }),
    ...(until_resolved ? { until_resolved, says: text } : {}),
  };
  draft.set({ conditions: [...rest, condition].slice(-KEPT) });
  // What an operator says is a sentence; the line of a pattern is not.
  look(draft, until_resolved ? text : `${name} was seen`);
}

/** Whether a rule shows the run so now. */
export const isShown = ({ conditions = [] }: AttemptState, signal: Signal): boolean => conditions.some(isOf(signal));

/** What is left says how the run is now; undefined where nothing is. */
export const saidNow = (state: AttemptState): string | undefined => worstOf(state)?.says;

/** What the line of a signal says is over. */
const endingBy = ({ ending }: AttemptState, signal: Signal): readonly Signal[] =>
  ending?.signals.filter(({ source, line }) => source === signal.source && line === signal.line) ?? [];

/** Its rule says that it is over. Returns whether it was open. */
export function endCondition(draft: Draft, signal: Pick<Signal, 'name' | 'group'>): boolean {
  const { conditions = [] } = draft.state;
  const left = conditions.filter((one) => !isOf(signal)(one));
  if (left.length === conditions.length) return false;
  draft.set({ conditions: left });
  return true;
}

/** A verified step: two of them show that the run goes on. */
export function stepSince(draft: Draft, { time }: Signal): void {
  ease(draft, 'verified steps followed', (one) =>
    time < one.time ? one : { ...one, steps: one.steps + 1, ...(one.steps + 1 >= EASING_STEPS ? EASED : {}) },
  );
}

/**
 * Output of a run that has never made a step, where it is all the life that it can show: of steps it says nothing, nor
 * does what says that nothing is heard of the run.
 */
export function outputSince(draft: Draft, time: Millis, source: string | undefined): void {
  ease(draft, 'the run goes on printing', (one) =>
    time <= one.time || one.shows !== 'timed_out' || one.source === source ? one : { ...one, ...EASED },
  );
}

const EASED = { eased: true } as const;

function ease(draft: Draft, reason: string, after: (one: Condition) => Condition): void {
  const { conditions } = draft.state;
  if (conditions === undefined || conditions.every((one) => one.eased)) return;
  const now = conditions.map((one) => (one.eased ? one : after(one)));
  if (now.every((one, i) => one === conditions[i])) return;
  const open = now.filter((one) => !one.eased || one.until_resolved);
  draft.set({ conditions: open });
  const eased = now.filter((one, i) => one.eased && !conditions[i]?.eased).map(({ name }) => name);
  if (eased.length > 0 && !jobIsFinal(draft.state)) look(draft, `${reason}, whatever ${eased.join(' and ')} says`);
}

import type { Millis, Signal } from '../contract.js';
import { hasOwnSteps, type ProgressState } from '../run/progress.js';
import { isPassed, outlives, withoutOutlived } from './last-word.js';
import { isSound, recoveryOf } from './recovery.js';
import { BUCKET_MS, type Root, rootOf } from './root.js';

/** Failure signals that an incident keeps in full, of one rule and source and in all; the rest is counted. */
const KEPT_EACH = 5;
const KEPT_ALL = 128;
/** Two verified steps after the last failure line disprove it. */
const DISPROVING_STEPS = 2;

/** A failure signal, and what was seen since. */
export interface Suspect {
  readonly signal: Signal;
  /** Active time of the signal. */
  readonly at: Millis;
  /** Verified steps since. */
  readonly steps: number;
  /** What came after it shows that it ended nothing: it is no candidate for the root any more. */
  readonly over?: boolean;
  /** By the word of its own rule, and not by steps. */
  readonly resolved?: true;
  /** A last word that the run has gone on after for long. */
  readonly outlived?: true;
}

/** An incident that is not closed yet. Json. */
export interface OpenIncident {
  readonly id: string;
  readonly opened: Millis;
  readonly suspects: readonly Suspect[];
  readonly total: number;
  /** Verified steps since the last failure signal; over all under '', else by source. */
  readonly steps: Readonly<Record<string, number>>;
  /** Moves of any bar since the last failure signal: they end a stall, and nothing else. */
  readonly moves: number;
  /** Verified steps with sound metrics since the last failure that lasts. */
  readonly healthy: number;
  /** Line time of the first, and of the last failure signal. */
  readonly first: Millis;
  readonly latest: Millis;
  /** What a stall was about: only what it was about disproves it. */
  readonly stall?: 'never_started' | 'no_output' | 'no_steps';
}

export const isFailure = (signal: Signal): boolean => signal.mode !== undefined && signal.mode !== 'success';

/** A stall is the engine's own conclusion, and no line of a log. */
const isStall = ({ signal }: Suspect): boolean => signal.source === 'sigwatch';

export function openIncident(id: string, at: Millis): OpenIncident {
  const none = { suspects: [], total: 0, steps: {}, moves: 0, healthy: 0 };
  return { id, opened: at, ...none, first: at, latest: at };
}

/** Adds a failure signal of the active time `at`. Repeats are counted, and kept only as far as they could still be the root. */
export function attach(incident: OpenIncident, signal: Signal, at: Millis): OpenIncident {
  return {
    ...incident,
    suspects: withSuspect(incident.suspects, { signal, at, steps: 0 }),
    total: incident.total + 1,
    steps: {},
    moves: 0,
    healthy: recoveryOf(signal) === 'sound_metrics' ? 0 : incident.healthy,
    first: incident.total === 0 ? signal.time : Math.min(incident.first, signal.time),
    latest: incident.total === 0 ? signal.time : Math.max(incident.latest, signal.time),
  };
}

function withSuspect(before: readonly Suspect[], suspect: Suspect): readonly Suspect[] {
  const { name, source, group } = suspect.signal;
  // What an operator holds apart recovers apart.
  const isSame = ({ signal: one }: Suspect) => one.name === name && one.source === source && one.group === group;
  if (before.filter((one) => isSame(one) && !one.over).length >= KEPT_EACH) return before;
  // What was disproved and has come again stands for itself no longer.
  const rest = before.filter((one) => !(one.over && isSame(one)));
  if (rest.length >= KEPT_ALL && rest.some((one) => one.signal.name === name && !one.over)) return before;
  return [...rest, suspect];
}

/**
 * A bar moved. Signals that were printed more than a moment before a verified step are no longer candidates: what goes
 * on was not ended by them. A step that follows within the bucket may have been under way before, and where a rank
 * prints its own steps, one of another rank may have been too: then two are asked for.
 */
export function stepAfter(
  incident: OpenIncident,
  step: Signal,
  how: { moved: boolean; verified: boolean; own: boolean },
  progress: ProgressState,
): OpenIncident {
  if (step.time < incident.latest) return incident;
  const steps = { ...incident.steps };
  if (how.verified) steps[''] = (steps[''] ?? 0) + 1;
  if (how.own) steps[step.source] = (steps[step.source] ?? 0) + 1;
  const healthy = incident.healthy + Number(how.verified && isSound(step));
  const isOver = (one: Suspect): boolean => {
    if (isStall(one)) return how.moved;
    const recovery = recoveryOf(one.signal);
    if (one.signal.contradicted && recovery !== 'end') return true;
    if (recovery !== 'step') return recovery === 'sound_metrics' && healthy >= DISPROVING_STEPS;
    if (one.steps + Number(how.verified) >= DISPROVING_STEPS) return true;
    if (step.time - one.signal.time <= BUCKET_MS) return false;
    return hasOwnSteps(progress, one.signal.source) ? how.own && step.source === one.signal.source : how.verified;
  };
  const suspects = incident.suspects.map((one) => {
    const over = one.over || isOver(one);
    const outlived = one.outlived || (how.verified && outlives(step, one));
    const steps = one.steps + Number(how.verified);
    return { ...one, steps, ...(over ? { over } : {}), ...(outlived ? { outlived } : {}) };
  });
  return { ...incident, steps, moves: incident.moves + Number(how.moved), healthy, suspects };
}

/** A checkpoint was written: what a failed write needs in order to be over. */
export function writeAfter(incident: OpenIncident): OpenIncident {
  const suspects = incident.suspects.map((one) =>
    recoveryOf(one.signal) === 'checkpoint' ? { ...one, over: true } : one,
  );
  return { ...incident, suspects };
}

/** What a rule told of is over, by the rule's own word. */
export function recoveryAfter(
  incident: OpenIncident,
  { name, group, late, time = 0 }: Pick<Signal, 'name' | 'group'> & Partial<Pick<Signal, 'late' | 'time'>>,
): OpenIncident {
  // What comes late may have been printed before the failure.
  const isIt = ({ signal }: Suspect) =>
    recoveryOf(signal) !== 'end' &&
    signal.name === name &&
    (signal.group ?? '') === (group ?? '') &&
    !(late === true && signal.time > time);
  return {
    ...incident,
    suspects: incident.suspects.map((one) => (isIt(one) ? { ...one, over: true, resolved: true } : one)),
  };
}

/** What no later step has disproved, and what could be confirmed: something that is only shown waits for the run's own silence. */
export const openSuspects = (incident: OpenIncident): readonly Suspect[] =>
  incident.suspects.filter((one) => !one.over && one.signal.shows === undefined && !isPassed(one));

export const isSuspected = (incident: OpenIncident): boolean => openSuspects(incident).length > 0;

/** The signals that the root may be chosen from: those since the last verified step, and lasting ones. */
export function candidatesOf(incident: OpenIncident): readonly Signal[] {
  const since = incident.suspects.filter((one) => !one.over);
  return (since.length > 0 ? withoutOutlived(since) : incident.suspects).map((one) => one.signal);
}

export function rootOfIncident(incident: OpenIncident, latent: readonly Signal[]): Root | undefined {
  const recent = latent.filter(
    (signal) =>
      incident.first - signal.time <= (signal.latent ?? 0) &&
      !incident.suspects.some((one) => one.signal.id === signal.id),
  );
  return rootOf(candidatesOf(incident), recent);
}

/** Whether what came after the last failure shows that there was none. */
export function isDisproved(incident: OpenIncident, progress: ProgressState): boolean {
  const enough = (count: number | undefined) => (count ?? 0) >= DISPROVING_STEPS;
  return incident.suspects.every((one) => {
    if (isStall(one)) return enough(incident.moves);
    if (one.resolved && one.signal.shows !== undefined) return true;
    if (recoveryOf(one.signal) !== 'step') return one.over === true;
    const { source } = one.signal;
    return enough(incident.steps['']) && (!hasOwnSteps(progress, source) || enough(incident.steps[source]));
  });
}

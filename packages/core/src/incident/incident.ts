import type { Millis, Signal } from '../contract.js';
import { hasOwnSteps, type ProgressState } from '../run/progress.js';
import { BUCKET_MS, type Root, rootOf } from './root.js';

/** Signals of one rule and source that an incident keeps in full; the rest is counted. */
const KEPT_EACH = 5;
const KEPT_LATENT = 64;
/** Two verified steps after the last failure line disprove it. */
const DISPROVING_STEPS = 2;

/** An incident that is not closed yet. Json. */
export interface OpenIncident {
  readonly id: string;
  readonly opened: Millis;
  readonly signals: readonly Signal[];
  readonly counts: Readonly<Record<string, number>>;
  readonly total: number;
  /** Signals at these positions and before are disproved by a later step. */
  readonly disproved: number;
  /** Verified steps since the last failure signal; over all under '', else by source. */
  readonly steps: Readonly<Record<string, number>>;
  /** Evidence of recovery since the last failure that lasts (a metric, a failed write). */
  readonly recovered: number;
  /** Line time of the first, and of the last failure signal. */
  readonly first: Millis;
  readonly latest: Millis;
  /** Line time of the last signal of a fatal rule. */
  readonly fatal?: Millis;
  /** What a stall was about: only what it was about disproves it. */
  readonly stall?: 'never_started' | 'no_output' | 'no_steps';
}

export const isFailure = (signal: Signal): boolean => signal.mode !== undefined && signal.mode !== 'success';

export function openIncident(id: string, at: Millis): OpenIncident {
  return {
    id,
    opened: at,
    signals: [],
    counts: {},
    total: 0,
    disproved: 0,
    steps: {},
    recovered: 0,
    first: at,
    latest: at,
  };
}

/** Adds a failure signal. Repeats are counted, and kept only as far as they could still be the root. */
export function attach(incident: OpenIncident, signal: Signal): OpenIncident {
  const key = `${signal.name}@${signal.source}`;
  const count = (incident.counts[key] ?? 0) + 1;
  const first = incident.total === 0;
  return {
    ...incident,
    signals: count <= KEPT_EACH ? [...incident.signals, signal] : incident.signals,
    counts: { ...incident.counts, [key]: count },
    total: incident.total + 1,
    steps: {},
    recovered: signal.lasting ? 0 : incident.recovered,
    first: first ? signal.time : Math.min(incident.first, signal.time),
    latest: Math.max(incident.latest, signal.time),
    ...(signal.severity === 'fatal' && !signal.platform ? { fatal: signal.time } : {}),
  };
}

/**
 * A step was verified. Signals that were printed more than a moment before it are no longer candidates: what goes on
 * was not ended by them. A step that follows within the bucket may have been under way before.
 */
export function stepAfter(
  incident: OpenIncident,
  step: Signal,
  how: { verified: boolean; own: boolean },
): OpenIncident {
  const steps = { ...incident.steps };
  if (how.verified) steps[''] = (steps[''] ?? 0) + 1;
  if (how.own) steps[step.source] = (steps[step.source] ?? 0) + 1;
  let disproved = incident.disproved;
  if (how.verified) {
    while (disproved < incident.signals.length) {
      const signal = incident.signals[disproved] as Signal;
      if (step.time - signal.time <= BUCKET_MS && (steps[''] ?? 0) < DISPROVING_STEPS) break;
      disproved += 1;
    }
  }
  const finite = typeof step.fields.loss === 'number' || typeof step.fields.grad_norm === 'number';
  return {
    ...incident,
    steps,
    disproved,
    recovered: how.verified && finite ? incident.recovered + 1 : incident.recovered,
  };
}

/** A checkpoint was written: what a failed write needs in order to be over. */
export function writeAfter(incident: OpenIncident): OpenIncident {
  return { ...incident, recovered: incident.recovered + DISPROVING_STEPS };
}

/** The signals that the root may be chosen from: those since the last verified step, and lasting ones. */
export function candidatesOf(incident: OpenIncident): readonly Signal[] {
  const since = incident.signals.filter((signal, index) => index >= incident.disproved || signal.lasting);
  return since.length > 0 ? since : incident.signals;
}

export function rootOfIncident(incident: OpenIncident, latent: readonly Signal[]): Root | undefined {
  const recent = latent.filter(
    (signal) =>
      incident.first - signal.time <= (signal.latent ?? 0) && !incident.signals.some((own) => own.id === signal.id),
  );
  return rootOf(candidatesOf(incident), recent);
}

/** Whether what came after the last failure shows that there was none. */
export function isDisproved(incident: OpenIncident, progress: ProgressState, root: Signal): boolean {
  if (root.lasting) return incident.recovered >= DISPROVING_STEPS;
  if ((incident.steps[''] ?? 0) < DISPROVING_STEPS) return false;
  return incident.signals.every(
    (signal) => !hasOwnSteps(progress, signal.source) || (incident.steps[signal.source] ?? 0) >= DISPROVING_STEPS,
  );
}

/** Signals that may have caused a failure that shows later; bounded. */
export function rememberLatent(latent: readonly Signal[], signal: Signal): readonly Signal[] {
  if (signal.latent === undefined) return latent;
  return [...latent.filter((old) => signal.time - old.time <= (old.latent ?? 0)), signal].slice(-KEPT_LATENT);
}

import type { Millis } from '../contract.js';
import { wall } from './active-clock.js';
import type { AttemptConfig, AttemptState } from './attempt-state.js';
import { finalStates } from './platform.js';
import { medianStep } from './progress.js';

const FIVE_MINUTES = 300_000;
/** A suspicion is never confirmed earlier than this after its first line; a fatal rule needs no more than this. */
const AFTER_SUSPICION = 120_000;

export type Deadline =
  | { readonly kind: 'stall'; readonly at: Millis; readonly about: 'never_started' | 'no_output' | 'no_steps' }
  | { readonly kind: 'confirm'; readonly at: Millis; readonly why: string }
  | { readonly kind: 'settle'; readonly at: Millis }
  | { readonly kind: 'act'; readonly at: Millis };

export const jobIsFinal = (state: AttemptState): boolean => state.job !== undefined && finalStates.has(state.job.state);

/** The next moment at which something follows from nothing happening; undefined while the clock stands or nothing is awaited. */
export function nextDeadline(state: AttemptState, config: AttemptConfig): Deadline | undefined {
  if (state.verdict !== undefined || state.clock.reasons.includes('paused')) return undefined;
  if (state.decided !== undefined) {
    return state.decided.decision.action === 'ignore' ? undefined : { kind: 'act', at: state.decided.due };
  }
  if (jobIsFinal(state)) return undefined;
  if (state.clock.since !== undefined) return undefined;
  if (state.incident === undefined) return stallDeadline(state, config);
  if (state.confirmed !== undefined) return { kind: 'settle', at: state.confirmed.at + config.hold };
  return confirmDeadline(state, config);
}

function at(state: AttemptState, activeTime: Millis): Millis {
  return wall(state.clock, activeTime) ?? Number.POSITIVE_INFINITY;
}

/** Three clocks: never started, no output at all, output but no steps. The last one runs from the last step, so that error spam never resets it. */
function stallDeadline(state: AttemptState, config: AttemptConfig): Deadline | undefined {
  if (state.succeeded) return undefined;
  if (state.stepped !== undefined) {
    const about = (state.printed ?? 0) > state.stepped ? 'no_steps' : 'no_output';
    return { kind: 'stall', about, at: at(state, state.stepped + config.inactivity) };
  }
  if (state.printed !== undefined)
    return { kind: 'stall', about: 'no_output', at: at(state, state.printed + config.inactivity) };
  if (state.started !== undefined)
    return { kind: 'stall', about: 'never_started', at: at(state, state.started + config.inactivity) };
  return undefined;
}

function confirmDeadline(state: AttemptState, config: AttemptConfig): Deadline | undefined {
  const incident = state.incident;
  if (incident === undefined) return undefined;
  if (state.stepped === undefined) {
    // Without a step ever, spam may be all that a healthy run prints: only silence confirms.
    const silent = state.printed ?? state.started;
    if (silent === undefined) return undefined;
    return { kind: 'confirm', at: at(state, silent + config.inactivity), why: 'there was no output since' };
  }
  const median = medianStep(state.progress);
  const patience = Math.min(config.inactivity, Math.max(10 * (median ?? config.inactivity), FIVE_MINUTES));
  const suspicion = incident.first - state.clock.frozen + AFTER_SUSPICION;
  const quiet = at(
    state,
    Math.max(state.stepped + patience, Math.min(suspicion, state.stepped + patience + AFTER_SUSPICION)),
  );
  if (incident.fatal === undefined) return { kind: 'confirm', at: quiet, why: 'no step was verified since' };
  const fatal = at(state, Math.max(state.stepped, incident.fatal - state.clock.frozen) + AFTER_SUSPICION);
  return { kind: 'confirm', at: Math.min(quiet, fatal), why: 'no step was verified since' };
}

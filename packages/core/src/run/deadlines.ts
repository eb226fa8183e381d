import type { Millis } from '../contract.js';
import { isSuspected, type OpenIncident } from '../incident/incident.js';
import { wall } from './active-clock.js';
import type { AttemptConfig, AttemptState } from './attempt-state.js';
import { countsWholeEpochs } from './laps.js';
import { finalStates } from './platform.js';
import { medianStep } from './progress.js';
import { recoveringSince } from './recovering.js';

const FIVE_MINUTES = 300_000;
/** A suspicion is never confirmed earlier than this after its first line; a fatal rule needs no more than this. */
const AFTER_SUSPICION = 120_000;

export type Deadline =
  | { readonly kind: 'stall'; readonly at: Millis; readonly about: 'never_started' | 'no_output' | 'no_steps' }
  | { readonly kind: 'confirm'; readonly at: Millis; readonly active: Millis; readonly why: string }
  | { readonly kind: 'settle'; readonly at: Millis }
  | { readonly kind: 'act'; readonly at: Millis };

export const jobIsFinal = (state: AttemptState): boolean => state.job !== undefined && finalStates.has(state.job.state);

/** The next moment at which something follows from nothing happening; undefined while the clock stands or nothing is awaited. */
export function nextDeadline(state: AttemptState, config: AttemptConfig): Deadline | undefined {
  if (state.verdict !== undefined || state.clock.reasons.includes('paused')) return undefined;
  const { decided, confirmed, incident } = state;
  const final = jobIsFinal(state);
  // What the job's last lines say may still change the root: nothing is done before they are read.
  if (final && !state.drained) return undefined;
  if (decided !== undefined) {
    if (decided.decision.action === 'ignore') return undefined;
    return { kind: 'act', at: decided.due + (final ? 0 : state.clock.frozen - decided.frozen) };
  }
  if (final || state.clock.since !== undefined) return undefined;
  if (confirmed !== undefined) return { kind: 'settle', at: at(state, confirmed.at + config.hold) };
  // Where later steps have disproved all that was suspected, only a silence is left to be judged.
  if (incident === undefined || !isSuspected(incident)) return stallDeadline(state, config);
  return confirmDeadline(state, config, incident);
}

function at(state: AttemptState, activeTime: Millis): Millis {
  return wall(state.clock, activeTime) ?? Number.POSITIVE_INFINITY;
}

/** The last sign of progress. A job that the platform has started anew begins its steps anew. */
function lastStep(state: AttemptState): Millis | undefined {
  return state.stepped === undefined ? undefined : Math.max(state.stepped, state.started ?? state.stepped);
}

/** Three clocks: never started, no output at all, output but no steps. The last one runs from the last step, so that error spam never resets it. */
function stallDeadline(state: AttemptState, config: AttemptConfig): Deadline | undefined {
  const { printed } = state;
  const { inactivity } = config;
  if (inactivity === undefined) return undefined;
  const started = state.started ?? Number.NEGATIVE_INFINITY;
  const stall = (about: 'never_started' | 'no_output' | 'no_steps', since: Millis): Deadline => ({
    kind: 'stall',
    about,
    at: at(state, since + inactivity),
  });
  const stepped = lastStep(state);
  // A run that has said that it is done takes no step any more; that it ends is shown by what it prints.
  const byOutput = state.succeeded || countsWholeEpochs(state.progress.bars, state.progress.main);
  if (stepped !== undefined && byOutput) return stall('no_output', Math.max(stepped, printed ?? stepped));
  if (stepped !== undefined) return stall((printed ?? 0) > stepped ? 'no_steps' : 'no_output', stepped);
  if (printed !== undefined) return stall('no_output', Math.max(printed, started));
  return state.started === undefined ? undefined : stall('never_started', started);
}

/** When rules of the monitor found, with everything read, that what shows progress had stayed away: that is a stall by their own word. */
function absences(incident: OpenIncident): readonly Millis[] {
  return incident.suspects.flatMap(({ over, signal, at: when }) =>
    !over && signal.absence && signal.mode === 'stall' ? [when] : [],
  );
}

function confirmDeadline(state: AttemptState, config: AttemptConfig, incident: OpenIncident): Deadline | undefined {
  const confirm = (active: Millis, why: string): Deadline => ({ kind: 'confirm', at: at(state, active), active, why });
  const stepped = lastStep(state);
  const { inactivity = Number.POSITIVE_INFINITY } = config;
  if (stepped === undefined) {
    // Without a step ever, spam may be all that a healthy run prints: only silence confirms.
    const silent = state.printed ?? state.started;
    const quiet = silent === undefined ? undefined : Math.max(silent, state.started ?? silent) + inactivity;
    const awaited = Math.min(...absences(incident).map((one) => one + AFTER_SUSPICION));
    if (awaited < (quiet ?? Number.POSITIVE_INFINITY)) return confirm(awaited, 'what it waits for did not come');
    return quiet === undefined ? undefined : confirm(quiet, 'there was no output since');
  }
  const open = incident.suspects.filter((one) => !one.over);
  const recovering = recoveringSince(state);
  // A start takes its time: loading the model and the checkpoint may last longer than many steps.
  if (recovering !== undefined)
    return confirm(Math.max(stepped, recovering) + inactivity, 'no step followed since the workers ended');
  const median = medianStep(state.progress);
  const patience = Math.min(inactivity, Math.max(10 * (median ?? inactivity), FIVE_MINUTES));
  const suspicion = Math.min(...open.map((one) => one.at)) + AFTER_SUSPICION;
  const fatal = open.filter(({ signal }) => signal.severity === 'fatal' && !signal.platform).map((one) => one.at);
  const quiet = Math.max(stepped + patience, suspicion);
  const sooner = Math.max(stepped, Math.min(...fatal, ...absences(incident))) + AFTER_SUSPICION;
  return confirm(Math.min(quiet, sooner), 'no step was verified since');
}

import type { Millis } from '../contract.js';
import { isSuspected, type OpenIncident, openSuspects } from '../incident/incident.js';
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
  if (final) return undefined;
  // Nothing is concluded from silence: the platform's own word is enough, also while another attempt waits to begin.
  if (state.condemned !== undefined) return { kind: 'settle', at: state.condemned + config.hold };
  if (state.clock.since !== undefined) return undefined;
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

/** When it began to start: at its beginning, and anew when its workers were started again. */
function startOf(state: AttemptState): Millis | undefined {
  const recovering = recoveringSince(state);
  if (state.started === undefined || recovering === undefined) return state.started ?? recovering;
  return Math.max(state.started, recovering);
}

/** How long it may be silent now: it starts until the first step. */
function patienceAt(
  state: AttemptState,
  { inactivity = Number.POSITIVE_INFINITY, startup = 0 }: AttemptConfig,
): Millis {
  const { stepped } = state;
  const starts = stepped === undefined || stepped <= (startOf(state) ?? Number.NEGATIVE_INFINITY);
  return starts ? Math.max(inactivity, startup) : inactivity;
}

/** Three clocks: never started, no output at all, output but no steps. The last one runs from the last step, so that error spam never resets it. */
function stallDeadline(state: AttemptState, config: AttemptConfig): Deadline | undefined {
  const { printed } = state;
  const { inactivity, startup = 0 } = config;
  if (inactivity === undefined) return undefined;
  const patience = patienceAt(state, config);
  const started = state.started ?? Number.NEGATIVE_INFINITY;
  const stall = (about: 'never_started' | 'no_output' | 'no_steps', since: Millis): Deadline => ({
    kind: 'stall',
    about,
    at: at(state, since + patience),
  });
  const stepped = lastStep(state);
  // A run that has said that it is done takes no step any more; that it ends is shown by what it prints.
  const byOutput = state.succeeded || countsWholeEpochs(state.progress.bars, state.progress.main);
  if (stepped !== undefined && byOutput) return stall('no_output', Math.max(stepped, printed ?? stepped));
  if (stepped !== undefined) return stall((printed ?? 0) > stepped ? 'no_steps' : 'no_output', stepped);
  if (printed === undefined) return state.started === undefined ? undefined : stall('never_started', started);
  const about = startup > inactivity ? 'never_started' : 'no_output';
  return stall(about, silentUntil(state, config, Math.max(printed, started)) - patience);
}

/** A run that prints may be one whose steps nobody knows: only its silence, and not before it may take to start, shows anything. */
function silentUntil(state: AttemptState, { inactivity = 0, startup = 0 }: AttemptConfig, silent: Millis): Millis {
  const start = startOf(state);
  if (start === undefined) return silent + Math.max(inactivity, startup);
  return Math.max(silent + inactivity, start + startup);
}

/** When rules of the monitor found, with everything read, that what shows progress had stayed away: that is a stall by their own word. */
function absences(incident: OpenIncident): readonly Millis[] {
  return openSuspects(incident).flatMap(({ signal, at: when }) =>
    signal.absence && signal.mode === 'stall' ? [when] : [],
  );
}

function confirmDeadline(state: AttemptState, config: AttemptConfig, incident: OpenIncident): Deadline | undefined {
  const lasted = lastingDeadline(state, incident);
  const silent = silenceDeadline(state, config, incident);
  return lasted === undefined || (silent !== undefined && silent.at < lasted.at) ? silent : lasted;
}

/** From when a failure that lasts is confirmed by its own rule's word, whatever steps are made. */
const lastingSince = (incident: OpenIncident): Millis =>
  Math.min(
    ...openSuspects(incident).flatMap(({ signal, at: when }) =>
      signal.confirm_after === undefined ? [] : [when + signal.confirm_after],
    ),
  );

function lastingDeadline(state: AttemptState, incident: OpenIncident): Deadline | undefined {
  const active = lastingSince(incident);
  if (!Number.isFinite(active)) return undefined;
  return { kind: 'confirm', at: at(state, active), active, why: 'it lasts while steps go on' };
}

/** Whether what is confirmed is so because it lasts: steps are no doubt of that. */
export const hasLasted = ({ incident, confirmed }: AttemptState): boolean =>
  incident !== undefined && confirmed !== undefined && lastingSince(incident) <= confirmed.at;

function silenceDeadline(state: AttemptState, config: AttemptConfig, incident: OpenIncident): Deadline | undefined {
  const confirm = (active: Millis, why: string): Deadline => ({ kind: 'confirm', at: at(state, active), active, why });
  const stepped = lastStep(state);
  const { inactivity = Number.POSITIVE_INFINITY } = config;
  if (stepped === undefined) {
    // Without a step ever, spam may be all that a healthy run prints: only silence confirms.
    const silent = state.printed ?? state.started;
    const since = silent === undefined ? undefined : Math.max(silent, state.started ?? silent);
    const quiet = since === undefined ? undefined : silentUntil(state, { ...config, inactivity }, since);
    const awaited = Math.min(...absences(incident).map((one) => one + AFTER_SUSPICION));
    if (awaited < (quiet ?? Number.POSITIVE_INFINITY)) return confirm(awaited, 'what it waits for did not come');
    return quiet === undefined ? undefined : confirm(quiet, 'there was no output since');
  }
  const open = openSuspects(incident);
  const recovering = recoveringSince(state);
  // A start takes its time: loading the model and the checkpoint may last longer than many steps.
  if (recovering !== undefined)
    return confirm(
      Math.max(stepped, recovering) + patienceAt(state, config),
      'no step followed since the workers ended',
    );
  const median = medianStep(state.progress);
  const patience = Math.min(inactivity, Math.max(10 * (median ?? inactivity), FIVE_MINUTES));
  const suspicion = Math.min(...open.map((one) => one.at)) + AFTER_SUSPICION;
  const fatal = open.filter(({ signal }) => signal.severity === 'fatal' && !signal.platform).map((one) => one.at);
  const quiet = Math.max(stepped + patience, suspicion);
  const sooner = Math.max(stepped, Math.min(...fatal, ...absences(incident))) + AFTER_SUSPICION;
  return confirm(Math.min(quiet, sooner), 'no step was verified since');
}

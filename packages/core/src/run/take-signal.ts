import type { Decision, EngineEvent, Signal } from '../contract.js';
import { attach, isFailure, openIncident, recoveryAfter, stepAfter, writeAfter } from '../incident/incident.js';
import { rememberLatent } from '../incident/latent.js';
import type { AttemptConfig, AttemptState } from './attempt-state.js';
import { goesInCircles } from './circling.js';
import { endCondition, isShown, look, saidNow, stepSince, takeCondition } from './conditions.js';
import { jobIsFinal } from './deadlines.js';
import type { Draft } from './draft.js';
import { incidentNow, settle } from './judge.js';
import { endingEvent } from './platform.js';
import { type Advance, advance } from './progress.js';
import { failuresOf, isOfReplaced } from './recovering.js';
import { happened } from './take-source.js';
import { disprove, doubt, withdraw } from './withdraw.js';
import { enterGeneration, isReplaced, takePhase } from './workers.js';

/** A rule matched. */
export function takeSignal(draft: Draft, config: AttemptConfig, signal: Signal, at: number): void {
  enterGeneration(draft, signal.source, signal.time, at);
  if (signal.kind !== 'progress') show(draft, signal);
  if (isReplaced(draft.state, signal.source)) return;
  if (signal.resolved) return takeEnding(draft, signal, at);
  takePhase(draft, signal, at);
  const latent = rememberLatent(draft.state.latent, signal);
  if (latent !== draft.state.latent) draft.set({ latent });
  if (isCountedBeside(signal)) return;
  if (signal.kind === 'progress') return takeProgress(draft, signal, at);
  const { incident } = draft.state;
  if (signal.kind === 'checkpoint' && !signal.late && incident !== undefined && signal.metadata.phase !== 'started') {
    draft.set({ incident: writeAfter(incident) });
    disprove(draft, 'a checkpoint was written');
  }
  if (signal.kind === 'success') {
    // One that comes late may have been printed before what failed.
    if (!signal.late || incident === undefined) draft.set({ succeeded: true });
    if (!signal.suffices) return;
    const reason = `the rule ${signal.name} says that the run is done`;
    if (incident !== undefined) withdraw(draft, reason);
    draft.move('sufficed', reason);
    return draft.end({ kind: 'ended', state: draft.state.run, reason });
  }
  const isRepeat = isFailure(signal) && (isContradictedAgain(draft, signal) || isLateRepeat(draft, signal));
  if (isFailure(signal) && !isRepeat) takeFailure(draft, config, signal, at);
  if (signal.shows !== undefined && !isRepeat) takeCondition(draft, signal);
  if (signal.terminates) terminate(draft, config, signal, at);
}

/** Of what is shown it waits for the rest of its line, which may say what there is instead. */
function takeEnding(draft: Draft, signal: Signal, at: number): void {
  if (signal.line === 0 || !isShown(draft.state, signal)) return takeRecovery(draft, signal);
  draft.set({ ending: { at, signals: [...(draft.state.ending?.signals ?? []), signal] } });
}

/** Whether something is over of which this event is no further word. */
export const isEndingDue = ({ ending }: AttemptState, event: EngineEvent): boolean =>
  ending !== undefined && !(event.type === 'signal' && isOfLine(ending.signals[0] as Signal, event.signal));

const isOfLine = (one: Signal, { source, line }: Signal): boolean => one.source === source && one.line === line;

/** The line is read: what it said is over is over. */
export function takeEndings(draft: Draft): void {
  const { ending } = draft.state;
  draft.clear('ending');
  for (const signal of ending?.signals ?? []) takeRecovery(draft, signal);
}

/** The condition that a rule told of is over, by its own word, or since the rule is no longer there to say it. */
export function takeRecovery(
  draft: Draft,
  signal: Pick<Signal, 'name' | 'group'> & Partial<Pick<Signal, 'late' | 'time'>>,
  reason = `${signal.name} is over`,
): void {
  const { incident } = draft.state;
  const shown = endCondition(draft, signal);
  if (incident !== undefined) draft.set({ incident: recoveryAfter(incident, signal) });
  const now = shown ? (saidNow(draft.state) ?? reason) : reason;
  disprove(draft, reason, now);
  if (shown && !jobIsFinal(draft.state)) look(draft, now);
}

/**
 * Ray prints a line that many actors have once, and tells seconds later how often it came: of workers that were
 * started again meanwhile it says nothing.
 */
function isLateRepeat({ state }: Draft, { name, text }: Signal): boolean {
  if (state.recovering === undefined || !text.includes('x across cluster]')) return false;
  return state.incident?.suspects.some(({ signal }) => signal.name === name) === true;
}

/** Whether a line contradicts its own rule, as an earlier one has done: told of once, it is no incident each time. */
function isContradictedAgain(draft: Draft, { name, contradicted }: Signal): boolean {
  const known = draft.state.contradicted ?? [];
  if (!contradicted || known.includes(name)) return contradicted === true;
  draft.set({ contradicted: [...known, name] });
  return false;
}

/** What is counted beside the job are no steps of it. */
const isCountedBeside = ({ beside, kind }: Signal): boolean => beside === true && kind === 'progress';

/** Puts a signal out. */
export function show(draft: Draft, signal: Signal): void {
  if (isCountedBeside(signal)) return;
  if (signal.kind !== 'progress') return draft.emit({ type: 'signal', signal });
  // A line may show a loss without a step: it belongs to the last one.
  const step = typeof signal.fields.step === 'number' ? signal.fields.step : draft.state.progress.last?.step;
  draft.emit({ type: 'progress', signal, step });
}

function takeProgress(draft: Draft, signal: Signal, at: number): void {
  const { state } = draft;
  const { incident, stepped } = state;
  const how = advance(state.progress, signal);
  const progress = how.state;
  const when = happened(state, signal.source, signal.time, at);
  // By name: this is done for every step of a run.
  const { own } = draft;
  own.progress = progress;
  if (how.moved) own.stepped = Math.max(stepped ?? when, when);
  if (!signal.late || how.moved) show(draft, signal);
  // Whatever failed meanwhile may have failed after it.
  if (signal.late) return;
  if (how.verified) own.succeeded = false;
  if (wasCaught(draft, signal, how)) draft.clear('lost', 'condemned', 'confirmed');
  // Steps that were done before, and come to nothing, disprove nothing.
  if (!(how.moved || how.own) || goesInCircles(progress) || draft.state.condemned !== undefined) return;
  if (how.verified && state.lost !== undefined) draft.clear('lost');
  if (incident !== undefined) {
    draft.set({ incident: stepAfter(incident, signal, how, how.state) });
    if (how.moved) doubt(draft, 'a step followed');
    disprove(draft);
  }
  if (how.verified && state.conditions !== undefined) stepSince(draft, signal);
}

/** Who told that the platform's attempt is over prints a step, which goes on from its last one: it has caught what it told of. */
function wasCaught(draft: Draft, { source, fields }: Signal, { own }: Advance): boolean {
  const { lost_by, condemned, decided } = draft.state;
  if (lost_by !== source || typeof fields.step !== 'number') return false;
  // One that begins anew comes further some time, too.
  draft.set({ lost_by: undefined });
  return own && condemned !== undefined && decided === undefined;
}

/** Opens an incident or joins the open one. */
function takeFailure(draft: Draft, config: AttemptConfig, signal: Signal, at: number): void {
  const before = draft.state.incident;
  const ordinal = draft.state.incidents + (before === undefined ? 1 : 0);
  const open = before ?? openIncident(`${config.run_id}/${config.attempt}/${ordinal}`, at);
  const when = happened(draft.state, signal.source, signal.time, at);
  const after = attach(open, signal, when);
  const ofReplaced = isOfReplaced(draft.state, when, signal.late);
  // What is only a warning takes back no success: ranks that end lose each other, and nothing is heard of them.
  const succeeded = draft.state.succeeded === true && (signal.severity === 'warning' || signal.shows !== undefined);
  draft.set({ incident: after, incidents: ordinal, succeeded });
  const { recovering } = draft.state;
  if (ofReplaced && recovering !== undefined)
    draft.set({ recovering: { ...recovering, failures: failuresOf(draft.state) } });
  if (before === undefined) {
    const incident = incidentNow(draft.state);
    const final = jobIsFinal(draft.state);
    if (incident !== undefined) draft.emit({ type: 'opened', incident, suspected: !final });
    if (!final && signal.shows === undefined) look(draft, `${signal.name} was seen`);
  }
  // Late lines join; where they change the root before the decision takes effect, it is decided again.
  if (draft.state.decided !== undefined && after.suspects !== before?.suspects)
    settle(draft, config, at, 'a later line changed the root');
}

/** A rule's own will outranks every policy: the job is cancelled and the run ends. A job that has completed is past that. */
function terminate(draft: Draft, config: AttemptConfig, signal: Signal, at: number): void {
  const { job } = draft.state;
  if (job?.state === 'succeeded') return;
  if (draft.state.incident === undefined) takeFailure(draft, config, { ...signal, mode: signal.mode ?? 'crash' }, at);
  const incident = incidentNow(draft.state);
  if (incident === undefined) return;
  const decision: Decision = {
    action: 'stop',
    reason: `the rule ${signal.name} ends the run (TerminationAction).`,
    mode: incident.mode,
    error_type: incident.root.error_type ?? 'unknown',
    restarts_used: 0,
    max_retries: 0,
    on_stop: 'cancel',
  };
  draft.emit({
    type: 'closed',
    incident,
    total: draft.state.incident?.total ?? 1,
    ignored: false,
    reason: decision.reason,
  });
  draft.emit({ type: 'decision', decision, incident, revised: draft.state.decided !== undefined });
  const decided = { decision, incident, at, due: at, frozen: draft.state.clock.frozen };
  draft.set({ decided });
  draft.move((job && endingEvent(job.state)) ?? 'stopped', decision.reason);
  draft.end({ kind: 'decided', decided, state: draft.state.run });
}

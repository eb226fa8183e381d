import type { Decision, Signal } from '../contract.js';
import { attach, isFailure, openIncident, recoveryAfter, stepAfter, writeAfter } from '../incident/incident.js';
import { rememberLatent } from '../incident/latent.js';
import type { AttemptConfig } from './attempt-state.js';
import { jobIsFinal } from './deadlines.js';
import type { Draft } from './draft.js';
import { incidentNow, settle } from './judge.js';
import { endingEvent } from './platform.js';
import { advance } from './progress.js';
import { happened } from './take-source.js';
import { disprove, doubt, withdraw } from './withdraw.js';
import { enterGeneration, isReplaced, takePhase } from './workers.js';

/** A rule matched. */
export function takeSignal(draft: Draft, config: AttemptConfig, signal: Signal, at: number): void {
  enterGeneration(draft, signal.source, signal.time, at);
  if (signal.kind !== 'progress') show(draft, signal);
  if (isReplaced(draft.state, signal.source)) return;
  if (signal.resolved) return takeRecovery(draft, signal);
  takePhase(draft, signal, at);
  const latent = rememberLatent(draft.state.latent, signal);
  if (latent !== draft.state.latent) draft.set({ latent });
  if (signal.kind === 'progress') return takeProgress(draft, signal, at);
  const { incident } = draft.state;
  if (signal.kind === 'checkpoint' && incident !== undefined && signal.metadata.phase !== 'started') {
    draft.set({ incident: writeAfter(incident) });
    disprove(draft, 'a checkpoint was written');
  }
  if (signal.kind === 'success') {
    draft.set({ succeeded: true });
    if (!signal.suffices) return;
    const reason = `the rule ${signal.name} says that the run is done`;
    if (incident !== undefined) withdraw(draft, reason);
    draft.move('sufficed', reason);
    return draft.end({ kind: 'ended', state: draft.state.run, reason });
  }
  if (isFailure(signal) && !isContradictedAgain(draft, signal)) takeFailure(draft, config, signal, at);
  if (signal.terminates) terminate(draft, config, signal, at);
}

/** The condition that a rule told of is over, by its own word. */
function takeRecovery(draft: Draft, signal: Signal): void {
  const { incident } = draft.state;
  if (incident === undefined) return;
  draft.set({ incident: recoveryAfter(incident, signal) });
  disprove(draft, `${signal.name} is over`);
}

/** Whether a line contradicts its own rule, as an earlier one has done: told of once, it is no incident each time. */
function isContradictedAgain(draft: Draft, { name, contradicted }: Signal): boolean {
  const known = draft.state.contradicted ?? [];
  if (!contradicted || known.includes(name)) return contradicted === true;
  draft.set({ contradicted: [...known, name] });
  return false;
}

/** Puts a signal out. */
export function show(draft: Draft, signal: Signal): void {
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
  if (how.verified) own.succeeded = false;
  show(draft, signal);
  if (incident === undefined || !(how.moved || how.own)) return;
  draft.set({ incident: stepAfter(incident, signal, how, how.state) });
  if (how.moved) doubt(draft, 'a step followed');
}

/** Opens an incident or joins the open one. */
function takeFailure(draft: Draft, config: AttemptConfig, signal: Signal, at: number): void {
  const before = draft.state.incident;
  const ordinal = draft.state.incidents + (before === undefined ? 1 : 0);
  const open = before ?? openIncident(`${config.run_id}/${config.attempt}/${ordinal}`, at);
  const after = attach(open, signal, happened(draft.state, signal.source, signal.time, at));
  // What is only a warning takes back no success: ranks that end lose each other.
  const succeeded = draft.state.succeeded === true && signal.severity === 'warning';
  draft.set({ incident: after, incidents: ordinal, succeeded });
  if (before === undefined) {
    const incident = incidentNow(draft.state);
    const final = jobIsFinal(draft.state);
    if (incident !== undefined) draft.emit({ type: 'opened', incident, suspected: !final });
    if (!final) draft.move('suspected', `${signal.name} was seen`);
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

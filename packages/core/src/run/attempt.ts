import type { Decision, EngineEvent, JobStatus, Operator, Signal } from '../contract.js';
import {
  attach,
  isDisproved,
  isFailure,
  type OpenIncident,
  openIncident,
  rememberLatent,
  stepAfter,
  writeAfter,
} from '../incident/incident.js';
import { active, freeze, thaw } from './active-clock.js';
import { type AttemptConfig, type AttemptState, newAttempt, type Output } from './attempt-state.js';
import { jobIsFinal, nextDeadline } from './deadlines.js';
import { Draft } from './draft.js';
import { incidentNow, judge, settle } from './judge.js';
import { endingOf, finalStates, platformSignal } from './platform.js';
import { advance } from './progress.js';

/** The pure engine of one attempt: what is read and what the platform says in; incidents, states and one decision out. */
export function attemptOperator(config: AttemptConfig): Operator<AttemptState, EngineEvent, Output> {
  return {
    init: () => newAttempt,
    step(state, event) {
      const draft = new Draft(state);
      take(draft, config, event);
      if (draft.state.verdict === undefined) disprove(draft);
      judge(draft, config, event);
      return [draft.state, draft.outputs];
    },
    due(state) {
      const deadline = nextDeadline(state, config);
      return deadline === undefined || deadline.at <= state.asked || !Number.isFinite(deadline.at)
        ? undefined
        : deadline.at;
    },
  };
}

function take(draft: Draft, config: AttemptConfig, event: EngineEvent): void {
  const { state } = draft;
  // What comes after the verdict is shown, but changes nothing any more.
  if (state.verdict !== undefined) {
    if (event.type === 'signal') show(draft, event.signal);
    return;
  }
  switch (event.type) {
    case 'signal':
      return takeSignal(draft, config, event.signal, event.at);
    case 'output':
      return printed(draft, config, event.time, event.at);
    case 'watermark':
      return takeWatermark(draft, config, event);
    case 'blind':
      draft.set({
        sources: { ...state.sources, [event.source]: { ...state.sources[event.source], blind: true } },
        clock: freeze(state.clock, `blind:${event.source}`, event.at),
      });
      return;
    case 'source_ended':
      draft.set({ sources: { ...state.sources, [event.source]: { ended: true } } });
      draft.set({ clock: thaw(draft.state.clock, `blind:${event.source}`, event.at) });
      return;
    case 'job':
      return takeStatus(draft, event.status, event.at);
    case 'job_unknown':
      draft.set({ clock: freeze(state.clock, 'unknown', event.at) });
      return draft.move('job_unknown', `the platform can't be asked: ${event.error}`);
    case 'drained':
      draft.set({ drained: true });
      return takeEnd(draft, config, event.at);
    case 'command':
      return takeCommand(draft, event.command, event.at);
    case 'notice':
      return draft.emit({ type: 'notice', text: event.text, source: event.source, line: event.line });
    case 'tick':
      return;
  }
}

function takeWatermark(draft: Draft, config: AttemptConfig, mark: Extract<EngineEvent, { type: 'watermark' }>): void {
  const { state } = draft;
  const first = state.sources[mark.source]?.as_of === undefined;
  draft.set({
    sources: { ...realSources(state, mark.source), [mark.source]: { as_of: mark.as_of } },
    clock: thaw(state.clock, `blind:${mark.source}`, mark.at),
  });
  const now = active(draft.state.clock, mark.as_of);
  if (!config.has_job && state.started === undefined) draft.set({ started: now });
  // What stood in the log at the first look may have been printed just now, whatever times it states.
  if (first && state.printed !== undefined) draft.set({ printed: Math.max(state.printed, now) });
  if (first && state.stepped !== undefined) draft.set({ stepped: Math.max(state.stepped, now) });
}

/** The mark of the search for sources (named '') counts only while no source was found. */
function realSources(state: AttemptState, source: string): AttemptState['sources'] {
  if (source === '' || state.sources[''] === undefined) return state.sources;
  const { '': _, ...real } = state.sources;
  return real;
}

function show(draft: Draft, signal: Signal): void {
  if (signal.kind !== 'progress') return draft.emit({ type: 'signal', signal });
  // A line may show a loss without a step: it belongs to the last one.
  const step = typeof signal.fields.step === 'number' ? signal.fields.step : draft.state.progress.last?.step;
  draft.emit({ type: 'progress', signal, step });
}

function printed(draft: Draft, config: AttemptConfig, time: number, at: number): void {
  const when = active(draft.state.clock, Math.min(time, at));
  if ((draft.state.printed ?? Number.NEGATIVE_INFINITY) < when) draft.set({ printed: when });
  if (!config.has_job) draft.move('job_running', 'the log shows output');
  const { incident } = draft.state;
  if (
    incident?.stall !== undefined &&
    incident.stall !== 'no_steps' &&
    draft.state.stepped === undefined &&
    time > incident.opened
  )
    withdraw(draft, 'the run prints again');
}

function takeSignal(draft: Draft, config: AttemptConfig, signal: Signal, at: number): void {
  if (signal.kind !== 'progress') show(draft, signal);
  draft.set({ latent: rememberLatent(draft.state.latent, signal) });
  if (signal.kind === 'progress') return takeProgress(draft, signal, at);
  const { incident } = draft.state;
  if (signal.kind === 'checkpoint' && incident !== undefined && signal.metadata.phase !== 'started')
    draft.set({ incident: writeAfter(incident) });
  if (signal.kind === 'success') {
    draft.set({ succeeded: true });
    if (!signal.suffices) return;
    const reason = `the rule ${signal.name} says that the run is done`;
    draft.move('sufficed', reason);
    return draft.end({ kind: 'ended', state: draft.state.run, reason });
  }
  if (isFailure(signal)) takeFailure(draft, config, signal, at);
  if (signal.terminates) terminate(draft, config, signal, at);
}

/** A rule's own will outranks every policy: the job is cancelled and the run ends. */
function terminate(draft: Draft, config: AttemptConfig, signal: Signal, at: number): void {
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
  const decided = { decision, incident, at, due: at };
  draft.set({ decided });
  draft.move('stopped', decision.reason);
  draft.end({ kind: 'decided', decided, state: draft.state.run });
}

function takeProgress(draft: Draft, signal: Signal, at: number): void {
  const how = advance(draft.state.progress, signal);
  draft.set({ progress: how.state });
  show(draft, signal);
  if (how.verified) {
    draft.set({ stepped: active(draft.state.clock, Math.min(signal.time, at)), succeeded: false });
  }
  const { incident } = draft.state;
  if (incident !== undefined && (how.verified || how.own)) {
    draft.set({ incident: stepAfter(incident, signal, how) });
    // A verified step takes back what its absence had confirmed.
    if (how.verified && draft.state.decided === undefined) draft.clear('confirmed');
  }
}

function takeFailure(draft: Draft, config: AttemptConfig, signal: Signal, at: number): void {
  const opens = draft.state.incident === undefined;
  if (opens) {
    const ordinal = draft.state.incidents + 1;
    draft.set({ incident: openIncident(`${config.run_id}/${config.attempt}/${ordinal}`, at), incidents: ordinal });
  }
  draft.set({ incident: attach(draft.state.incident as OpenIncident, signal) });
  if (opens) {
    const incident = incidentNow(draft.state);
    const final = jobIsFinal(draft.state);
    if (incident !== undefined) draft.emit({ type: 'opened', incident, suspected: !final });
    draft.move('suspected', `${signal.name} was seen`);
  }
  // Late lines join; where they change the root before the decision takes effect, it is decided again.
  if (draft.state.decided !== undefined) settle(draft, config, at, 'a later line changed the root');
}

function takeStatus(draft: Draft, status: JobStatus, at: number): void {
  if (jobIsFinal(draft.state)) return;
  let clock = thaw(draft.state.clock, 'unknown', at);
  for (const held of ['pending', 'suspended', 'completing'] as const)
    clock = status.state === held ? freeze(clock, held, at) : thaw(clock, held, at);
  draft.set({ clock, job: status, job_at: at });
  if (status.state === 'pending')
    draft.move('job_pending', status.reason ? `the job waits: ${status.reason}` : 'the job waits');
  if (status.state === 'running') {
    if (draft.state.started === undefined) draft.set({ started: active(clock, Math.min(status.started_at ?? at, at)) });
    const wasUnknown = draft.state.run === 'unknown';
    draft.move('job_running', 'the job runs');
    if (wasUnknown && draft.state.incident !== undefined)
      draft.move(draft.state.incident.stall === undefined ? 'suspected' : 'stalled', 'the platform answers again');
  }
  if (finalStates.has(status.state)) draft.emit({ type: 'drain', status });
}

/** The job is final and its log is read to the end: the incident settles, or there was none. */
function takeEnd(draft: Draft, config: AttemptConfig, at: number): void {
  const status = draft.state.job;
  if (status === undefined) return takeLogEnd(draft, config, at);
  const how = endingOf(status);
  if (status.state === 'succeeded') {
    if (draft.state.incident !== undefined) withdraw(draft, `the job completed (${how})`);
    const reason = `the job completed (${how})`;
    draft.move('job_succeeded', reason);
    return draft.end({ kind: 'ended', state: draft.state.run, reason });
  }
  const signal = platformSignal(status, at);
  if (signal !== undefined) {
    show(draft, signal);
    takeFailure(draft, config, signal, at);
  }
  const event =
    status.state === 'timed_out' ? 'job_timed_out' : status.state === 'cancelled' ? 'job_cancelled' : 'job_failed';
  draft.move(event, `the job ended: ${how}`);
  settle(draft, config, at, `the job ended: ${how}`);
  if (draft.state.decided === undefined || draft.state.decided.decision.action === 'ignore')
    draft.end(
      draft.state.decided === undefined
        ? { kind: 'ended', state: draft.state.run, reason: `the job ended: ${how}` }
        : { kind: 'decided', decided: draft.state.decided, state: draft.state.run },
    );
}

/** A log without a job has ended: what is open settles as if the job had ended there. */
function takeLogEnd(draft: Draft, config: AttemptConfig, at: number): void {
  const why = 'the log ends here, and nothing tells how the job ended';
  const root = incidentNow(draft.state)?.root;
  if (root !== undefined && draft.state.succeeded && !root.lasting) withdraw(draft, 'a success line followed');
  if (draft.state.incident !== undefined) {
    draft.move('job_failed', `${root?.name ?? 'a failure'} was the last word`);
    settle(draft, config, at, why);
    const { decided } = draft.state;
    if (decided !== undefined) return draft.end({ kind: 'decided', decided, state: draft.state.run });
  }
  const reason = draft.state.succeeded ? 'the log says so' : why;
  draft.move(draft.state.succeeded ? 'job_succeeded' : 'job_unknown', reason);
  draft.end({ kind: 'ended', state: draft.state.run, reason });
}

function takeCommand(draft: Draft, command: 'stop' | 'pause' | 'resume' | 'restart', at: number): void {
  if (command === 'pause') return draft.set({ clock: freeze(draft.state.clock, 'paused', at) });
  if (command === 'resume') return draft.set({ clock: thaw(draft.state.clock, 'paused', at) });
  draft.move(command === 'stop' ? 'stopped' : 'job_cancelled', `a person asked for a ${command}`);
  draft.end({ kind: 'asked', command, state: draft.state.run });
}

function disprove(draft: Draft): void {
  const { incident } = draft.state;
  if (incident === undefined || jobIsFinal(draft.state)) return;
  const now = incidentNow(draft.state);
  if (now !== undefined && isDisproved(incident, draft.state.progress, now.root))
    withdraw(draft, 'verified steps followed');
}

/** The incident was none: it closes as ignored, and a decision that has not taken effect is taken back. */
function withdraw(draft: Draft, reason: string): void {
  const incident = incidentNow(draft.state);
  const { decided } = draft.state;
  if (incident !== undefined) {
    draft.emit({ type: 'closed', incident, total: draft.state.incident?.total ?? 0, ignored: true, reason });
    if (decided !== undefined && decided.decision.action !== 'ignore') {
      const decision = { ...decided.decision, action: 'ignore' as const, reason: `the run goes on: ${reason}.` };
      draft.emit({ type: 'decision', decision, incident, revised: true });
    }
  }
  draft.clear('incident', 'confirmed', 'decided');
  draft.move('disproved', reason);
}

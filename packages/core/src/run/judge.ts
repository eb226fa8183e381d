import type { Decision, EngineEvent, Incident, Millis, Signal } from '../contract.js';
import { culpritOf } from '../incident/culprit.js';
import { attach, candidatesOf, openIncident, rootOfIncident } from '../incident/incident.js';
import { decide, randomOf } from '../policy/decide.js';
import { reasonValues } from '../policy/reason.js';
import { active } from './active-clock.js';
import type { AttemptConfig, AttemptState } from './attempt-state.js';
import { look } from './conditions.js';
import { type Deadline, jobIsFinal, nextDeadline } from './deadlines.js';
import type { Draft } from './draft.js';
import { isFresh } from './fresh.js';
import { nodesOf } from './platform.js';
import type { StateEvent } from './state.js';

/** Lets every deadline that has passed and is proved have its effect. */
export function judge(draft: Draft, config: AttemptConfig, event: EngineEvent): void {
  for (
    let due = nextDeadline(draft.state, config);
    due !== undefined && due.at <= event.at;
    due = nextDeadline(draft.state, config)
  ) {
    const proved = isProved(draft.state, config, due);
    if (!proved) {
      // Asked for once: looks come by themselves too, so that nothing waits for ever where this one is lost.
      if (draft.state.asked >= due.at) return;
      draft.emit({ type: 'verify' });
      return draft.set({ asked: event.at });
    }
    if (due.kind === 'stall') stalled(draft, config, due.about, due.at);
    else if (due.kind === 'confirm') draft.set({ confirmed: { at: due.active, why: due.why } });
    else if (due.kind === 'settle') settle(draft, config, event.at, draft.state.confirmed?.why ?? '');
    else return act(draft);
  }
}

/** Whether what follows from a deadline may follow now. */
function isProved(state: AttemptState, config: AttemptConfig, { kind, at }: Deadline): boolean {
  if (kind === 'act' && jobIsFinal(state)) return true;
  // That it has failed was told: only that it was not over meanwhile has to be seen.
  if (state.condemned !== undefined) return !state.clock.reasons.includes('unknown') && (state.job_at ?? 0) >= at;
  return isFresh(state, config, at);
}

function spanOf(time: Millis): string {
  const minutes = Math.round(time / 6_000) / 10;
  return minutes >= 1 ? `${minutes} minutes` : `${Math.round(time / 1000)} seconds`;
}

function stalled(
  draft: Draft,
  config: AttemptConfig,
  about: 'never_started' | 'no_output' | 'no_steps',
  at: Millis,
): void {
  const { inactivity = 0, startup = 0 } = config;
  const span = spanOf(inactivity);
  const start = spanOf(Math.max(inactivity, startup));
  const last = draft.state.progress.last;
  const after = last === undefined ? '' : ` after step ${last.step}`;
  const text = {
    never_started:
      draft.state.printed === undefined
        ? `The run printed nothing in its first ${start}.`
        : `The run made no step in its first ${start}, and printed nothing for ${span}.`,
    no_output: `The run printed nothing for ${span}${after}.`,
    no_steps: `The run goes on printing, but no step followed for ${span}${after}.`,
  }[about];
  const open = draft.state.incident;
  const ordinal = open === undefined ? draft.state.incidents + 1 : draft.state.incidents;
  const id = `${config.run_id}/${config.attempt}/${ordinal}`;
  const signal: Signal = {
    id: `${id}/stall${open === undefined ? '' : `-${open.total + 1}`}`,
    name: `stall_${about}`,
    kind: 'error',
    mode: 'stall',
    error_type: 'hang',
    subsystem: 'sigwatch',
    severity: 'critical',
    source: 'sigwatch',
    line: 0,
    offset: 0,
    time: at,
    text,
    fields: {},
    order: -1,
    symptom_of: config.hang_symptom_of,
    ...(config.hang_remedy === undefined ? {} : { remedy: config.hang_remedy }),
    metadata: {},
  };
  draft.emit({ type: 'signal', signal });
  const when = active(draft.state.clock, at);
  draft.set({
    incident: attach({ ...(open ?? openIncident(id, at)), stall: about }, signal, when),
    incidents: ordinal,
    confirmed: { at: when, why: text },
  });
  const incident = open === undefined ? incidentNow(draft.state) : undefined;
  if (incident !== undefined) draft.emit({ type: 'opened', incident, suspected: true });
  look(draft, text);
}

/** The open incident as it is now, with its root; undefined when there is none. */
export function incidentNow(state: AttemptState): Incident | undefined {
  const open = state.incident;
  if (open === undefined) return undefined;
  const found = rootOfIncident(open, state.latent);
  if (found === undefined) return undefined;
  const signals = candidatesOf(open);
  const culprit = culpritOf(found.root, signals, nodesOf(state.job));
  return {
    id: open.id,
    mode: open.stall !== undefined && found.root.mode === undefined ? 'stall' : (found.root.mode ?? 'crash'),
    root: found.root,
    signals,
    explained: found.explained,
    progress: state.progress.last ?? 'unknown',
    confidence: found.confidence,
    ...(culprit === undefined ? {} : { culprit }),
  };
}

/** What a run is that ended of an incident of this mode, where no job says it. */
export const failed: Readonly<Record<string, StateEvent>> = {
  crash: 'job_failed',
  stall: 'stalled',
  timeout: 'job_timed_out',
};

/** Closes the incident with its root and decides. A second time only when the root has changed meanwhile. */
export function settle(draft: Draft, config: AttemptConfig, at: Millis, reason: string): void {
  const incident = incidentNow(draft.state);
  if (incident === undefined) return;
  const before = draft.state.decided;
  if (before !== undefined && sameRoot(before.incident, incident)) return;
  const decided = decide(config.policies, {
    incident,
    ledger: config.ledger,
    now: at,
    random: randomOf(`${incident.id}/${incident.root.name}`),
    values: reasonValues(incident, config),
  });
  // A job that its platform has begun anew runs already: nothing is waited for.
  const { delay: _, ...atOnce } = decided;
  const decision: Decision = draft.state.job?.successor === undefined ? decided : atOnce;
  const total = draft.state.incident?.total ?? incident.signals.length;
  draft.emit({ type: 'closed', incident, total, ignored: false, reason });
  draft.emit({ type: 'decision', decision, incident, revised: before !== undefined });
  // A job that lives may still show that there is nothing to decide.
  const later = config.delays === true && jobIsFinal(draft.state);
  const due = later ? at : at + (decision.delay ?? 0);
  draft.set({ decided: { decision, incident, at, due, frozen: draft.state.clock.frozen } });
}

function sameRoot(a: Incident, b: Incident): boolean {
  return a.root.name === b.root.name && a.root.error_type === b.root.error_type && a.mode === b.mode;
}

/** The decision takes effect: the attempt's pipe ends here. */
function act(draft: Draft): void {
  const decided = draft.state.decided;
  if (decided === undefined) return;
  if (!jobIsFinal(draft.state))
    draft.move(failed[decided.incident.mode] ?? 'job_failed', `${decided.incident.root.name} made an end of it`);
  draft.end({ kind: 'decided', decided, state: draft.state.run });
}

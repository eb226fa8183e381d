import { isDisproved } from '../incident/incident.js';
import { look } from './conditions.js';
import { hasLasted, jobIsFinal } from './deadlines.js';
import type { Draft } from './draft.js';
import { incidentNow } from './judge.js';

/** Withdraws the open incident when what came after it shows that there was none. `now`: as of `withdraw`. */
export function disprove(draft: Draft, reason = 'verified steps followed', now = reason): void {
  const { incident } = draft.state;
  if (incident === undefined || draft.state.condemned !== undefined || jobIsFinal(draft.state)) return;
  if (isDisproved(incident, draft.state.progress)) withdraw(draft, reason, now);
}

/** The incident was none: it closes as ignored, and a decision that has not taken effect is taken back. `now`: why the run is shown as it is then. */
export function withdraw(draft: Draft, reason: string, now = reason): void {
  const incident = incidentNow(draft.state);
  if (incident !== undefined)
    draft.emit({ type: 'closed', incident, total: draft.state.incident?.total ?? 0, ignored: true, reason });
  takeBack(draft, `the run goes on: ${reason}.`);
  draft.clear('incident', 'confirmed', 'decided', 'lost', 'condemned');
  look(draft, now);
}

/** A sign of life: what its absence had confirmed is a suspicion again. */
export function doubt(draft: Draft, reason: string): void {
  if (
    jobIsFinal(draft.state) ||
    draft.state.condemned !== undefined ||
    hasLasted(draft.state) ||
    draft.state.decided?.decision.action === 'ignore'
  )
    return;
  takeBack(draft, `the run goes on: ${reason}.`);
  draft.clear('confirmed', 'decided');
}

/** Tells that a decision to restart or to stop will not take effect. */
export function takeBack(draft: Draft, reason: string): void {
  const { decided } = draft.state;
  if (decided === undefined || decided.decision.action === 'ignore') return;
  const { delay: _, ...before } = decided.decision;
  const decision = { ...before, action: 'ignore' as const, reason };
  draft.emit({ type: 'decision', decision, incident: decided.incident, revised: true });
}

import { isDisproved } from '../incident/incident.js';
import { jobIsFinal } from './deadlines.js';
import type { Draft } from './draft.js';
import { incidentNow } from './judge.js';

/** Withdraws the open incident when what came after it shows that there was none. */
export function disprove(draft: Draft): void {
  const { incident } = draft.state;
  if (incident === undefined || jobIsFinal(draft.state)) return;
  const now = incidentNow(draft.state);
  if (now !== undefined && isDisproved(incident, draft.state.progress, now.root))
    withdraw(draft, 'verified steps followed');
}

/** The incident was none: it closes as ignored, and a decision that has not taken effect is taken back. */
export function withdraw(draft: Draft, reason: string): void {
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

import type { Millis } from '../contract.js';
import { openSuspects } from '../incident/incident.js';
import { decide, randomOf } from '../policy/decide.js';
import { reasonValues } from '../policy/reason.js';
import type { AttemptConfig, AttemptState } from './attempt-state.js';
import { jobIsFinal } from './deadlines.js';
import type { Draft } from './draft.js';
import { incidentNow } from './judge.js';
import { TOLD_WITHIN } from './recovering.js';
import { MOVED } from './workers.js';

/**
 * The platform's own attempt is over and it would begin another, of what the policy stops for: that is not waited for.
 * What the policy restarts is left to the platform, which is quicker, as long as its attempts come to something. Later
 * lines may change the root, and with it the answer, until it is decided.
 */
export function condemn(draft: Draft, config: AttemptConfig, at: Millis): void {
  const { state } = draft;
  if (state.lost === undefined || state.decided !== undefined || jobIsFinal(state) || !config.has_job) return;
  const stops = isOpen(state, state.lost) && !isMove(state) && wouldStop(state, config, at);
  if (stops === (state.condemned !== undefined)) return;
  if (!stops) return draft.clear('condemned', 'confirmed');
  const why = "the platform's own attempt ended of what is not to be tried again";
  draft.set({ condemned: at, confirmed: { at: state.lost, why } });
}

function isOpen({ incident }: AttemptState, lost: Millis): boolean {
  return incident !== undefined && openSuspects(incident).some((one) => one.at <= lost + TOLD_WITHIN);
}

/** That its machine was taken away is no failure of the run's, and all that is wrong with it. */
const isMove = (state: AttemptState): boolean => incidentNow(state)?.root.metadata.phase === MOVED;

function wouldStop(state: AttemptState, config: AttemptConfig, now: Millis): boolean {
  const incident = incidentNow(state);
  if (incident === undefined) return false;
  const random = randomOf(`${incident.id}/${incident.root.name}`);
  const values = reasonValues(incident, config);
  const { action, on_stop } = decide(config.policies, { incident, ledger: config.ledger, now, random, values });
  return action === 'stop' && on_stop !== 'leave';
}

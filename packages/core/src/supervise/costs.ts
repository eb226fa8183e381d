import type { Json, Millis, SigwatchEvent } from '../contract.js';
import { type CostState, newCosts } from '../cost/cost-state.js';
import { costsAfter } from '../cost/costs-after.js';
import type { Pricing } from '../cost/prices.js';
import { runCost } from '../cost/run-cost.js';
import type { Snapshot } from './snapshot.js';

/** The events that tell what the run has cost by then. */
const TELLING: ReadonlySet<string> = new Set(['attempt_started', 'attempt_ended', 'run_ended']);

/** What a run has cost after a commit, and its events with that. Nothing where nobody has named prices. */
export function withCosts(
  pricing: Pricing | undefined,
  { before, after, at }: { readonly before: Snapshot; readonly after: Snapshot; readonly at: Millis },
  events: readonly SigwatchEvent[],
): { readonly cost?: CostState; readonly events: readonly SigwatchEvent[] } {
  const state = stateOf(before.cost, pricing);
  if (state === undefined) return { events };
  const job = after.engine.job ?? before.engine.job;
  const cost = costsAfter(state, { at, events, job, start: after.start, cancelling: isCancelling(after) });
  return { cost, events: events.map((one) => (TELLING.has(one.event_type) ? told(one, cost, at) : one)) };
}

/** The job of the attempt that has ended may live on until it is seen to have ended. */
function isCancelling({ phase, end, stopped, protocol }: Snapshot): boolean {
  if (phase === 'stopping') return end?.cancel === true && stopped !== true;
  const isBefore = protocol?.phase === 'intent' || protocol?.phase === 'cancelling';
  return phase === 'starting' && isBefore && protocol.previous !== undefined;
}

/** The prices of now hold: who has corrected them wants all of the run told by them. */
function stateOf(known: CostState | undefined, pricing: Pricing | undefined): CostState | undefined {
  if (known === undefined) return pricing && newCosts(pricing);
  return pricing === undefined || pricing === known.pricing ? known : { ...known, pricing };
}

/** Before the first attempt has run there is nothing to tell. */
function told(event: SigwatchEvent, cost: CostState, at: Millis): SigwatchEvent {
  if (event.event_type === 'attempt_started' && cost.attempts.length < 2) return event;
  return { ...event, data: { ...event.data, cost: runCost(cost, at) as unknown as Json } };
}

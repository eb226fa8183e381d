import type { CostSummary, Millis } from '../contract.js';
import { type CostState, ranBy } from './cost-state.js';
import { type Gpus, gpusOf } from './prices.js';

/** What a run has cost so far, as events and records tell it; money with four decimals. */
export interface RunCost extends CostSummary {
  /** Oldest first, the last 100. */
  readonly attempts: readonly AttemptCost[];
}

/** What one attempt has cost; `null` is not known. */
export interface AttemptCost {
  readonly attempt: number;
  /** While its job ran. */
  readonly seconds: number;
  readonly total: number | null;
  readonly wasted_seconds: number;
  readonly wasted: number | null;
}

export function runCost(state: CostState, at: Millis): RunCost {
  const { pricing, before } = state;
  const gpus = gpusOf(pricing, state.seen);
  const rate = gpus.per_hour === undefined || gpus.count === undefined ? undefined : gpus.per_hour * gpus.count;
  const money = (ms: Millis): number | null =>
    rate === undefined ? null : Math.round((rate * ms) / 3_600_000 / 0.0001) / 10_000;
  const times = state.attempts.map((one) => ({ attempt: one.attempt, ran: ranBy(one, at), wasted: one.wasted ?? 0 }));
  const ran = times.reduce((sum, one) => sum + one.ran, before.ran);
  const wasted = times.reduce((sum, one) => sum + one.wasted, before.wasted);
  return {
    currency: pricing.currency,
    ...{ total: money(ran), wasted: money(wasted), seconds: ran / 1000, wasted_seconds: wasted / 1000 },
    attempts: times.map((one) => ({
      ...{ attempt: one.attempt, seconds: one.ran / 1000, total: money(one.ran) },
      ...{ wasted_seconds: one.wasted / 1000, wasted: money(one.wasted) },
    })),
    gpu_type: gpus.type ?? null,
    gpu_count: gpus.count ?? null,
    per_gpu_hour: gpus.per_hour ?? null,
    prices_as_of: pricing.as_of,
    not_known: whyNotKnown(gpus, state),
  };
}

/** The same without its attempts. */
export function costSummary(state: CostState, at: Millis): CostSummary {
  const { attempts: _, ...summary } = runCost(state, at);
  return summary;
}

function whyNotKnown({ type, count, per_hour }: Gpus, { pricing }: CostState): string | null {
  if (type === undefined)
    return 'nobody tells which GPUs the job has: set cost: { gpu: H100, count: 8 } in sigwatch.yaml';
  if (pricing.as_of === null) return 'there is no table of prices: name one by prices: in sigwatch.yaml';
  if (per_hour === undefined)
    return `the prices of ${pricing.as_of} have none of ${type}: add it to a table of your own, and name that by prices: in sigwatch.yaml`;
  if (count === undefined) return 'nobody tells how many GPUs the job has: set cost: { count: 8 } in sigwatch.yaml';
  return null;
}

import type { CostSummary } from '../contract.js';

type Told = Pick<CostSummary, 'currency' | 'total' | 'wasted'> & Partial<CostSummary>;

/** What a run costs, for people: `12.34 USD, 3.10 of it wasted (8 H100 for 3.95 an hour each, prices of 2026-09-19)`. */
export function costText(cost: Told): string {
  const { total, gpu_type, gpu_count, per_gpu_hour, prices_as_of, not_known } = cost;
  if (total === null) return `not known: ${not_known ?? 'nobody tells what its GPUs cost'}`;
  const of =
    gpu_type == null || gpu_count == null || per_gpu_hour == null
      ? ''
      : ` (${gpu_count} ${gpu_type} for ${per_gpu_hour.toFixed(2)} an hour${gpu_count === 1 ? '' : ' each'}, prices of ${prices_as_of})`;
  return `${amountText(cost)}${of}`;
}

/** The money alone: `12.34 USD, 3.10 of it wasted`. */
export function amountText({ currency, total, wasted }: Told): string {
  if (total === null) return 'not known';
  return `${total.toFixed(2)} ${currency}${wasted === null || wasted === 0 ? '' : `, ${wasted.toFixed(2)} of it wasted`}`;
}

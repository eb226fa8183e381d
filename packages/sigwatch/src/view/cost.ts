import type { RunCost } from '@sigwatch/core';
import type { Data } from './event-data.js';

/** What a run has cost by an event; undefined where that tells nothing of it. */
export function costIn(data: Data): RunCost | undefined {
  const cost = data.object('cost');
  if (cost === undefined) return undefined;
  const number = (name: string) => cost.number(name) ?? null;
  const text = (name: string) => cost.text(name) ?? null;
  return {
    currency: cost.text('currency') ?? 'USD',
    ...{ total: number('total'), wasted: number('wasted') },
    ...{ seconds: cost.number('seconds') ?? 0, wasted_seconds: cost.number('wasted_seconds') ?? 0 },
    attempts: cost.objects('attempts').map((one) => ({
      ...{ attempt: one.number('attempt') ?? 0, seconds: one.number('seconds') ?? 0 },
      ...{ total: one.number('total') ?? null, wasted_seconds: one.number('wasted_seconds') ?? 0 },
      wasted: one.number('wasted') ?? null,
    })),
    ...{ gpu_type: text('gpu_type'), gpu_count: number('gpu_count'), per_gpu_hour: number('per_gpu_hour') },
    ...{ prices_as_of: text('prices_as_of'), not_known: text('not_known') },
  };
}

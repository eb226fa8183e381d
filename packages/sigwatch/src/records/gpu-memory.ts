import type { RunRecord, SigwatchEvent } from '@sigwatch/core';
import type { Data } from '../view/event-data.js';
import { leakIn } from './leak.js';

type Sample = NonNullable<RunRecord['gpu_stats']['first']>;

/** What is remembered of the memory of GPUs. MiB. */
export interface GpuMemory {
  readonly samples: number;
  /** Those that tell allocated memory, their sum, and the most. */
  readonly told: number;
  readonly sum: number;
  readonly max: number;
  readonly unhealthy: number;
  readonly first?: Sample;
  readonly last?: Sample;
  /** Allocated memory of the last samples that tell it, oldest first. */
  readonly window: readonly number[];
}

export const noMemory: GpuMemory = { samples: 0, told: 0, sum: 0, max: 0, unhealthy: 0, window: [] };

/** Samples in the window. */
const KEPT = 100;

/** Takes in an event `gpu_stats`. */
export function memoryAfter(before: GpuMemory, { timestamp, data: told }: SigwatchEvent, data: Data): GpuMemory {
  const allocated = data.number('allocated_mb');
  const most = data.number('max_allocated_mb') ?? allocated;
  const counted = { ...before, samples: before.samples + 1, max: Math.max(before.max, most ?? 0) };
  const unhealthy = before.unhealthy + (told.healthy === false ? 1 : 0);
  if (allocated === undefined) return { ...counted, unhealthy };
  const sample: Sample = {
    timestamp,
    allocated_mb: allocated,
    reserved_mb: data.number('reserved_mb') ?? null,
    total_mb: data.number('total_mb') ?? null,
  };
  return {
    ...counted,
    unhealthy,
    told: before.told + 1,
    sum: before.sum + allocated,
    first: before.first ?? sample,
    last: sample,
    window: [...before.window, allocated].slice(-KEPT),
  };
}

/** What the summary says of it. What no sample tells is `null`. */
export function memoryRecord({
  samples,
  told,
  sum,
  max,
  unhealthy,
  first,
  last,
  window,
}: GpuMemory): RunRecord['gpu_stats'] {
  const known = window.length > 0;
  const total = window.reduce((before, one) => before + one, 0);
  return {
    samples,
    avg_allocated_mb: told === 0 ? null : tenths(sum / told),
    max_allocated_mb: told === 0 ? null : max,
    first: first ?? null,
    last: last ?? null,
    window: {
      samples: window.length,
      avg_allocated_mb: known ? tenths(total / window.length) : null,
      max_allocated_mb: known ? window.reduce((a, b) => Math.max(a, b)) : null,
    },
    unhealthy,
    leak: leakIn(window),
  };
}

const tenths = (value: number): number => Math.round(10 * value) / 10;

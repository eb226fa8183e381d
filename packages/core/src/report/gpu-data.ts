import type { Json, Signal } from '../contract.js';

type Data = Readonly<Record<string, Json | undefined>>;

/** A rule says by its metadata that its hit is told as this event. */
export const isGpuStats = ({ metadata }: Signal): boolean => metadata.event === 'gpu_stats';

/** Memory of GPUs (MiB) as a line tells it: of each in a list (`memory_used`), or of the one that printed it. */
export function gpuData({ fields, source, line }: Signal): Data {
  const listed = typeof fields.memory_used === 'string' ? numbersIn(fields.memory_used) : [];
  const sum = listed.reduce((before, one) => before + one, 0);
  const mean = listed.length === 0 ? undefined : Math.round((10 * sum) / listed.length) / 10;
  const most = listed.length === 0 ? undefined : Math.max(...listed);
  return {
    allocated_mb: numberOf(fields.allocated_mb) ?? mean,
    max_allocated_mb: numberOf(fields.max_allocated_mb) ?? most,
    gpus: listed.length === 0 ? undefined : listed.length,
    gpu_type: fields.gpu_type,
    source,
    line,
  };
}

const numbersIn = (list: string): number[] => list.split(',').flatMap((one) => numberOf(one) ?? []);

function numberOf(value: string | number | undefined): number | undefined {
  const number = value === undefined || value === '' ? Number.NaN : Number(value);
  return Number.isFinite(number) ? number : undefined;
}

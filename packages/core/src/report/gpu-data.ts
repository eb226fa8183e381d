import type { Json, Signal } from '../contract.js';

type Data = Readonly<Record<string, Json | undefined>>;

/** A rule says by its metadata that its hit is told as this event. */
export const isGpuStats = ({ metadata }: Signal): boolean => metadata.event === 'gpu_stats';

/** More than this share of the memory allocated leaves no room for the next tensor. */
const MOST_ALLOCATED = 0.95;
/** More than this share of what the allocator holds unused is fragmented. */
const MOST_FRAGMENTED = 0.5;

/**
 * Memory of GPUs (MiB) as a line tells it: of each in a list (`memory_used`), or of the one that printed it, in `_mb` or
 * `_gb`. Only a program knows what it has allocated of what it reserves, so that nothing but its own lines is judged.
 */
export function gpuData({ fields, source, line }: Signal): Data {
  const listed = typeof fields.memory_used === 'string' ? numbersIn(fields.memory_used) : [];
  const sum = listed.reduce((before, one) => before + one, 0);
  const mean = listed.length === 0 ? undefined : Math.round((10 * sum) / listed.length) / 10;
  const most = listed.length === 0 ? undefined : Math.max(...listed);
  const totals = typeof fields.memory_total === 'string' ? numbersIn(fields.memory_total) : [];
  const own = (name: string) => numberOf(fields[`${name}_mb`]) ?? inMib(numberOf(fields[`${name}_gb`]));
  const allocated = own('allocated');
  const reserved = own('reserved');
  const total = own('total') ?? (totals.length === 0 ? undefined : Math.max(...totals));
  return {
    allocated_mb: allocated ?? mean,
    max_allocated_mb: own('max_allocated') ?? most,
    reserved_mb: reserved,
    total_mb: total,
    ...memoryHealth(allocated, reserved, total),
    gpus: listed.length === 0 ? undefined : listed.length,
    gpu_type: fields.gpu_type,
    source,
    line,
  };
}

/** The shares that are judged, and the judgement; nothing of what is not known. Exactly the limit is still healthy. */
function memoryHealth(allocated?: number, reserved?: number, total?: number): Data {
  if (allocated === undefined) return {};
  const share = total === undefined || total <= 0 ? undefined : allocated / total;
  const fragmentation = reserved === undefined || reserved <= 0 ? undefined : Math.max(0, 1 - allocated / reserved);
  if (share === undefined && fragmentation === undefined) return {};
  const healthy = !((share ?? 0) > MOST_ALLOCATED || (fragmentation ?? 0) > MOST_FRAGMENTED);
  return { allocated_share: rounded(share), fragmentation: rounded(fragmentation), healthy };
}

const rounded = (value: number | undefined) => (value === undefined ? undefined : Math.round(1e4 * value) / 1e4);
const inMib = (gib: number | undefined) => (gib === undefined ? undefined : 1024 * gib);

const numbersIn = (list: string): number[] => list.split(',').flatMap((one) => numberOf(one) ?? []);

function numberOf(value: string | number | undefined): number | undefined {
  const number = value === undefined || value === '' ? Number.NaN : Number(value);
  return Number.isFinite(number) ? number : undefined;
}

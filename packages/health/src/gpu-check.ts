import type { HealthReport } from '@sigwatch/core';

/** Words by which shells and container runtimes say that a program is not there. */
const MISSING = ["can't be run: ENOENT", 'command not found', 'executable file not found', 'nvidia-smi: not found'];

export interface GpuCheck {
  /** `none`: no `nvidia-smi`, or none that sees a GPU. `failed`: it does not answer, or a GPU is lost or wants a reset. */
  readonly result: 'ok' | 'none' | 'failed';
  readonly gpus: number | null;
  readonly gpu_type: string | null;
  /** MiB of the first GPU that tells it. */
  readonly total_mb: number | null;
}

/** What a first measurement says of the GPUs. Pure. */
export function gpuCheck({ gpu, nodes = [] }: HealthReport): GpuCheck {
  const devices = nodes.flatMap(({ gpus }) => gpus);
  const silent = nodes.filter(({ error }) => error !== undefined);
  const absent = silent.every(({ error = '' }) => MISSING.some((words) => error.includes(words)));
  const none = devices.length === 0 && nodes.length > 0 && absent;
  const ok = devices.length > 0 && silent.length === 0 && gpu.lost === 0;
  return {
    result: none ? 'none' : ok ? 'ok' : 'failed',
    gpus: none ? 0 : gpu.count,
    gpu_type: devices.find(({ name }) => name !== null)?.name ?? null,
    total_mb: gpu.memory_total.find((one) => one !== null) ?? null,
  };
}

/** Its line in `health.jsonl`, which rules read as a log. */
export const checkLine = (report: HealthReport): string =>
  `${JSON.stringify({ sigwatch: 'gpu_check', at: report.at, ...gpuCheck(report) })}\n`;

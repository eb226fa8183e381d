import type { GpuCheck, HealthReport } from '@sigwatch/core';

/** Words by which shells and container runtimes say that a program is not there. */
const MISSING = ["can't be run: ENOENT", 'command not found', 'executable file not found', 'nvidia-smi: not found'];

/** What a first measurement says of the GPUs. Pure. */
export function gpuCheck({ gpu, nodes = [] }: HealthReport): Omit<GpuCheck, 'sigwatch' | 'at'> {
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
export function checkLine(report: HealthReport): string {
  const line: GpuCheck = { sigwatch: 'gpu_check', at: report.at, ...gpuCheck(report) };
  return `${JSON.stringify(line)}\n`;
}

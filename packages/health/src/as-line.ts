import type { HealthReport } from '@sigwatch/core';

/** Bytes of a line beyond which the nodes are left out: their GPUs stand in it already. */
const LONG = 64 * 1024;
const MOST_PROCESSES = 64;

/**
 * The line of `health.jsonl`, which rules read as a log. What others have worded (names of programs, paths, the output
 * of commands) is left out, so that no rule takes it for a failure of the run.
 */
export function asLine(report: HealthReport, interval_seconds: number): string {
  const { sigwatch, at, job, gpu, efa, ray, checkpoints, nodes, issues, healthy } = report;
  const line: HealthReport = {
    sigwatch,
    at,
    ...(job === undefined ? {} : { job }),
    interval_seconds,
    gpu: { ...gpu, processes: gpu.processes.slice(0, MOST_PROCESSES).map((one) => ({ ...one, name: null })) },
    efa,
    ray,
    checkpoints: { ...checkpoints, latest_path: null },
    issues,
    healthy,
  };
  const whole = JSON.stringify({ ...line, nodes: nodes?.map(({ error: _, ...node }) => node) });
  return `${whole.length > LONG ? JSON.stringify(line) : whole}\n`;
}

import type { HealthIssue, HealthReport } from '@sigwatch/core';

/** What issues are found in: a report without its judgement, and what stands around it. */
export interface Facts extends Pick<HealthReport, 'gpu' | 'efa' | 'ray' | 'checkpoints' | 'job'> {
  readonly nodes: NonNullable<HealthReport['nodes']>;
  /** Whether there was a way to ask nodes for their GPUs. */
  readonly asked: boolean;
  /** Why the cluster did not tell what it has, where it was asked. */
  readonly cluster_error?: string;
  /** Why checkpoints could not be looked for, where a directory was named. */
  readonly checkpoint_error?: string;
  /** The job was handed to a cluster that gives a program only the GPUs that were asked for. */
  readonly submitted?: boolean;
  /** The measurement before. */
  readonly previous?: Pick<HealthReport, 'gpu'>;
  readonly limits: Limits;
}

export interface Limits {
  /** Percent below which a GPU counts as idle. Default 5. */
  readonly idle_below: number;
  /** Age in seconds beyond which the newest checkpoint is an old one. Default six hours. */
  readonly checkpoint_age: number;
}

export const defaultLimits: Limits = { idle_below: 5, checkpoint_age: 6 * 3600 };

export type Find = (facts: Facts) => readonly HealthIssue[];

/** Somebody means to use the GPUs: a job that runs, or, where nobody asks about one, programs that hold their memory. */
export const isAtWork = ({ job, gpu }: Pick<Facts, 'job' | 'gpu'>): boolean =>
  job === undefined ? gpu.processes.length > 0 : job === 'running';

/** `GPU 3 of gpu-1`; of one node the name is left out where there is only one. */
export function gpuNamed(node: string, gpu: { readonly index: number | null; readonly bus?: string }): string {
  const which = gpu.index === null ? (gpu.bus === undefined ? 'A GPU' : `The GPU at ${gpu.bus}`) : `GPU ${gpu.index}`;
  return `${which} of ${node}`;
}

/** At most so many names, and how many more there are. */
export function listed(names: readonly string[], most = 8): string {
  const rest = names.length - most;
  return rest <= 0 ? names.join(', ') : `${names.slice(0, most).join(', ')} and ${rest} more`;
}

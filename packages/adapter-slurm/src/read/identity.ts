import type { JobRef, Millis } from '@sigwatch/core';

/** `123`, or of an array task `123_4`; a heterogeneous job is named by its leader. */
export interface JobId {
  readonly base: string;
  readonly task?: string;
}

/** `slurm:123_4`; undefined for what is no job of SLURM. */
export function parseJobId(id: string): JobId | undefined {
  const [, base, task] = /^(?:slurm:)?(\d+)(?:_(\d+))?$/.exec(id) ?? [];
  if (base === undefined) return undefined;
  return task === undefined ? { base } : { base, task };
}

/** `123_4`: as SLURM's commands take it. */
export const plainId = ({ base, task }: JobId): string => (task === undefined ? base : `${base}_${task}`);

/** Which of the jobs that have had, or will have, the same id. */
export interface Incarnation {
  readonly cluster: string;
  /**
   * Epoch seconds of the first submission. SLURM sets a job's submit time anew when it is requeued, and counts the
   * restarts; so the first one is that of restart 0, and is handed on from each incarnation to the next.
   */
  readonly submitted: number;
  readonly restarts: number;
}

export function parseIncarnation(text: string): Incarnation | undefined {
  const [, cluster, submitted, restarts] = /^([^/]*)\/(\d+)\/(\d+)$/.exec(text) ?? [];
  if (cluster === undefined) return undefined;
  return { cluster, submitted: Number(submitted), restarts: Number(restarts) };
}

export function jobRef(id: JobId, { cluster, submitted, restarts }: Incarnation): JobRef {
  return { id: `slurm:${plainId(id)}`, incarnation: `${cluster}/${submitted}/${restarts}` };
}

export const seconds = (at: Millis): number => Math.floor(at / 1000);

// Written by scripts/generate-types.mjs from schemas/. Do not edit.

/**
 * Jobs of a SLURM cluster: `job.command` is what stands behind `sbatch`, the script and its arguments included.
 */
export interface SlurmAdapter {
  /**
   * How a restart comes about: sbatch of the same script, or `scontrol requeue`, which keeps the job id; where a job can't be requeued it is resubmitted, and that is said.
   */
  restart_by?: 'resubmit' | 'requeue';
  /**
   * At most one squeue call in so many seconds, however many runs there are. After a submission or a cancellation some calls come sooner.
   */
  poll_interval_seconds?: number;
  /**
   * A job's logs are read to their end when it has ended, and once more after so many seconds: a network file system may show the last lines late.
   */
  log_wait_seconds?: number;
  /**
   * Whose jobs are asked for; who runs sigwatch otherwise.
   */
  user?: string;
  /**
   * The cluster, where slurm.conf knows several (`--clusters`).
   */
  cluster?: string;
  checkpoint_signal?: CheckpointSignal;
  evidence?: Evidence;
  /**
   * Whether jobs that depend on a job are made to depend on the one that goes on for it. They are named in any case.
   */
  repoint_dependents?: boolean;
  /**
   * Put behind the script's arguments at a restart from a checkpoint: `{checkpoint_path}` (or `{resume_from}`) is its path, `{step}` its step. An option that stands there already is replaced.
   */
  resume_args?: string[];
  /**
   * Put behind the script's arguments for each setting that a policy overrides, with `{value}`. An option that stands there already is replaced.
   */
  override_args?: {
    [k: string]: string[];
  };
}
/**
 * Asks the job for a checkpoint before its time limit ends it. Without this no signal is sent.
 */
export interface CheckpointSignal {
  /**
   * The signal's name.
   */
  signal?: string;
  /**
   * How long before the end of its time it is sent.
   */
  before?: number | string;
  /**
   * Whom it is sent to: the batch script, or the processes that srun has started.
   */
  to?: 'batch' | 'step';
}
/**
 * What is gathered on the nodes of a hung job before it is cancelled.
 */
export interface Evidence {
  /**
   * Each an argv, run once on each node; never a shell's text. Stacks, GPUs, the kernel's log and NCCL's flight recorder otherwise.
   */
  commands?: [string, ...string[]][];
  /**
   * For all of them together.
   */
  timeout?: number | string;
}

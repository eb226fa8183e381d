// Written by scripts/generate-types.mjs from schemas/. Do not edit.

/**
 * What was measured beside the log at one moment: `sigwatch health --format json`, and a line of `health.jsonl`. `null` stands for what could not be read; nothing is guessed.
 */
export interface HealthReport {
  /**
   * What kind of line this is.
   */
  sigwatch: 'health';
  /**
   * When it was measured, ISO 8601.
   */
  at: string;
  /**
   * State of the job at that moment, as the platform told it last: `running` and its like. Missing where no job is asked about.
   */
  job?: string;
  /**
   * How often it is measured; only in lines of `health.jsonl`.
   */
  interval_seconds?: number;
  gpu: HealthGpus;
  efa: HealthTransport;
  ray: HealthCluster;
  checkpoints: HealthCheckpoints;
  /**
   * The same GPUs by their nodes. Left out of a line of `health.jsonl` where it would make it long.
   */
  nodes?: HealthNode[];
  /**
   * What is not as it should be, the worst first.
   */
  issues: HealthIssue[];
  /**
   * `false`: an issue of severity error or worse. `null`: nothing bad was seen, and something that has to be known could not be read.
   */
  healthy: boolean | null;
  /**
   * How stable the steps of the run are, with the keys of stability.schema.json; only of a run that is kept here and has told losses or gradients.
   */
  stability?: {
    [k: string]: unknown;
  };
  /**
   * When the job of a run that is kept here ends (`ends_at`, ms since 1970), by whose word (`by`: platform, session, notice), since when it is asked for a checkpoint (`asked_since`), and what is `saved`, or why it is `not_saved`; only where an end is known.
   */
  deadline?: {
    [k: string]: unknown;
  };
}
/**
 * All GPUs that were found, node after node, each in order of its index. Memory in MiB, utilisation in percent.
 *
 * This interface was referenced by `HealthReport`'s JSON-Schema
 * via the `definition` "gpu".
 */
export interface HealthGpus {
  /**
   * GPUs, those that do not answer any more among them.
   */
  count: number | null;
  /**
   * Percent of the last sample in which a kernel ran.
   */
  utilization: (number | null)[];
  /**
   * MiB.
   */
  memory_used: (number | null)[];
  /**
   * MiB.
   */
  memory_total: (number | null)[];
  /**
   * Programs that hold memory of a GPU. Inside a container those of others are not seen.
   */
  processes: HealthProcess[];
  /**
   * Over the GPUs that tell it.
   */
  avg_utilization: number | null;
  /**
   * GPUs whose utilisation is not known, and nodes that could not be asked: where it is not 0, an average tells nothing of them.
   */
  unreadable: number;
  /**
   * GPUs that the driver has lost, or that want a reset.
   */
  lost: number;
  /**
   * Memory errors that could not be corrected since the driver was loaded, over all GPUs that count them.
   */
  ecc_uncorrected: number | null;
}
/**
 * A program that holds memory of a GPU.
 *
 * This interface was referenced by `HealthReport`'s JSON-Schema
 * via the `definition` "process".
 */
export interface HealthProcess {
  /**
   * Its node.
   */
  node: string;
  /**
   * Index of the GPU on its node.
   */
  gpu: number | null;
  /**
   * As the host counts; inside a container it may be another.
   */
  pid: number;
  /**
   * Its program. Left out of `health.jsonl`.
   */
  name: string | null;
  /**
   * MiB.
   */
  memory_used: number | null;
}
/**
 * What NCCL talks over between nodes, as its own lines tell.
 *
 * This interface was referenced by `HealthReport`'s JSON-Schema
 * via the `definition` "efa".
 */
export interface HealthTransport {
  /**
   * Whether every rank that tells it uses EFA; `null`: no line tells it.
   */
  active: boolean | null;
  /**
   * `efa`, `ib`, `socket`, `ofi` (libfabric, whose provider no line names), `ofi:PROVIDER`, a plugin's name, `mixed`: several on different ranks, or `unknown`.
   */
  transport: string;
  /**
   * Hosts whose ranks tell it.
   */
  hosts?: number;
  /**
   * How many ranks use which.
   */
  ranks?: {
    [k: string]: number;
  };
  /**
   * Of mixed ones, the ranks that are not as most are: `HOST gpu N: socket`.
   */
  odd?: string[];
}
/**
 * What the cluster has, and what of it is allocated. All `null` where there is no cluster that could be asked.
 *
 * This interface was referenced by `HealthReport`'s JSON-Schema
 * via the `definition` "ray".
 */
export interface HealthCluster {
  /**
   * All GPUs of the cluster, those in use among them.
   */
  gpus_available: number | null;
  /**
   * Allocated ones: a program may use a GPU without asking for it.
   */
  gpus_used: number | null;
  /**
   * All CPUs of the cluster.
   */
  cpus_available: number | null;
  /**
   * Allocated ones.
   */
  cpus_used: number | null;
  /**
   * Demands that can't be met now.
   */
  pending?: number;
  /**
   * Nodes that the cluster counts as dead.
   */
  dead_nodes?: number;
}
/**
 * The newest whole checkpoint. All `null` where there is none, or no directory was named.
 *
 * This interface was referenced by `HealthReport`'s JSON-Schema
 * via the `definition` "checkpoints".
 */
export interface HealthCheckpoints {
  /**
   * Its step.
   */
  latest_step: number | null;
  /**
   * Where it is. Left out of `health.jsonl`.
   */
  latest_path: string | null;
  /**
   * Since its last file was written.
   */
  age_seconds: number | null;
}
/**
 * What one node tells.
 *
 * This interface was referenced by `HealthReport`'s JSON-Schema
 * via the `definition` "node".
 */
export interface HealthNode {
  /**
   * Its name.
   */
  node: string;
  /**
   * Its GPUs.
   */
  gpus: HealthDevice[];
  /**
   * What the kernel has logged of its GPUs since it started; `null` where the kernel's log may not be read.
   */
  xids: HealthXid[] | null;
  /**
   * Why its GPUs could not be read. Left out of `health.jsonl`.
   */
  error?: string;
}
/**
 * One GPU.
 *
 * This interface was referenced by `HealthReport`'s JSON-Schema
 * via the `definition` "device".
 */
export interface HealthDevice {
  /**
   * On its node.
   */
  index: number | null;
  /**
   * As the driver names it.
   */
  uuid: string | null;
  /**
   * Its address on the bus.
   */
  bus?: string;
  /**
   * Its model.
   */
  name: string | null;
  /**
   * Percent.
   */
  utilization: number | null;
  /**
   * MiB.
   */
  memory_used: number | null;
  /**
   * MiB.
   */
  memory_total: number | null;
  /**
   * Degrees Celsius.
   */
  temperature: number | null;
  /**
   * Since the driver was loaded.
   */
  ecc_uncorrected: number | null;
  /**
   * Cut into instances: utilisation is told of none of them.
   */
  mig?: boolean;
  /**
   * `lost`: off the bus. `needs_reset`: answers only after a reset. `failed`: the driver has no answer.
   */
  problem?: 'lost' | 'needs_reset' | 'failed';
}
/**
 * An Xid of the kernel's log.
 *
 * This interface was referenced by `HealthReport`'s JSON-Schema
 * via the `definition` "xid".
 */
export interface HealthXid {
  /**
   * Its number in NVIDIA's catalogue.
   */
  code: number;
  /**
   * Of which GPU.
   */
  bus: string;
  /**
   * How often.
   */
  count: number;
  /**
   * Since the last one.
   */
  age_seconds: number | null;
}
/**
 * Something that is not as it should be.
 *
 * This interface was referenced by `HealthReport`'s JSON-Schema
 * via the `definition` "issue".
 */
export interface HealthIssue {
  /**
   * What it is, for programs.
   */
  code:
    | 'gpu_lost'
    | 'gpu_xid'
    | 'gpu_ecc_growing'
    | 'gpu_none'
    | 'gpus_not_visible'
    | 'gpu_idle'
    | 'gpu_unreadable'
    | 'gpu_utilization_unknown'
    | 'gpu_ecc'
    | 'gpu_memory_held'
    | 'mixed_transport'
    | 'efa_inactive'
    | 'transport_unknown'
    | 'dead_nodes'
    | 'pending_demands'
    | 'cluster_unreadable'
    | 'checkpoint_old'
    | 'checkpoint_unreadable';
  /**
   * From error on it is not healthy.
   */
  severity: 'warning' | 'error' | 'critical' | 'fatal';
  /**
   * What was seen, in one sentence.
   */
  text: string;
  /**
   * What to do about it.
   */
  fix: string;
  /**
   * Where, of one node.
   */
  node?: string;
  /**
   * Index of the GPU on that node.
   */
  gpu?: number;
}

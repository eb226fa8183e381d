import type { ClusterUse, HealthGpus, HealthNode, HealthReport, Millis } from '@sigwatch/core';
import type { GpuProcess } from './gpu/read-processes.js';
import type { Facts } from './issues/facts.js';
import { judge } from './issues/judge.js';

/** What one node tells, with the programs on its GPUs. */
export interface NodeMeasured extends HealthNode {
  readonly processes: readonly GpuProcess[];
}

/** All that was measured at one moment. */
export interface Measured
  extends Pick<Facts, 'asked' | 'cluster_error' | 'checkpoint_error' | 'submitted' | 'previous' | 'limits' | 'efa'> {
  readonly at: Millis;
  readonly job?: string;
  readonly nodes: readonly NodeMeasured[];
  readonly cluster?: ClusterUse;
  readonly checkpoint?: { readonly step: number | null; readonly path: string; readonly written_at: Millis };
}

/** The report of a measurement: the same numbers for all GPUs and by node, judged. Pure. */
export function report(measured: Measured): HealthReport {
  const { at, job, cluster, checkpoint, nodes, efa } = measured;
  const parts = {
    ...(job === undefined ? {} : { job }),
    gpu: gpusOf(nodes, measured.asked),
    efa,
    ray: {
      gpus_available: cluster?.gpus.total ?? null,
      gpus_used: cluster?.gpus.used ?? null,
      cpus_available: cluster?.cpus.total ?? null,
      cpus_used: cluster?.cpus.used ?? null,
      ...(cluster === undefined ? {} : { pending: cluster.pending.length, dead_nodes: cluster.dead_nodes.length }),
    },
    checkpoints: {
      latest_step: checkpoint?.step ?? null,
      latest_path: checkpoint?.path ?? null,
      age_seconds: checkpoint === undefined ? null : Math.max(0, Math.round((at - checkpoint.written_at) / 1000)),
    },
    nodes: nodes.map(({ processes: _, ...node }): HealthNode => node),
  };
  return { sigwatch: 'health', at: new Date(at).toISOString(), ...parts, ...judge({ ...measured, ...parts }) };
}

function gpusOf(nodes: readonly NodeMeasured[], asked: boolean): HealthGpus {
  const gpus = nodes.flatMap(({ gpus: all }) => all);
  const silent = nodes.filter(({ error }) => error !== undefined).length;
  const known = gpus.flatMap(({ utilization }) => (utilization === null ? [] : [utilization]));
  const counted = gpus.flatMap(({ ecc_uncorrected }) => (ecc_uncorrected === null ? [] : [ecc_uncorrected]));
  const nothing = !asked || nodes.length === 0 || (gpus.length === 0 && silent > 0);
  return {
    count: nothing ? null : gpus.length,
    utilization: gpus.map(({ utilization }) => utilization),
    memory_used: gpus.map(({ memory_used }) => memory_used),
    memory_total: gpus.map(({ memory_total }) => memory_total),
    processes: nodes.flatMap(({ node, gpus: own, processes }) =>
      processes.map(({ uuid, pid, name, memory_used }) => ({
        node,
        gpu: own.find((gpu) => gpu.uuid === uuid)?.index ?? null,
        pid,
        name,
        memory_used,
      })),
    ),
    avg_utilization:
      known.length === 0 ? null : Math.round((10 * known.reduce((sum, one) => sum + one, 0)) / known.length) / 10,
    unreadable: gpus.length - known.length + silent,
    lost: gpus.filter(({ problem }) => problem !== undefined).length,
    ecc_uncorrected: counted.length === 0 ? null : counted.reduce((sum, one) => sum + one, 0),
  };
}

import type { HealthReport } from '@sigwatch/core';
import { readGpus } from './gpu/read-gpus.js';
import { eightBusy, lost } from './gpu/smi.fixture.js';
import { defaultLimits } from './issues/facts.js';
import { type Measured, type NodeMeasured, report } from './report.js';

const AT = Date.UTC(2026, 2, 1, 12);

export const busyNode = (node = 'gpu-1', output = eightBusy): NodeMeasured => ({
  node,
  gpus: [...readGpus(output, 0).gpus],
  processes: [],
  xids: [],
});

export const busy: Measured = {
  at: AT,
  job: 'running',
  asked: true,
  nodes: [busyNode()],
  efa: { active: true, transport: 'efa', hosts: 1, ranks: { efa: 8 } },
  limits: defaultLimits,
};

const idleNode = (): NodeMeasured => {
  const node = busyNode();
  return { ...node, gpus: node.gpus.map((gpu) => ({ ...gpu, utilization: 0, memory_used: 80_000 })) };
};
const cluster = { gpus: { total: 8, used: 0 }, cpus: { total: 64, used: 1 }, pending: [], dead_nodes: [] };
const xids = [79, 119, 94].map((code) => ({ code, bus: '0000:1b:00', count: 2, age_seconds: 60 }));

/** Measurements that tell of every issue that there is, by its code. */
export const troubled: Readonly<Record<HealthReport['issues'][number]['code'], Measured>> = {
  gpu_lost: { ...busy, nodes: [{ ...busyNode(), gpus: [...readGpus(eightBusy + lost, 15).gpus] }] },
  gpu_xid: { ...busy, nodes: [{ ...busyNode(), xids }] },
  gpu_ecc: { ...busy, nodes: [withErrors(3)] },
  gpu_ecc_growing: { ...busy, nodes: [withErrors(3)], previous: report({ ...busy, nodes: [withErrors(1)] }) },
  gpu_none: { ...busy, nodes: [{ ...busyNode(), gpus: [] }] },
  gpus_not_visible: { ...busy, submitted: true, nodes: [idleNode()], cluster },
  gpu_idle: { ...busy, nodes: [idleNode()] },
  gpu_memory_held: { ...busy, nodes: [idleNode()] },
  gpu_unreadable: {
    ...busy,
    nodes: [{ node: 'gpu-2', gpus: [], processes: [], xids: null, error: 'Permission denied; CUDA out of memory' }],
  },
  gpu_utilization_unknown: {
    ...busy,
    nodes: [{ ...busyNode(), gpus: busyNode().gpus.map((gpu) => ({ ...gpu, utilization: null, mig: true })) }],
  },
  mixed_transport: {
    ...busy,
    efa: { active: false, transport: 'mixed', hosts: 2, ranks: { efa: 7, socket: 1 }, odd: ['gpu-2 gpu 3: socket'] },
  },
  efa_inactive: { ...busy, efa: { active: false, transport: 'socket', hosts: 2, ranks: { socket: 8 } } },
  transport_unknown: {
    ...busy,
    nodes: [busyNode('gpu-1'), busyNode('gpu-2')],
    efa: { active: null, transport: 'unknown' },
  },
  dead_nodes: { ...busy, cluster: { ...cluster, gpus: { total: 8, used: 8 }, dead_nodes: ['10.0.0.3'] } },
  pending_demands: { ...busy, cluster: { ...cluster, gpus: { total: 8, used: 8 }, pending: ['{GPU: 8.0} * 1'] } },
  cluster_unreadable: { ...busy, cluster_error: 'connect ECONNREFUSED 127.0.0.1:8265' },
  checkpoint_old: { ...busy, checkpoint: { step: 1000, path: '/ckpt/step_1000', written_at: AT - 7 * 3_600_000 } },
  checkpoint_unreadable: { ...busy, checkpoint_error: 'ENOSPC: No space left on device' },
};

function withErrors(count: number): NodeMeasured {
  const node = busyNode();
  return { ...node, gpus: node.gpus.map((gpu, i) => (i === 2 ? { ...gpu, ecc_uncorrected: count } : gpu)) };
}

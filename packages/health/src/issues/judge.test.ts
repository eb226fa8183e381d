import { type HealthReport, healthSchema } from '@sigwatch/core';
import { describe, expect, it } from 'vitest';
import { compileSchema } from '../../../core/src/config/schema/compile-schema.js';
import { busy, busyNode, troubled } from '../all-issues.fixture.js';
import { consumerCard } from '../gpu/smi.fixture.js';
import { report } from '../report.js';

const valid = compileSchema(healthSchema);
const codes = ({ issues }: HealthReport) => issues.map(({ code }) => code);

it('a node of busy GPUs is healthy, and its numbers are those of the GPUs', () => {
  const { gpu, healthy, issues, efa, ray, checkpoints } = report(busy);
  expect({ healthy, issues }).toEqual({ healthy: true, issues: [] });
  expect(gpu).toMatchObject({ count: 8, avg_utilization: 93.5, unreadable: 0, lost: 0, ecc_uncorrected: 0 });
  expect(gpu.utilization).toEqual([97, 96, 95, 94, 93, 92, 91, 90]);
  expect(efa).toMatchObject({ active: true, transport: 'efa' });
  expect(ray).toEqual({ gpus_available: null, gpus_used: null, cpus_available: null, cpus_used: null });
  expect(checkpoints).toEqual({ latest_step: null, latest_path: null, age_seconds: null });
});

describe.each(Object.entries(troubled))('%s', (code, measured) => {
  const told = report(measured);

  it('is told with what to do, in the shape that others read', () => {
    expect(codes(told)).toContain(code);
    for (const { text, fix } of told.issues) expect(text.length > 20 && fix.length > 20).toBe(true);
    expect(valid(told), JSON.stringify(valid.errors)).toBe(true);
  });

  it('is not told of busy GPUs', () => expect(codes(report(busy))).not.toContain(code));
});

it.each([
  ['gpu_lost', false],
  ['gpu_xid', false],
  ['gpu_ecc', true],
  ['gpu_ecc_growing', false],
  ['gpu_none', false],
  ['gpus_not_visible', false],
  ['gpu_idle', false],
  ['gpu_unreadable', null],
  ['gpu_utilization_unknown', null],
  ['mixed_transport', false],
  ['efa_inactive', true],
  ['transport_unknown', null],
  ['dead_nodes', true],
  ['pending_demands', true],
  ['cluster_unreadable', null],
  ['checkpoint_old', true],
  ['checkpoint_unreadable', null],
] as const)('%s: healthy is %s', (code, healthy) => {
  expect(report(troubled[code]).healthy).toBe(healthy);
});

it('GPUs that nobody means to use may be idle', () => {
  const { job: _, ...nobody } = busy;
  const idle = report({ ...nobody, nodes: [busyNode('here', consumerCard)] });
  expect(idle).toMatchObject({ healthy: true, issues: [], gpu: { avg_utilization: 0 } });
  expect(report({ ...busy, job: 'pending', nodes: [busyNode('here', consumerCard)] }).issues).toEqual([]);
});

it('what can not be read is unknown, never idle and never healthy', () => {
  const half = report({ ...busy, nodes: [busyNode('a', consumerCard), ...troubled.gpu_unreadable.nodes] });
  expect(codes(half)).toEqual(['gpu_unreadable', 'gpu_idle']);
  expect(half.issues[1]?.severity).toBe('warning');
  expect(half.healthy).toBeNull();
  const unasked = report({ ...busy, asked: false, nodes: [] });
  expect(unasked).toMatchObject({ healthy: null, gpu: { count: null } });
  // As of a cluster elsewhere whose settings do not say how its nodes are reached.
  expect(unasked.issues.map(({ fix }) => fix)).toEqual([expect.stringContaining("`exec` in the adapter's settings")]);
});

it('a job without GPUs of its own that computes nevertheless sees them', () => {
  const measured = { ...troubled.gpus_not_visible, nodes: busy.nodes };
  expect(codes(report(measured))).toEqual([]);
  const unread = { ...troubled.gpus_not_visible, nodes: troubled.gpu_unreadable.nodes };
  expect(report(unread)).toMatchObject({ healthy: null });
  expect(report(unread).issues.find(({ code }) => code === 'gpus_not_visible')?.severity).toBe('warning');
  expect(codes(report({ ...troubled.gpus_not_visible, submitted: false }))).not.toContain('gpus_not_visible');
});

it('a job that has asked for GPUs and waits for them is none that can not see them', () => {
  const { cluster } = troubled.gpus_not_visible;
  const waits = { ...troubled.gpus_not_visible, cluster: { ...cluster!, pending: ['1 × GPU 16'] } };
  expect(codes(report(waits))).toContain('pending_demands');
  expect(codes(report(waits))).not.toContain('gpus_not_visible');
});

it('one GPU that works among many that do nothing is work, however low the average', () => {
  const [node] = troubled.gpu_idle.nodes;
  const many = [...node!.gpus, ...node!.gpus, ...node!.gpus].map((gpu, i) => ({
    ...gpu,
    utilization: i === 0 ? 99 : 0,
  }));
  const told = report({ ...busy, nodes: [{ ...node!, gpus: many }] });
  expect(told.gpu.avg_utilization).toBeLessThan(5);
  expect(told.issues.filter(({ code }) => code === 'gpu_idle').map(({ severity }) => severity)).toEqual(['warning']);
  expect(told.healthy).toBe(true);
});

it('a GPU that tells no load, or a job that nobody could ask about, is not known to be healthy', () => {
  const [node] = busy.nodes;
  const dumb = node!.gpus.map((gpu, i) => (i === 3 ? { ...gpu, utilization: null } : gpu));
  expect(report({ ...busy, nodes: [{ ...node!, gpus: dumb }] }).healthy).toBeNull();
  expect(report({ ...busy, job: 'unknown' }).healthy).toBeNull();
});

it('an Xid of yesterday is a warning, and one that a program causes is none', () => {
  const [node] = troubled.gpu_xid.nodes;
  const xid = { code: 79, bus: '0000:1b:00', count: 1, age_seconds: 86_400 };
  expect(report({ ...busy, nodes: [{ ...node!, xids: [xid] }] })).toMatchObject({
    healthy: true,
    issues: [{ code: 'gpu_xid', severity: 'warning', gpu: 0, node: 'gpu-1' }],
  });
  expect(codes(report({ ...busy, nodes: [{ ...node!, xids: [{ ...xid, code: 31, age_seconds: 1 }] }] }))).toEqual([]);
});

import { gpuCheckSchema, type HealthDevice, type HealthNode, type HealthReport } from '@sigwatch/core';
import { expect, it } from 'vitest';
import { compileSchema } from '../../core/src/config/schema/compile-schema.js';
import { checkLine, gpuCheck } from './gpu-check.js';

const valid = compileSchema(gpuCheckSchema);
const device = { name: 'H100', memory_total: 81559 } as HealthDevice;
const report = (nodes: Partial<HealthNode>[], lost = 0): HealthReport => {
  const gpus = nodes.flatMap((node) => node.gpus ?? []);
  const memory_total = gpus.map(({ memory_total: one }) => one);
  const gpu = { count: gpus.length, memory_total, lost } as HealthReport['gpu'];
  const told = nodes.map((node): HealthNode => ({ node: 'n', gpus: [], xids: null, ...node }));
  return { at: '2026-03-02T10:00:00.000Z', gpu, nodes: told } as HealthReport;
};

it.each<[string, HealthReport, object]>([
  ['two GPUs', report([{ gpus: [device, device] }]), { result: 'ok', gpus: 2, gpu_type: 'H100', total_mb: 81559 }],
  ['no nvidia-smi', report([{ error: "nvidia-smi can't be run: ENOENT" }]), { result: 'none', gpus: 0 }],
  ['none in a pod', report([{ error: 'sh: 1: nvidia-smi: not found' }]), { result: 'none', gpus: 0 }],
  ['nvidia-smi without a GPU', report([{}]), { result: 'none', gpus: 0, gpu_type: null, total_mb: null }],
  ['a driver that fails', report([{ error: 'NVIDIA-SMI has failed' }]), { result: 'failed' }],
  ['one of two nodes', report([{ gpus: [device] }, { error: 'it did not end in time' }]), { result: 'failed' }],
  ['a lost GPU', report([{ gpus: [device, device] }], 1), { result: 'failed', gpus: 2 }],
  ['nobody who could be asked', report([]), { result: 'failed' }],
])('%s', (_, measured, wanted) => {
  expect(gpuCheck(measured)).toMatchObject(wanted);
  const line = JSON.parse(checkLine(measured));
  expect(line).toMatchObject({ sigwatch: 'gpu_check', ...wanted });
  expect(valid(line), JSON.stringify(valid.errors)).toBe(true);
});

import type { Culprit } from '../contract.js';

/** `rank 3 on node07 (GPU 2)`; empty when nothing is known. */
export function culpritText(culprit: Culprit | undefined): string {
  if (culprit === undefined) return '';
  const { rank, local_rank, node, gpu } = culprit;
  const who = rank !== undefined ? `rank ${rank}` : local_rank !== undefined ? `local rank ${local_rank}` : '';
  const device = gpu === undefined ? '' : `GPU ${gpu}`;
  const where = node === undefined ? '' : who || device ? `on ${node}` : node;
  return (who ? [who, where, device && `(${device})`] : [device, where]).filter(Boolean).join(' ');
}

import type { HealthDevice, HealthIssue, HealthNode } from '@sigwatch/core';
import { isSameBus } from '../gpu/read-gpus.js';
import { type XidKind, xidKind } from '../gpu/xid-kinds.js';
import { type Find, gpuNamed } from './facts.js';

/** GPUs that broke: off the bus, in need of a reset, with new memory errors, or with an Xid that says so. */
export const deviceIssues: Find = ({ nodes }) => nodes.flatMap((node) => [...broken(node), ...xidsOf(node)]);

function broken({ node, gpus }: HealthNode): readonly HealthIssue[] {
  return gpus.flatMap((gpu): HealthIssue[] => {
    if (gpu.problem === undefined) return [];
    const at = { node, ...(gpu.index === null ? {} : { gpu: gpu.index }) };
    const [text, fix] = WORDS[gpu.problem];
    return [{ code: 'gpu_lost', severity: 'critical', text: `${gpuNamed(node, gpu)} ${text}`, fix, ...at }];
  });
}

const WORDS: Readonly<Record<NonNullable<HealthDevice['problem']>, readonly [string, string]>> = {
  lost: [
    'does not answer the driver any more.',
    'Take the node out of service and restart it; when it comes back so, have the GPU, its power and its seat checked. Restart the run on other nodes.',
  ],
  needs_reset: [
    'answers only after a reset.',
    'Drain the node and reset the GPU (nvidia-smi --gpu-reset -i N), or restart the node.',
  ],
  failed: [
    'has no answer to what the driver asks it.',
    'Look at nvidia-smi -q and at the kernel log of the node; drain the node when it stays so.',
  ],
};

/** Seconds for which an Xid tells of how a GPU is now, rather than of how it was. */
const RECENT = 3600;

/** Of codes that a program causes nothing is said: its own log does. */
function xidsOf({ node, xids, gpus }: HealthNode): readonly HealthIssue[] {
  return (xids ?? []).flatMap(({ code, bus, count, age_seconds }): HealthIssue[] => {
    const kind = xidKind(code);
    if (kind === undefined) return [];
    const index = gpus.find((gpu) => gpu.bus !== undefined && isSameBus(gpu.bus, bus))?.index ?? null;
    const old = age_seconds !== null && age_seconds > RECENT;
    const when = age_seconds === null ? '' : `, the last time ${ago(age_seconds)} ago`;
    const times = count === 1 ? 'once' : `${count} times`;
    return [
      {
        code: 'gpu_xid',
        severity: old ? 'warning' : 'error',
        text: `${gpuNamed(node, { index, bus })}: the kernel has logged code ${code} of the driver ${times}${when}.`,
        fix: FIXES[kind],
        node,
        ...(index === null ? {} : { gpu: index }),
      },
    ];
  });
}

const FIXES: Readonly<Record<XidKind, string>> = {
  lost: 'Restart the node before another job uses it; have the GPU replaced when it comes back so.',
  reset: 'Drain the node and reset the GPU (nvidia-smi --gpu-reset -i N), or restart the node.',
  memory:
    'Drain the node and reset the GPU, so that the bad row is mapped out (nvidia-smi -q -d ROW_REMAPPER); have it replaced when that does not help.',
};

function ago(seconds: number): string {
  if (seconds < 120) return `${Math.round(seconds)} s`;
  return seconds < 7200 ? `${Math.round(seconds / 60)} min` : `${Math.round(seconds / 3600)} h`;
}

/** Errors that could not be corrected: new ones matter now, older ones may be of another job. */
export const eccIssues: Find = ({ gpu, previous, nodes }) => {
  const now = gpu.ecc_uncorrected;
  if (now === null || now === 0) return [];
  const before = previous?.gpu.ecc_uncorrected;
  const grows = before !== undefined && before !== null && now > before;
  const named = nodes.flatMap(({ node, gpus }) =>
    gpus.filter((one) => (one.ecc_uncorrected ?? 0) > 0).map((one) => gpuNamed(node, one)),
  );
  const where = named.length === 0 ? '' : ` (${named.slice(0, 8).join(', ')})`;
  return [
    grows
      ? {
          code: 'gpu_ecc_growing',
          severity: 'error',
          text: `Memory errors that could not be corrected: ${now}, ${now - before} more than at the look before${where}.`,
          fix: 'Drain the node and reset the GPU; what was computed since may be wrong: resume from a checkpoint of before.',
        }
      : {
          code: 'gpu_ecc',
          severity: 'warning',
          text: `Memory errors that could not be corrected: ${now} since the driver was loaded${where}.`,
          fix: 'Reset the GPU when the node is free (nvidia-smi --gpu-reset -i N), and look whether they come back.',
        },
  ];
};

import type { HealthIssue } from '@sigwatch/core';
import { type Facts, type Find, gpuNamed, isAtWork, listed } from './facts.js';

/** Whether the GPUs are used, as far as they tell. What can't be read is never taken for idle. */
export const useIssues: Find = (facts) => [...unreadable(facts), ...notVisible(facts), ...idle(facts), ...held(facts)];

function unreadable({ asked, nodes, gpu }: Facts): readonly HealthIssue[] {
  if (!asked)
    return [
      {
        code: 'gpu_unreadable',
        severity: 'warning',
        text: 'Nobody has said how commands are run on the nodes, so that no GPU was looked at.',
        fix: 'Name the nodes: --node NAME="kubectl exec POD --", or `exec` in the adapter\'s settings.',
      },
    ];
  const silent = nodes.filter(({ error }) => error !== undefined).map(({ node }) => node);
  const none = nodes.filter(({ error, gpus }) => error === undefined && gpus.length === 0).map(({ node }) => node);
  const answering = nodes.flatMap(({ gpus }) => gpus).filter(({ problem }) => problem === undefined);
  const untold = answering.filter(({ utilization }) => utilization === null);
  return [
    ...(silent.length > 0 || nodes.length === 0
      ? [
          {
            code: 'gpu_unreadable' as const,
            severity: 'warning' as const,
            text: `nvidia-smi could not be asked${silent.length === 0 ? ' on any node' : ` on ${listed(silent)}`}.`,
            fix: 'Call nvidia-smi there by hand: it is missing, may not be used, or hangs, as it does when a GPU or its driver is broken.',
          },
        ]
      : []),
    ...(none.length === 0
      ? []
      : [
          {
            code: 'gpu_none' as const,
            severity: 'error' as const,
            text: `nvidia-smi finds no GPU on ${listed(none)}.`,
            fix: 'Look at the kernel log of the node; of a container, whether it was given GPUs (resources.limits nvidia.com/gpu, --gpus all).',
          },
        ]),
    ...(untold.length > 0 && untold.length === answering.length && gpu.avg_utilization === null
      ? [
          {
            code: 'gpu_utilization_unknown' as const,
            severity: 'warning' as const,
            text: `No GPU tells its utilisation${untold.some(({ mig }) => mig) ? ', since they are cut into instances (MIG)' : ''}.`,
            fix: 'Ask DCGM for the load of MIG instances; nvidia-smi has no number for them.',
          },
        ]
      : []),
  ];
}

/** A program that was submitted without asking for GPUs is given none, and runs on without saying so. */
function notVisible({ ray, gpu, job, submitted, limits }: Facts): readonly HealthIssue[] {
  const { gpus_available, gpus_used } = ray;
  if (job !== 'running' || submitted !== true || gpus_used !== 0 || !gpus_available) return [];
  // It has asked, and waits for more than there are.
  if (ray.pending) return [];
  if (gpu.utilization.some((one) => one !== null && one >= limits.idle_below)) return [];
  return [
    {
      code: 'gpus_not_visible',
      // Of GPUs that were not looked at it is not known that they do nothing.
      severity: gpu.avg_utilization === null || gpu.unreadable > 0 ? 'warning' : 'error',
      text: `The job runs and the cluster has given none of its ${gpus_available} GPUs away: what did not ask for GPUs can't see them.`,
      fix: 'Submit it with entrypoint_num_gpus, ask for GPUs in its own actors (num_gpus=1), or start it in the pod (sigwatch run exec …).',
    },
  ];
}

function idle(facts: Facts): readonly HealthIssue[] {
  const { gpu, nodes, limits } = facts;
  if (gpu.avg_utilization === null || !isAtWork(facts)) return [];
  const percent = `${Math.round(gpu.avg_utilization)} %`;
  const fix =
    'Look what the program does (py-spy dump --pid PID): a hang, slow data, or work on the CPU. During an evaluation, a checkpoint or the start it is nothing.';
  const idleOnes = gpu.utilization.every((one) => one !== null && one < limits.idle_below);
  // Of GPUs that tell nothing it is not known that they are idle; one that works among many is work.
  if (idleOnes && gpu.unreadable === 0)
    return [
      {
        code: 'gpu_idle',
        severity: 'error',
        text: `All GPUs are below ${limits.idle_below} % (${percent} on average) while something means to use them.`,
        fix,
      },
    ];
  const low = nodes.flatMap(({ node, gpus }) =>
    gpus
      .filter(({ utilization }) => utilization !== null && utilization < limits.idle_below)
      .map((one) => gpuNamed(node, one)),
  );
  return low.length === 0
    ? []
    : [{ code: 'gpu_idle', severity: 'warning', text: `Below ${limits.idle_below} %: ${listed(low)}.`, fix }];
}

/** Memory beyond this share, of a GPU that does nothing. */
const FULL = 0.9;

function held({ nodes, gpu: { processes } }: Facts): readonly HealthIssue[] {
  return nodes.flatMap(({ node, gpus }) =>
    gpus.flatMap((gpu): HealthIssue[] => {
      const { memory_used, memory_total, utilization, index } = gpu;
      if (utilization !== 0 || memory_used === null || !memory_total || memory_used < FULL * memory_total) return [];
      const pids = processes.filter((one) => one.node === node && one.gpu === index).map(({ pid }) => pid);
      const who = pids.length === 0 ? 'by no process that can be seen here' : `by ${listed(pids.map(String))}`;
      const share = Math.round((100 * memory_used) / memory_total);
      return [
        {
          code: 'gpu_memory_held',
          severity: 'warning',
          text: `${gpuNamed(node, gpu)} does nothing, and ${share} % of its memory is held ${who}.`,
          fix: 'Where that is left of a run that has ended, end it; where it is the run itself, see what it waits for (py-spy dump --pid PID).',
          node,
          ...(index === null ? {} : { gpu: index }),
        },
      ];
    }),
  );
}

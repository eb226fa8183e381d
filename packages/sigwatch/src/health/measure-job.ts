import { type HealthReport, systemDeps } from '@sigwatch/core';
import { type MeasureOptions, measure } from '@sigwatch/health';
import { PATIENCE, type Target } from '../asking/target.js';
import { RAY, isHere as runsHere } from '../platform.js';
import { newestCheckpoint } from './newest-checkpoint.js';
import { execOn, type NodePrefix, thisMachine } from './node-exec.js';
import { transportOfLogs } from './transport-of-logs.js';

/** How a measurement is made, beside what the job itself tells. */
export interface HealthAsked extends Pick<MeasureOptions, 'nvidia_smi' | 'timeout' | 'limits' | 'previous'> {
  /** Nodes, and how commands are run on them. Default: as the job's platform knows. */
  readonly nodes?: readonly NodePrefix[];
  /** Where checkpoints are, as this machine sees it. */
  readonly checkpointDir?: string;
}

/** Measures once what a job has; without one, this machine. */
export async function measureJob(
  target: Target | undefined,
  asked: HealthAsked,
  abort: AbortSignal,
): Promise<HealthReport> {
  const { nodes, checkpointDir, ...how } = asked;
  const exec = execFor(target, nodes);
  return measure(
    {
      ...how,
      ...(target === undefined ? {} : await ofTarget(target, abort)),
      deps: systemDeps,
      ...(exec === undefined ? {} : { exec }),
      ...(checkpointDir === undefined
        ? {}
        : {
            checkpoint: (own) => newestCheckpoint({ directory: checkpointDir, elsewhere: !isHere(target), exec }, own),
          }),
    },
    abort,
  );
}

async function ofTarget({ adapter, known }: Target, abort: AbortSignal): Promise<Partial<MeasureOptions>> {
  const { job } = known;
  const own = AbortSignal.any([abort, AbortSignal.timeout(PATIENCE)]);
  const status = await adapter.status([job], own).catch(() => undefined);
  abort.throwIfAborted();
  const { cluster } = adapter;
  return {
    job: status?.get(job.id)?.state ?? 'unknown',
    submitted: isGivenGpus(adapter.name),
    ...(cluster === undefined ? {} : { cluster: (signal) => cluster.call(adapter, signal) }),
    transport: (signal) => transportOfLogs(adapter.logs(job), systemDeps, signal),
  };
}

/** Platforms that show a job only the GPUs that it asked for. */
export const isGivenGpus = (adapter: string): boolean =>
  `${adapter}Adapter`.toLowerCase() === RAY.class_name.toLowerCase();

/** Nobody else than this machine runs it. */
const isHere = (target: Target | undefined): boolean => target === undefined || runsHere(target.config);

function execFor(target: Target | undefined, nodes: readonly NodePrefix[] | undefined): MeasureOptions['exec'] {
  if (nodes !== undefined && nodes.length > 0) return execOn(nodes);
  if (target === undefined || isHere(target)) return execOn([thisMachine()]);
  const { adapter, known } = target;
  const { exec } = adapter;
  return exec && ((command, abort) => exec.call(adapter, known.job, command, abort));
}

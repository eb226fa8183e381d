import { join } from 'node:path';
import { type HealthSettings, type JobAdapter, type JobRef, type RunOptions, systemDeps } from '@sigwatch/core';
import { gpuCheck, healthSource, type MeasureOptions, measure, type SamplerOptions } from '@sigwatch/health';
import { type Heard, hearStatus } from '../hear-status.js';
import { logsBeside } from '../logs-beside.js';
import { KeptTransport } from './kept-transport.js';
import { isGivenGpus } from './measure-job.js';
import { newestCheckpoint } from './newest-checkpoint.js';
import { execOn, thisMachine } from './node-exec.js';

type Given = Omit<RunOptions, 'store' | 'owner' | 'deps'>;

const LOCAL_NAME = 'local';

/** Its name among the sources, as people read it before `:line`. */
const FILE = 'health.jsonl';

/**
 * The same run, measured beside its log: each measurement of its running job is a line of `health.jsonl` in the run's
 * directory, which its rules read. Unchanged where nothing could be measured, or the file says no.
 */
export function withHealth<T extends Given & { readonly health?: HealthSettings; readonly records?: unknown }>(
  { health = {}, ...given }: T,
  stateDirectory: string,
): Omit<T, 'health'> {
  const run = given as unknown as Given;
  const { adapter } = run;
  if (adapter === undefined || !(health.enabled ?? (isMeasured(adapter) || isRecordedHere(adapter, given.records))))
    return given;
  const folder = join(stateDirectory, 'runs', run.run_id);
  const heard = new KeptTransport(join(folder, 'transport.json'), systemDeps);
  // Before the first line of it is read: what its ranks say is said within its first seconds.
  const seen = hearStatus(adapter, { follows: (job) => heard.begin(keyOf(job)) });
  const source = healthSource({
    deps: systemDeps,
    path: join(folder, FILE),
    id: FILE,
    ...(health.interval === undefined ? {} : { interval: health.interval }),
    ...measuring(run, health, seen, heard),
  });
  const added: Partial<Given> = {
    adapter: seen.adapter,
    logs: logsBeside(run.logs, source),
    onChunk: (name, chunk) => {
      if (name !== FILE) heard.take(chunk);
    },
  };
  return { ...given, ...added };
}

/** Records say on what GPUs a run began; a process of this machine is asked for them here. */
const isRecordedHere = ({ name }: JobAdapter, records: unknown): boolean =>
  name === LOCAL_NAME && records !== undefined;

/** By default where nodes or a cluster can be asked. Each question is a step in SLURM's accounting: there only when it is asked for. */
const isMeasured = ({ name, exec, cluster }: JobAdapter): boolean =>
  name !== 'slurm' && (exec !== undefined || cluster !== undefined);

const keyOf = ({ id, incarnation }: JobRef): string => `${id} ${incarnation}`;

function measuring(
  { adapter, checkpoint_dir }: Given,
  { nvidia_smi, timeout }: HealthSettings,
  seen: Heard,
  heard: KeptTransport,
): Pick<SamplerOptions, 'measure' | 'begins'> {
  let measured: string | undefined;
  let begins = false;
  let absent = false;
  const measureOnce: SamplerOptions['measure'] = async (previous, abort) => {
    const status = seen.last();
    if (adapter === undefined || status?.state !== 'running') return undefined;
    const { job } = status;
    const key = keyOf(job);
    // What was counted in an earlier attempt is of other processes.
    const same = measured === key;
    const { exec, cluster } = adapter;
    const elsewhere = adapter.name !== LOCAL_NAME;
    // A machine does not get a GPU while a process of it runs.
    if (same && absent && !elsewhere) return undefined;
    const here = elsewhere ? undefined : execOn([thisMachine()]);
    const ask: MeasureOptions['exec'] = exec ? (command, own) => exec.call(adapter, job, command, own) : here;
    const report = await measure(
      {
        deps: systemDeps,
        job: status.state,
        submitted: isGivenGpus(adapter.name),
        transport: async () => heard.now(),
        ...(ask === undefined ? {} : { exec: ask }),
        ...(cluster === undefined ? {} : { cluster: (own) => cluster.call(adapter, own) }),
        ...(checkpoint_dir === undefined
          ? {}
          : { checkpoint: (own) => newestCheckpoint({ directory: checkpoint_dir, elsewhere, exec: ask }, own) }),
        ...(nvidia_smi === undefined ? {} : { nvidia_smi }),
        ...(timeout === undefined ? {} : { timeout }),
        ...(same && previous !== undefined ? { previous } : {}),
      },
      abort,
    );
    measured = key;
    begins = !same;
    absent = gpuCheck(report).result === 'none';
    return report;
  };
  return { measure: measureOnce, begins: () => begins };
}

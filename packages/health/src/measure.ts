import type { ClusterUse, Deps, Executed, HealthReport, HealthTransport, Millis } from '@sigwatch/core';
import { askNodes } from './gpu/ask-nodes.js';
import { defaultLimits, type Limits } from './issues/facts.js';
import { limited } from './limited.js';
import { type Measured, report } from './report.js';

/** Where the numbers come from. What is missing is not measured; each may fail by itself, and leaves the others. */
export interface MeasureOptions {
  readonly deps: Deps;
  /** Runs a command on each node, never by a shell. */
  readonly exec?: (command: readonly string[], abort: AbortSignal) => Promise<readonly Executed[]>;
  readonly cluster?: (abort: AbortSignal) => Promise<ClusterUse>;
  /** What NCCL says that it talks over; see `transport`. */
  readonly transport?: (abort: AbortSignal) => Promise<HealthTransport>;
  /** The newest whole checkpoint; undefined where there is none. */
  readonly checkpoint?: (
    abort: AbortSignal,
  ) => Promise<{ readonly step?: number; readonly path: string; readonly mtime: Millis } | undefined>;
  /** State of the job, where one is asked about. */
  readonly job?: string;
  /** The job was handed to a cluster that gives a program only the GPUs that it asked for. */
  readonly submitted?: boolean;
  /** The report before, by which what grows is known. */
  readonly previous?: Pick<HealthReport, 'gpu'>;
  /** argv of nvidia-smi on the nodes. Default: `nvidia-smi`. */
  readonly nvidia_smi?: readonly string[];
  /** ms for each part. Default 20 s. */
  readonly timeout?: Millis;
  readonly limits?: Partial<Limits>;
}

const TIMEOUT: Millis = 20_000;
/** The share of it that the first question has: nodes with an older driver are asked a second one, whoever else hangs. */
const EARLY = 0.75;

/** Measures once, all parts beside each other. Rejects only when `abort` fires; what fails otherwise is told in the report. */
export async function measure(options: MeasureOptions, abort: AbortSignal): Promise<HealthReport> {
  const { deps, exec, cluster, transport, checkpoint, timeout = TIMEOUT, nvidia_smi = ['nvidia-smi'] } = options;
  abort.throwIfAborted();
  const part = async <T>(what: string, call: ((abort: AbortSignal) => Promise<T>) | undefined): Promise<Part<T>> => {
    if (call === undefined) return {};
    try {
      return { value: await limited(call, what, timeout, deps, abort) };
    } catch (error) {
      abort.throwIfAborted();
      return { error: (error instanceof Error ? error.message : String(error)).slice(0, 300) };
    }
  };
  const ask =
    exec &&
    ((own: AbortSignal) =>
      askNodes(
        nvidia_smi,
        (command) => exec(command, own),
        (command) => endedAfter(EARLY * timeout, deps, own, (early) => exec(command, early)),
      ));
  const [nodes, use, network, saved] = await Promise.all([
    part('nvidia-smi', ask),
    part('the cluster', cluster),
    part('the log', transport),
    part('the directory of checkpoints', checkpoint),
  ]);
  const measured: Measured = {
    at: deps.now(),
    asked: exec !== undefined,
    nodes: nodes.value ?? [],
    efa: network.value ?? { active: null, transport: 'unknown' },
    limits: { ...defaultLimits, ...options.limits },
    ...(options.job === undefined ? {} : { job: options.job }),
    ...(options.submitted === undefined ? {} : { submitted: options.submitted }),
    ...(options.previous === undefined ? {} : { previous: options.previous }),
    ...(use.value === undefined ? {} : { cluster: use.value }),
    ...(use.error === undefined ? {} : { cluster_error: use.error }),
    ...(saved.error === undefined ? {} : { checkpoint_error: saved.error }),
    ...(saved.value === undefined
      ? {}
      : { checkpoint: { step: saved.value.step ?? null, path: saved.value.path, written_at: saved.value.mtime } }),
  };
  return report(measured);
}

async function endedAfter<T>(
  limit: Millis,
  deps: Deps,
  abort: AbortSignal,
  call: (abort: AbortSignal) => Promise<T>,
): Promise<T> {
  const early = new AbortController();
  const cancel = deps.schedule(deps.now() + limit, () => early.abort());
  abort.addEventListener('abort', cancel, { once: true });
  try {
    return await call(AbortSignal.any([abort, early.signal]));
  } finally {
    cancel();
    abort.removeEventListener('abort', cancel);
  }
}

interface Part<T> {
  readonly value?: T;
  readonly error?: string;
}

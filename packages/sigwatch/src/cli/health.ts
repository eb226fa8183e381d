import { duration, type HealthReport, pause, systemDeps } from '@sigwatch/core';
import { type HealthAsked, measureJob } from '../health/measure-job.js';
import { type NodePrefix, nodePrefix } from '../health/node-exec.js';
import { clock } from '../view/format.js';
import { healthLines } from '../view/health-lines.js';
import { exitCodes } from './exit-code.js';
import { withJob } from './job-of.js';
import { UsageError } from './problem.js';
import { resolveFor } from './settings-of.js';
import { untilSignalled } from './until-signalled.js';

type Options = Readonly<Record<string, unknown>>;

/** `sigwatch health [TARGET]`: exits with 0 where it is healthy, 1 where it is not, and 7 where that is not known. */
export async function verb([word]: readonly string[], given: Options): Promise<number> {
  // The file says more than where runs are kept: where the platform is, its nodes, and what is measured.
  const settings = await resolveFor(given, { rules: true, quiet: true });
  const options: Options = { ...given, settings };
  const { health } = settings;
  const directory = settings.checkpoint_dir?.value;
  const interval =
    options.interval === undefined ? (health?.value.interval ?? 60_000) : milliseconds(options.interval as string);
  const asked: HealthAsked = {
    ...(options.node === undefined ? {} : { nodes: (options.node as readonly string[]).map(nodeOf) }),
    ...(directory === undefined ? {} : { checkpointDir: directory }),
    ...(health?.value.nvidia_smi === undefined ? {} : { nvidia_smi: health.value.nvidia_smi }),
    ...(health?.value.timeout === undefined ? {} : { timeout: health.value.timeout }),
  };
  const abort = new AbortController();
  const once = async (previous: HealthReport | undefined): Promise<HealthReport> => {
    const all = previous === undefined ? asked : { ...asked, previous };
    if (word === undefined) return measureJob(undefined, all, abort.signal);
    return withJob(word, options, (target) => measureJob(target, all, abort.signal));
  };
  const subject = word ?? 'this machine';
  if (options.watch !== true) return tell(await once(undefined), subject, options);
  let code: number = exitCodes.unknown;
  await untilSignalled(
    () => abort.abort(),
    async () => {
      for (let previous: HealthReport | undefined; !abort.signal.aborted; ) {
        const began = systemDeps.now();
        previous = await once(previous).catch((error: unknown) => {
          if (abort.signal.aborted) return undefined;
          throw error;
        });
        if (previous === undefined) return;
        if (options.format === 'pretty') process.stdout.write(`${clock(began)}\n`);
        code = tell(previous, subject, options);
        await pause(systemDeps, began + interval, abort.signal);
      }
    },
  );
  return code;
}

function tell(report: HealthReport, subject: string, options: Options): number {
  const look = {
    width: process.stdout.columns ?? Number.POSITIVE_INFINITY,
    color: process.stdout.isTTY === true && !process.env.NO_COLOR,
  };
  const lines = options.format === 'pretty' ? healthLines(report, subject, look) : [JSON.stringify(report)];
  process.stdout.write(`${lines.join('\n')}\n`);
  return report.healthy === null ? exitCodes.unknown : report.healthy ? exitCodes.succeeded : exitCodes.failed;
}

function nodeOf(text: string): NodePrefix {
  const found = nodePrefix(text);
  if (found !== undefined) return found;
  throw new UsageError(`--node ${text}: give a name and what stands before a command there, such as gpu-1="ssh gpu-1"`);
}

function milliseconds(text: string): number {
  const value = duration(/^\d+(?:\.\d+)?$/.test(text) ? Number(text) : text);
  if (value === undefined || value <= 0)
    throw new UsageError(`--interval ${text}: give seconds, or a duration such as 30s or 5m`);
  return value;
}

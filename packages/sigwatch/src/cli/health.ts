import { writeFileSync } from 'node:fs';
import {
  type DeadlineReport,
  deadlineLines,
  duration,
  type HealthReport,
  pause,
  type StabilityReport,
  systemDeps,
} from '@sigwatch/core';
import { type HealthAsked, measureJob } from '../health/measure-job.js';
import { type NodePrefix, nodePrefix } from '../health/node-exec.js';
import { stabilityOfRun } from '../stability/of-run.js';
import { csvOf } from '../stability/report.js';
import { clock } from '../view/format.js';
import { healthLines } from '../view/health-lines.js';
import { jsonText } from '../view/json-text.js';
import { sanitize } from '../view/sanitize.js';
import { stabilityLines } from '../view/stability-lines.js';
import { stateDirectoryOf } from './directories.js';
import { exitCodes } from './exit-code.js';
import { withJob } from './job-of.js';
import { lookOf } from './look.js';
import { UsageError } from './problem.js';
import { resolveFor } from './settings-of.js';
import { untilSignalled } from './until-signalled.js';

type Options = Readonly<Record<string, unknown>>;

/** What one look found: what is measured beside the log, and what the steps of a run tell. */
interface Found {
  /** Not of a run that has ended, or has no job: what is measured now says nothing of it. */
  readonly report: HealthReport | undefined;
  readonly stability: StabilityReport | undefined;
  /** When the job ends, and what is saved before. */
  readonly deadline?: DeadlineReport | undefined;
}

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
  const once = async (previous: HealthReport | undefined): Promise<Found> => {
    const all = previous === undefined ? asked : { ...asked, previous };
    if (word === undefined) return { report: await measureJob(undefined, all, abort.signal), stability: undefined };
    const run = stabilityOfRun(word, stateDirectoryOf(options));
    const stability = run?.stability;
    const isPast = run !== undefined && (run.summary.ended_at !== undefined || run.summary.job === undefined);
    if (stability !== undefined && isPast) return { report: undefined, stability };
    const report = await withJob(word, options, (target) => measureJob(target, all, abort.signal));
    return { report, stability, deadline: run?.deadline };
  };
  const subject = word ?? 'this machine';
  if (options.watch !== true) return tell(await once(undefined), subject, options);
  let code: number = exitCodes.unknown;
  await untilSignalled(
    () => abort.abort(),
    async () => {
      for (let previous: HealthReport | undefined; !abort.signal.aborted; ) {
        const began = systemDeps.now();
        const found = await once(previous).catch((error: unknown) => {
          if (abort.signal.aborted) return undefined;
          throw error;
        });
        if (found === undefined) return;
        previous = found.report;
        if (options.format === 'pretty') process.stdout.write(`${clock(began)}\n`);
        code = tell(found, subject, options);
        await pause(systemDeps, began + interval, abort.signal);
      }
    },
  );
  return code;
}

function tell({ report, stability, deadline }: Found, subject: string, options: Options): number {
  const look = lookOf(options);
  exportTo(options, subject, stability);
  const lines =
    options.format === 'pretty'
      ? [
          ...(report === undefined ? [] : healthLines(report, subject, look)),
          ...(stability === undefined ? [] : stabilityLines(stability, look)),
          ...(deadline === undefined ? [] : deadlineLines(deadline, systemDeps.now()).map(sanitize)),
        ]
      : [
          jsonText(
            report === undefined
              ? stability
              : {
                  ...report,
                  ...(stability === undefined ? {} : { stability }),
                  ...(deadline === undefined ? {} : { deadline }),
                },
          ),
        ];
  process.stdout.write(`${lines.join('\n')}\n`);
  if (stability?.metrics.overall_health === 'critical') return exitCodes.failed;
  if (report === undefined) return exitCodes.succeeded;
  return report.healthy === null ? exitCodes.unknown : report.healthy ? exitCodes.succeeded : exitCodes.failed;
}

/** `--csv FILE` and `--json FILE`. */
function exportTo(options: Options, subject: string, stability: StabilityReport | undefined): void {
  const asked = [
    { option: '--csv', file: options.csv, text: csvOf },
    { option: '--json', file: options.json, text: (of: StabilityReport) => `${JSON.stringify(of, null, 2)}\n` },
  ];
  for (const { option, file, text } of asked) {
    if (typeof file !== 'string') continue;
    if (stability === undefined)
      throw new UsageError(
        `${option}: ${subject} has no losses and no gradients to write; name a run whose steps tell them, as sigwatch status lists runs`,
      );
    try {
      writeFileSync(file, text(stability));
    } catch (error) {
      throw new UsageError(
        `${option} ${file} can't be written (${(error as Error).message}): name a file in a folder that is there`,
      );
    }
  }
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

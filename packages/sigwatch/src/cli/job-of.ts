import { ofJob } from '../asking/asked.js';
import { type JobReport, jobReport } from '../asking/job-report.js';
import type { Target } from '../asking/target.js';
import { rulesOf } from '../settings/rules-of.js';
import { stateDirectoryOf } from './directories.js';
import { UsageError } from './problem.js';
import { settingsOf } from './settings-of.js';

type Options = Readonly<Record<string, unknown>>;

/** What `use` gives of the job that a person names: by a run, or as its platform calls it (`ray:raysubmit_1`). */
export async function withJob<T>(word: string, options: Options, use: (target: Target) => Promise<T>): Promise<T> {
  const settings = settingsOf(options);
  const asker = { settings, flags: options, env: process.env, stateDirectory: stateDirectoryOf(options) };
  const found = await ofJob(word, asker, async (target) => ({ value: await use(target) }));
  if (found !== undefined) return found.value;
  throw new UsageError(
    `${word} names no run with a job: sigwatch status lists the runs, and ray:ID names a job of a platform`,
  );
}

/** Asks the platform, and reads the job's log once by the rules that hold here. */
export const reportOf = (word: string, options: Options): Promise<JobReport> =>
  withJob(word, options, (target) => jobReport(target, rulesOf(settingsOf(options))));

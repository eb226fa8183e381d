import { openStore } from '@sigwatch/store';
import { jobCalled } from '../asking/target.js';
import type { Settings } from '../settings/settings.js';
import { stateDirectoryOf } from './directories.js';
import { requireOwnOptions } from './platform-options.js';
import { UsageError } from './problem.js';
import { settingsOf } from './settings-of.js';
import { ofCluster, superviseJob } from './supervise-job.js';

type Options = Readonly<Record<string, unknown>>;

/** `sigwatch attach slurm:123`: supervises a job that exists, which a restart submits anew where it is known how. */
export async function verb([id = '', ...argv]: readonly string[], options: Options): Promise<number> {
  if (!/^[a-z][\w-]*:./.test(id))
    throw new UsageError(`${id} names no job: give the platform and the job's number or name, such as slurm:123`);
  requireOwnOptions(id.slice(0, id.indexOf(':')), options);
  const settings = settingsOf(options);
  const stateDirectory = stateDirectoryOf(options);
  const nothing = () => `there is no job ${id}`;
  const run_id = runWith(id, stateDirectory);
  if (run_id !== undefined)
    return superviseJob({ nothing }, { ...options, settings: withRun(settings, run_id) }, ofCluster);
  const asker = { settings, flags: options, env: process.env, stateDirectory };
  const { config, known } = await jobCalled(id as `${string}:${string}`, asker);
  // By a name that a platform knows it may be one that a run has.
  const same = runWith(known.job.id, stateDirectory);
  if (same !== undefined)
    return superviseJob({ nothing }, { ...options, settings: withRun(settings, same) }, ofCluster);
  const typed = argv.length > 0 ? { argv, cwd: process.cwd() } : (known.command ?? { argv: [], cwd: process.cwd() });
  const name = known.name ?? id.slice(id.indexOf(':') + 1);
  return superviseJob({ typed, name, adapter: config, job: known.job, nothing }, options, ofCluster);
}

/** The run that has this job, if it has not ended. */
function runWith(id: string, directory: string): string | undefined {
  using store = openStore({ directory, readonly: true });
  return store.list().find((run) => run.ended_at === undefined && run.job === id)?.run_id;
}

const withRun = (settings: Settings, run_id: string): Settings => ({
  ...settings,
  run_id: { value: run_id, from: 'flag', by: 'attach' },
});

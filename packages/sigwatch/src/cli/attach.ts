import { attachedJob, requireJobId } from '../jobs/attached-job.js';
import { stateDirectoryOf } from './directories.js';
import { requireOwnOptions } from './platform-options.js';
import { settingsOf } from './settings-of.js';
import { ofCluster, superviseJob } from './supervise-job.js';

type Options = Readonly<Record<string, unknown>>;

/** `sigwatch attach slurm:123`: supervises a job that exists, which a restart submits anew where it is known how. */
export async function verb([id = '', ...argv]: readonly string[], options: Options): Promise<number> {
  requireJobId(id);
  requireOwnOptions(id.slice(0, id.indexOf(':')), options);
  const asker = {
    ...{ settings: settingsOf(options), flags: options, env: process.env },
    stateDirectory: stateDirectoryOf(options),
  };
  const typed = argv.length > 0 ? { argv, cwd: process.cwd() } : undefined;
  const { asked, settings } = await attachedJob(id, typed, asker);
  return superviseJob({ ...asked, nothing: () => `there is no job ${id}` }, { ...options, settings }, ofCluster);
}

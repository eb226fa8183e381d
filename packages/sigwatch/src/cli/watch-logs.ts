import { unfinishedRun } from '../jobs/known-run.js';
import { logsOf } from '../logs.js';
import { nameOfLogs, newRunId } from '../run-names.js';
import { stateDirectoryOf } from './directories.js';
import { UsageError } from './problem.js';
import { requireLogs, tellMissing, thoseThere } from './readable.js';
import { rulesOf, timeoutOf } from './setting.js';
import { settingsOf } from './settings-of.js';
import { superviseInForeground } from './supervise.js';

type Options = Readonly<Record<string, unknown>>;

/** Follows logs, or reads them once. `ofFile`: nobody typed them. */
export async function watchLogs(given: readonly string[], ofFile: boolean, options: Options): Promise<number> {
  const settings = settingsOf(options);
  const paths = ofFile && options.once === true ? await thoseThere(given) : given;
  if (paths.length === 0)
    throw new UsageError(
      "there is no log to watch: sigwatch watch 'logs/*.out', or name it in sigwatch.yaml as job: logs:",
    );
  const name = settings.name?.value ?? nameOfLogs(paths);
  // The file's name of a run is that of its job, where it has one.
  const named = settings.run_id?.from === 'file' && settings.command !== undefined ? undefined : settings.run_id;
  unfinishedRun(named, stateDirectoryOf(options));
  const run_id = named?.value ?? newRunId(name, new Date(), Math.random());
  const follow = options.once !== true && !paths.every((path) => path === '-');
  await (options.once === true ? requireLogs(paths) : tellMissing(paths));
  const { records } = settings;
  const kept = records && { records: records.value };
  return superviseInForeground(
    {
      run_id,
      name,
      ...kept,
      ...rulesOf(options),
      ...timeoutOf(options),
      logs: (known) => logsOf(paths, follow, known),
    },
    options,
    { stops: false },
  );
}

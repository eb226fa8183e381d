import { resolve } from 'node:path';
import { openStore } from '@sigwatch/store';
import { type LocalSettings, localRun } from '../local-run.js';
import { anchored } from '../rules.js';
import { nameOfCommand, newRunId } from '../run-names.js';
import { stateDirectoryOf } from './directories.js';
import { UsageError } from './problem.js';
import { timeoutOf } from './setting.js';
import { superviseInForeground } from './supervise.js';

type Options = Readonly<Record<string, unknown>>;

/** `sigwatch run -- CMD…` */
export async function verb(argv: readonly string[], options: Options): Promise<number> {
  const known = options.runId as string | undefined;
  const before = known === undefined ? undefined : unfinished(known, options);
  if (argv.length === 0 && before === undefined)
    throw new UsageError(
      known === undefined
        ? 'there is no command to run: sigwatch run -- python train.py'
        : `there is no run ${known} to take up again; to start it: sigwatch run --run-id ${known} -- python train.py`,
    );
  if (before !== undefined && argv.length > 0 && JSON.stringify(argv) !== JSON.stringify(before.argv))
    throw new UsageError(
      `run ${known} was started with another command (${before.argv.join(' ')}); choose another --run-id, or leave the command out`,
    );
  const settings: LocalSettings = {
    ...(before ?? { argv, cwd: process.cwd(), name: nameOfCommand(argv) }),
    ...given(options),
  };
  const run_id = known ?? newRunId(settings.name, new Date(), Math.random());
  return superviseInForeground(
    { run_id, ...localRun(settings, process.env, stateDirectoryOf(options)), ...timeoutOf(options) },
    options,
    { stops: true },
  );
}

/** The settings of a run of this name that has not ended; undefined when there is no such run. */
function unfinished(run_id: string, options: Options): LocalSettings | undefined {
  using store = openStore({ directory: stateDirectoryOf(options), readonly: true });
  const run = store.load(run_id);
  if (run === undefined) return undefined;
  if (run.summary.ended_at !== undefined)
    throw new UsageError(`run ${run_id} has ended (${run.summary.state}); choose another --run-id`);
  return (run.snapshot as { settings?: unknown } | undefined)?.settings as LocalSettings | undefined;
}

/** What the flags say, with paths that mean the same from everywhere. */
function given(options: Options): Partial<LocalSettings> {
  const { name, monitor, restart, log, checkpointDir } = options as Partial<LocalSettings>;
  return {
    ...(name === undefined ? {} : { name }),
    ...(monitor === undefined ? {} : { monitor: monitor.map(anchored) }),
    ...(restart === undefined ? {} : { restart: anchored(restart) }),
    ...(log === undefined ? {} : { log: log.map((path) => resolve(path)) }),
    ...(checkpointDir === undefined ? {} : { checkpointDir: resolve(checkpointDir) }),
  };
}

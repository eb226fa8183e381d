import { basename, join, resolve } from 'node:path';
import { localAdapter, OUTPUT_FILE } from '@sigwatch/adapter-local';
import { discoverFiles, type Json, systemDeps, Wakes } from '@sigwatch/core';
import { openStore } from '@sigwatch/store';
import { runsDirectoryOf, stateDirectoryOf } from './directories.js';
import { UsageError } from './problem.js';
import { newRunId, rulesOf, timeoutOf } from './setting.js';
import { superviseInForeground } from './supervise.js';

type Options = Readonly<Record<string, unknown>>;

/** What is kept with a run, so that it can be taken up again by its name alone. The environment is not: it may hold secrets. */
interface Settings {
  readonly argv: readonly string[];
  readonly cwd: string;
  readonly name: string;
  readonly monitor?: readonly string[];
  readonly restart?: string;
  readonly log?: readonly string[];
  readonly checkpointDir?: string;
}

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
  const settings: Settings = { ...(before ?? { argv, cwd: process.cwd(), name: nameOf(argv) }), ...given(options) };
  const run_id = known ?? newRunId(settings.name, new Date(), Math.random());
  const wakes = new Wakes();
  const shared = settings.log;
  const { cwd } = settings;
  return superviseInForeground(
    {
      run_id,
      name: settings.name,
      settings: settings as unknown as Json,
      ...rulesOf({ ...options, ...settings }),
      ...timeoutOf(options),
      adapter: localAdapter({
        directory: runsDirectoryOf(options),
        logs: (directory) => discoverFiles([join(directory, OUTPUT_FILE)], { deps: systemDeps, wakes }),
      }),
      command: { argv: settings.argv, cwd, env: environment() },
      // A shim starts within a fraction of a second; what is later than this gives up by itself.
      timing: { submit_within: 3_000, margin: 500 },
      ...(shared === undefined ? {} : { logs: (known) => discoverFiles(shared, { deps: systemDeps, wakes, known }) }),
      ...(settings.checkpointDir === undefined ? {} : { checkpoint_dir: settings.checkpointDir }),
    },
    options,
    { stops: true },
  );
}

/** The settings of a run of this name that has not ended; undefined when there is no such run. */
function unfinished(run_id: string, options: Options): Settings | undefined {
  using store = openStore({ directory: stateDirectoryOf(options), readonly: true });
  const run = store.load(run_id);
  if (run === undefined) return undefined;
  if (run.summary.ended_at !== undefined)
    throw new UsageError(`run ${run_id} has ended (${run.summary.state}); choose another --run-id`);
  return (run.snapshot as { settings?: unknown } | undefined)?.settings as Settings | undefined;
}

/** What the flags say, with paths that mean the same from everywhere. */
function given(options: Options): Partial<Settings> {
  const { name, monitor, restart, log, checkpointDir } = options as Partial<Settings>;
  const anchored = (file: string) => (/[/\\]|\.ya?ml$/.test(file) ? resolve(file) : file);
  return {
    ...(name === undefined ? {} : { name }),
    ...(monitor === undefined ? {} : { monitor: monitor.map(anchored) }),
    ...(restart === undefined ? {} : { restart: anchored(restart) }),
    ...(log === undefined ? {} : { log: log.map((path) => resolve(path)) }),
    ...(checkpointDir === undefined ? {} : { checkpointDir: resolve(checkpointDir) }),
  };
}

function environment(): Record<string, string> {
  return Object.fromEntries(
    Object.entries(process.env).filter((pair): pair is [string, string] => pair[1] !== undefined),
  );
}

/** `python train.py --x` is called `train`. */
function nameOf(argv: readonly string[]): string {
  const script =
    argv.find((word, index) => index > 0 && /\.\w+$/.test(word) && !word.startsWith('-')) ?? argv[0] ?? 'run';
  return basename(script).replace(/\.\w+$/, '');
}

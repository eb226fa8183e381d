import { randomUUID } from 'node:crypto';
import { rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import {
  watch as engine,
  memoryStore,
  type Plugin,
  type RunOptions,
  replay as replayLogs,
  type SigwatchEvent,
  systemDeps,
  type Watch,
} from '@sigwatch/core';
import { currentOwner, openStore, stateDirectory } from '@sigwatch/store';
import { type LocalSettings, localRun } from './local-run.js';
import { logsOf } from './logs.js';
import { anchored, loadRules } from './rules.js';
import { nameOfCommand, nameOfLogs, newRunId, replayId } from './run-names.js';

export interface RuleOptions {
  /** Name or file of a monitor, or several. Default: `default`. */
  readonly monitor?: string | readonly string[];
  /** Name or file of a restart policy. Without it sigwatch only observes. */
  readonly restart?: string;
  /** Whose components the files may name, beside the built-in ones: what `definePlugin` made. */
  readonly plugins?: readonly Plugin[];
}

interface SupervisionOptions extends RuleOptions {
  /** An unfinished run of this name in `stateDir` is taken up again. Default: a new name. */
  readonly runId?: string;
  /** What people call the run. */
  readonly name?: string;
  /** Ends supervision; the job is left as it is. */
  readonly signal?: AbortSignal;
  /** ms after which supervision ends; the job is left as it is. */
  readonly timeout?: number;
}

export interface WatchOptions extends SupervisionOptions {
  /** Where the run is kept. Without it nothing is kept: the run ends with the process. */
  readonly stateDir?: string;
  /** `false`: what is there now is read once. Default: true. */
  readonly follow?: boolean;
}

export interface RunCommandOptions extends SupervisionOptions {
  /** Where the run is kept. Default: `$XDG_STATE_HOME/sigwatch`, else `~/.local/state/sigwatch`. */
  readonly stateDir?: string;
  /** Default: the working directory of this process. */
  readonly cwd?: string;
  /** Default: the environment of this process. */
  readonly env?: NodeJS.ProcessEnv;
  /** Logs that the command writes itself: files, globs or directories. */
  readonly logs?: readonly string[];
  /** Where the command keeps checkpoints: a restart resumes from the newest whole one. */
  readonly checkpointDir?: string;
}

/**
 * Follows logs and tells what happens in them; touches no job. Prints nothing and installs no process handler, and when
 * `done` has settled nothing of it keeps the process alive.
 */
export function watch(logs: string | readonly string[], options: WatchOptions = {}): Watch {
  const paths = listOf(logs);
  const { stateDir, follow = true } = options;
  const name = options.name ?? nameOfLogs(paths);
  const given = {
    ...supervision(name, options),
    ...loadRules({ ...rulesOf(options), plugins: options.plugins }),
    logs: (known: Parameters<NonNullable<RunOptions['logs']>>[0]) => logsOf(paths, follow, known),
  };
  return stateDir === undefined ? forgetful(given) : kept(given, resolve(stateDir));
}

/** Starts a command of this machine and supervises it. It outlives this process; its run can be taken up again by its name. */
export function run(command: readonly string[], options: RunCommandOptions = {}): Watch {
  if (command.length === 0) throw new TypeError('there is no command to run');
  const directory = options.stateDir === undefined ? stateDirectory() : resolve(options.stateDir);
  const { cwd = process.cwd(), env = process.env, logs, checkpointDir } = options;
  const name = options.name ?? nameOfCommand(command);
  const settings: LocalSettings = {
    argv: command,
    cwd: resolve(cwd),
    name,
    ...rulesOf(options),
    ...(logs === undefined ? {} : { log: logs.map((path) => resolve(cwd, path)) }),
    ...(checkpointDir === undefined ? {} : { checkpointDir: resolve(cwd, checkpointDir) }),
  };
  return kept({ ...supervision(name, options), ...localRun(settings, env, directory, options.plugins) }, directory);
}

/** A dry run of finished logs: what would have been decided, and when. Rejects when nothing can be read. */
export function replay(
  logs: string | readonly string[],
  options: RuleOptions & { readonly signal?: AbortSignal } = {},
): AsyncIterable<SigwatchEvent> {
  const paths = listOf(logs);
  return replayLogs({
    run_id: replayId(paths),
    ...loadRules({ ...rulesOf(options), plugins: options.plugins }),
    logs: logsOf(paths, false),
    now: systemDeps.now,
    ...(options.signal === undefined ? {} : { abort: options.signal }),
  });
}

type Given = Omit<RunOptions, 'store' | 'owner' | 'deps'>;

function supervision(name: string, { runId, signal, timeout }: SupervisionOptions) {
  return {
    name,
    run_id: runId ?? newRunId(name, new Date(), Math.random()),
    ...(signal === undefined ? {} : { abort: signal }),
    ...(timeout === undefined ? {} : { timeout }),
  };
}

function kept(given: Given, directory: string): Watch {
  const store = openStore({ directory });
  return closing(engine({ ...given, store, owner: currentOwner(), deps: systemDeps }), () => store[Symbol.dispose]());
}

/** What actions write has to be somewhere while they run. */
function forgetful(given: Given): Watch {
  const directory = join(tmpdir(), `sigwatch-${randomUUID()}`);
  const watched = engine({ ...given, store: memoryStore(directory), owner: currentOwner(), deps: systemDeps });
  return closing(watched, () => rmSync(directory, { recursive: true, force: true }));
}

/** The same watch, whose end closes what was opened for it. */
function closing(watched: Watch, close: () => void): Watch {
  const done = watched.done.finally(close);
  done.catch(() => {});
  const stop = async () => {
    await watched.stop();
    await done.catch(() => {});
  };
  return { ...watched, done, stop, [Symbol.asyncDispose]: stop };
}

const listOf = (one: string | readonly string[]): readonly string[] => (typeof one === 'string' ? [one] : one);

function rulesOf({ monitor, restart }: RuleOptions): { monitor?: readonly string[]; restart?: string } {
  return {
    ...(monitor === undefined ? {} : { monitor: listOf(monitor).map(anchored) }),
    ...(restart === undefined ? {} : { restart: anchored(restart) }),
  };
}

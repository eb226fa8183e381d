import { resolve } from 'node:path';
import {
  ArgumentError,
  type CheckedPolicy,
  loadRunFile,
  nameOfPack,
  nameOfPolicy,
  type PackInput,
  type Plugin,
  type PolicyInput,
} from '@sigwatch/core';
import { checkOptions } from './embed-arguments.js';
import { registries } from './registries.js';
import { ruleNames } from './rules.js';
import { type Flags, resolveSettings, type Settings } from './settings/settings.js';
import type { WorldOptions } from './world.js';

/** Which rules and policy hold, and where what is not said here is said: of every function. */
export interface RuleOptions {
  /** Name or file of a monitor, or a pack made by `definePack`, or several. Default: `default`. */
  readonly monitor?: string | PackInput | readonly (string | PackInput)[];
  /** Name or file of a restart policy, or one as a value, as its file would have it. Default: none, so that sigwatch only observes; of jobs of Ray, Modal and exec the platform's own. */
  readonly restart?: Restart;
  /** Whose components the files may name, beside the built-in ones: what `definePlugin` made. Default: none. */
  readonly plugins?: readonly Plugin[];
  /** A sigwatch.yaml: its settings hold where none is given here. Default: none is read. */
  readonly config?: string;
  /** Ends what was asked for. Supervision ends as by `stop()`: the job is left as it is. Default: none. */
  readonly signal?: AbortSignal;
}

/** What holds of every run that is supervised: `watch`, `run`, `submit` and `attach`. */
export interface CommonOptions extends RuleOptions, WorldOptions {
  /** An unfinished run of this name in `stateDir` is taken up again. Default: a new name. */
  readonly runId?: string;
  /** What people call the run. Default: as its command, its log or its job is called. */
  readonly name?: string;
  /** ms after which supervision ends; the job is left as it is. Default: never. */
  readonly timeout?: number;
  /** A folder where the run is kept. Default: `$XDG_STATE_HOME/sigwatch`, else `~/.local/state/sigwatch`. */
  readonly stateDir?: string;
}

/** What holds of every run that has a job: `run`, `submit` and `attach`. */
export interface JobRunOptions extends CommonOptions {
  /** Where the command is started, and what relative paths are meant from. Default: the working directory of this process; of the command of `config`, that file's. */
  readonly cwd?: string;
  /** Of who submits, and what the job is given where its platform hands that on. Default: the environment of this process. */
  readonly env?: NodeJS.ProcessEnv;
  /** Logs beside the job's own: files, globs or directories. Default: none. */
  readonly logs?: readonly string[];
  /** Where the job keeps checkpoints, as this machine sees it: a restart resumes from the newest whole one. Default: none are looked for. */
  readonly checkpointDir?: string;
}

/** What `restart` may be: the name or file of a policy, or one as a value. */
export type Restart = string | PolicyInput;

/** The options of a call, in which settings of a built-in policy that stands there as a value are those of its schema. */
export type Checked<Options, Policy extends Restart> = Options & { readonly restart?: Policy & CheckedPolicy<Policy> };

/** One thing, or a list of them. */
export const listOf = <T extends string | PackInput>(one: T | readonly T[]): readonly T[] =>
  Array.isArray(one) ? one : [one as T];

const named = (monitor: string | PackInput): string => (typeof monitor === 'string' ? monitor : nameOfPack(monitor));

/** What the caller gives, then the file that it names. A library is not steered by the environment. */
export function settingsOf(options: RuleOptions & Partial<JobRunOptions>): Settings {
  checkOptions(options);
  const {
    monitor,
    restart,
    config,
    plugins,
    name,
    runId,
    logs,
    checkpointDir,
    stateDir,
    cwd = process.cwd(),
  } = options;
  const registry = registries.of(plugins);
  const file = config === undefined ? undefined : loadRunFile(resolve(config), ruleNames(registry));
  const folder = resolve(cwd);
  const given = {
    monitor: monitor === undefined ? undefined : listOf(monitor).map(named),
    restart: typeof restart === 'object' ? nameOfPolicy(restart) : restart,
    ...{ name, runId, stateDir: stateDir === undefined ? undefined : resolve(stateDir) },
    log: logs?.map((path) => resolve(folder, path)),
    checkpointDir: checkpointDir === undefined ? undefined : resolve(folder, checkpointDir),
  };
  const flags = Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined)) as Flags;
  const settings = resolveSettings({ flags, env: {}, file, cwd: process.cwd() });
  if (settings.plugins !== undefined && plugins === undefined)
    throw new ArgumentError(
      `${settings.plugins.by} names plugins, which the library takes as values: import them, and give them as { plugins: […] }`,
    );
  file?.check(registry);
  return { ...settings, registry };
}

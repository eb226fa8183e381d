import {
  type ComponentConfig,
  type CopiesSettings,
  type CopyOptions,
  discoverFiles,
  type HealthSettings,
  type JobRef,
  type Json,
  type RecordsSettings,
  type RunOptions,
  systemDeps,
} from '@sigwatch/core';
import { LOCAL } from './platform.js';
import { defaultsOf, type PlatformDefaults } from './platform-defaults.js';
import { pricingFor } from './pricing.js';
import { mergedAdapter } from './settings/adapter-config.js';
import type { HeartbeatPlaces } from './settings/heartbeat-use.js';
import type { NamedComponents } from './settings/rules-of.js';
import type { Shared } from './shared.js';
import { surroundings } from './surroundings.js';

/** What is kept with a run, so that it can be taken up again by its name alone. The environment is not: it may hold secrets. */
export interface JobSettings {
  /** What is submitted; empty for a job that is followed and can't be started again. */
  readonly argv: readonly string[];
  readonly cwd: string;
  readonly name: string;
  readonly monitor?: readonly string[];
  readonly restart?: string;
  readonly log?: readonly string[];
  readonly checkpointDir?: string;
  /** The folder of copies, where it was not the file that said so. */
  readonly copies?: string;
  readonly controlDir?: string;
  readonly overridesFile?: string;
  /** A folder for records of the run; a text is the folder alone. */
  readonly records?: RecordsSettings | string;
  /** The sigwatch.yaml that it was started with: its variables are read from there again. */
  readonly config?: string;
  /** Plugins beside those of the file, by absolute paths. */
  readonly plugins?: readonly string[];
  /** Where the job runs, when it was not the file that said so. */
  readonly adapter?: ComponentConfig;
  /** The job of the first attempt, which existed before the run. */
  readonly job?: JobRef;
}

export interface JobRun extends Omit<RunOptions, 'run_id' | 'store' | 'owner' | 'deps'> {
  /** What is measured beside the log, as the file says; see `withHealth`. */
  readonly health?: HealthSettings;
  /** Where its heartbeats are read and written; see `watchWritten`. */
  readonly heartbeat?: HeartbeatPlaces;
  /** A folder for its records; see `watchRecorded`. */
  readonly records?: RecordsSettings;
}

/** The variables that a job is given. */
export interface JobEnvironment {
  /** Of who submits it. */
  readonly submitter: NodeJS.ProcessEnv;
  /** Those that the file of settings names for the job. */
  readonly own: Readonly<Record<string, string>>;
}

/** A command, or a job that exists already, as a run: of this machine unless an adapter is named. */
export function jobRun(
  settings: JobSettings,
  env: JobEnvironment,
  shared: Shared,
  components: NamedComponents = {},
  tell?: (sentence: string) => void,
): JobRun {
  const { argv, cwd, name, log, checkpointDir, controlDir, overridesFile, job } = settings;
  const { wakes } = shared;
  const {
    adapter,
    copies,
    deadline,
    health,
    heartbeat,
    cost,
    prices,
    records = recordsIn(settings),
    ...named
  } = components;
  const { submitter } = env;
  const where = mergedAdapter(adapter, settings.adapter) ?? LOCAL;
  const { monitor, times, deadline: usualDeadline } = defaultsOf(where);
  const rules = shared.rules({ monitor, ...settings, ...named, defaults: times });
  const use = { registry: rules.registry, env: submitter, ...(tell === undefined ? {} : { tell }) };
  const { bringsEnvironment, place, session, drive, ...platform } = shared.platform(where, use);
  const copying = copiesFor({
    typed: settings.copies,
    file: copies,
    drive,
    platform: defaultsOf(where),
    session,
  });
  const pricing = pricingFor({ cost, prices, adapter: where, env: submitter });
  const user = submitter.USER ?? submitter.LOGNAME;
  const environment = bringsEnvironment === true ? undefined : surroundings(submitter);
  const variables = bringsEnvironment === true ? env.own : definedOf({ ...submitter, ...env.own });
  return {
    name,
    settings: settings as unknown as Json,
    ...rules,
    ...platform,
    ...(place === undefined ? {} : { alerts: { ...rules.alerts, place } }),
    ...(argv.length === 0 ? {} : { command: { argv, cwd, env: variables } }),
    ...(user === undefined ? {} : { user }),
    ...(job === undefined ? {} : { job }),
    openLogs: (paths, known) => discoverFiles(paths, { deps: systemDeps, wakes, known }),
    ...(log === undefined ? {} : { logs: (known) => discoverFiles(log, { deps: systemDeps, wakes, known }) }),
    ...(checkpointDir === undefined ? {} : { checkpoint_dir: checkpointDir }),
    ...(copying === undefined ? {} : { copies: copying }),
    ...(deadline === undefined && usualDeadline === undefined ? {} : { deadline: { ...usualDeadline, ...deadline } }),
    ...(controlDir === undefined ? {} : { control_dir: controlDir }),
    ...(overridesFile === undefined ? {} : { overrides_file: overridesFile }),
    ...(health === undefined ? {} : { health }),
    ...(heartbeat === undefined ? {} : { heartbeat }),
    ...(records === undefined ? {} : { records }),
    ...(pricing === undefined ? {} : { pricing }),
    ...(environment === undefined ? {} : { environment }),
  };
}

/** Where checkpoints are copied to: as typed, as the file says, or by the platform's own word for it. */
function copiesFor({
  typed,
  file,
  drive,
  platform,
  session,
}: {
  readonly typed: string | undefined;
  readonly file: CopiesSettings | undefined;
  readonly drive: string | undefined;
  readonly platform: PlatformDefaults;
  readonly session: CopyOptions['session'];
}): CopyOptions | undefined {
  const to = typed ?? file?.to ?? drive;
  if (to === undefined) return undefined;
  return {
    ...{ continues: platform.continues ?? false, ...file, to },
    ...(session === undefined ? {} : { session }),
  };
}

/** A run that an earlier release began keeps the folder alone. */
const recordsIn = ({ records }: JobSettings): RecordsSettings | undefined =>
  typeof records === 'string' ? { directory: records } : records;

function definedOf(env: NodeJS.ProcessEnv): Record<string, string> {
  return Object.fromEntries(Object.entries(env).filter((pair): pair is [string, string] => pair[1] !== undefined));
}

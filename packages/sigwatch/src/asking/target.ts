import {
  type ComponentConfig,
  type JobAdapter,
  JobNotFoundError,
  type JobRef,
  type KnownJob,
  platformErrorCode,
  type Store,
  UnansweredError,
} from '@sigwatch/core';
import { heartbeatConfig, locationIn } from '../heartbeat/heartbeat-config.js';
import { environmentOf } from '../job-settings.js';
import { keptEnvironment } from '../kept-environment.js';
import { EXEC, LOCAL, MODAL, RAY } from '../platform.js';
import { ruleNames } from '../rules.js';
import { type AdapterFlags, mergedAdapter, PLATFORMS, typedAdapter } from '../settings/adapter-config.js';
import { componentsFor } from '../settings/components-for.js';
import { heartbeatUse } from '../settings/heartbeat-use.js';
import type { Settings } from '../settings/settings.js';
import { createShared } from '../shared.js';
import { settingsOfRun } from '../supervision/take-up.js';

/** A job that can be asked about, and whom. */
export interface Target {
  readonly adapter: JobAdapter;
  /** As a run would be told of it: what of the settings was typed. */
  readonly config: ComponentConfig;
  readonly known: KnownJob;
}

/** Whom to ask for. */
export interface Asker {
  readonly settings: Settings;
  /** Options that say where a platform is. */
  readonly flags: AdapterFlags;
  readonly env: NodeJS.ProcessEnv;
  /** Where runs are kept, and what platforms know. */
  readonly stateDirectory: string;
  /** Where a platform copies logs to while it is asked: a run's own copies are written by who supervises it. Default: as for a run. */
  readonly scratch?: string;
  /** Ends the asking. */
  readonly abort?: AbortSignal | undefined;
}

/** Those that copy the logs of other machines. */
const COPYING: readonly string[] = [RAY.class_name, MODAL.class_name, EXEC.class_name];

const directoryFor = ({ class_name }: ComponentConfig, { stateDirectory, scratch }: Asker): string =>
  scratch !== undefined && COPYING.includes(class_name) ? scratch : stateDirectory;

/** A platform may take long to answer, but not for ever (ms). */
export const PATIENCE = 60_000;

/** Fires when a platform has been waited for long enough, or with the caller's own signal. */
export const patient = (abort: AbortSignal | undefined): AbortSignal =>
  abort === undefined ? AbortSignal.timeout(PATIENCE) : AbortSignal.any([abort, AbortSignal.timeout(PATIENCE)]);

/** What to do about a job that a platform does not know. */
const NOT_FOUND: Readonly<Record<string, string>> = {
  ray: '`ray job list` names those that there are; --address, or RAY_ADDRESS, names another cluster.',
  modal: '`modal app list` names those that there are; --env names another environment.',
  heartbeat: 'Write heartbeat:s3://BUCKET/PREFIX/RUN, or heartbeat:DIRECTORY.',
  exec: 'Write exec:PID@LOG: the number of a process that runs there, and the file that its output goes to.',
};

/** The job of an id such as `ray:raysubmit_1`. Rejects with a JobNotFoundError where the platform has none, and when it can't be asked. */
export async function jobCalled(id: JobRef['id'], asker: Asker): Promise<Target> {
  const { adapter, config } = adapterFor(id, asker);
  if (adapter.lookUp === undefined)
    throw new Error(`the adapter ${adapter.name} can't look jobs up: name the run, as sigwatch status lists them`);
  const known = await adapter.lookUp(id, patient(asker.abort)).catch((error: unknown) => {
    asker.abort?.throwIfAborted();
    // What has a code has a remedy as well, and it is the caller's to see to.
    if (platformErrorCode(error) !== undefined) throw error;
    throw new UnansweredError(`${id} can't be asked about: ${(error as Error).message}`, { cause: error });
  });
  if (known === undefined) throw new JobNotFoundError(id, `the platform ${adapter.name}`, NOT_FOUND[adapter.name]);
  return { adapter, config, known };
}

/** The job that a run has, on the platform that it was submitted to; undefined where it has none, or none that can be asked about. */
export async function jobOfRun(run_id: string, store: Store, asker: Asker): Promise<Target | undefined> {
  const run = store.load(run_id);
  const settings = settingsOfRun(run);
  const job = (run?.snapshot as { readonly job?: JobRef } | undefined)?.job;
  if (settings === undefined || job === undefined) return undefined;
  const submitter = keptEnvironment(asker.stateDirectory, run_id) ?? asker.env;
  const { adapter: ofFile, registry } = await componentsFor(settings, asker.settings);
  const config = mergedAdapter(ofFile, settings.adapter) ?? LOCAL;
  const use = { registry: ruleNames(registry).registry, env: environmentOf(settings, submitter).submitter };
  const { adapter } = createShared(directoryFor(config, asker)).platform(config, use);
  return { adapter, config, known: { job, name: settings.name } };
}

/** The adapter of a job of this id: heartbeats, a built-in one, that of the settings, or one of a plugin that needs no settings. */
function adapterFor(id: JobRef['id'], asker: Asker): Pick<Target, 'adapter' | 'config'> {
  const { settings, flags, env } = asker;
  const name = id.slice(0, id.indexOf(':'));
  const { registry } = ruleNames(settings.registry);
  const make = (config: ComponentConfig, all = config) => ({
    config,
    adapter: createShared(directoryFor(config, asker)).platform(all, { registry, env }).adapter,
  });
  const location = locationIn(id);
  if (location !== undefined) return make(heartbeatConfig(location, heartbeatUse(settings)));
  if (Object.hasOwn(PLATFORMS, name)) {
    const typed = typedAdapter(name, settings, flags);
    return make(typed, mergedAdapter(settings.adapter.value, typed));
  }
  const known = [LOCAL.class_name, ...registry.components('adapter').map(({ class_name }) => class_name)];
  for (const config of [settings.adapter.value, ...known.map((class_name) => ({ class_name }))]) {
    const found = made(() => make(config));
    if (found?.adapter.name === name) return found;
  }
  throw new Error(`there is no adapter called ${name}; name the plugin that has it in sigwatch.yaml`);
}

/** One that needs settings, or another machine, is not the one that is looked for. */
function made<T>(make: () => T): T | undefined {
  try {
    return make();
  } catch {
    return undefined;
  }
}

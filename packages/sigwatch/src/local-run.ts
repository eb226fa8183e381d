import { join } from 'node:path';
import { localAdapter, OUTPUT_FILE } from '@sigwatch/adapter-local';
import {
  discoverFiles,
  type Json,
  makeComponent,
  type Registry,
  type RunOptions,
  systemDeps,
  Wakes,
} from '@sigwatch/core';
import { loadRules } from './rules.js';
import type { NamedComponents } from './settings/rules-of.js';

/** What is kept with a run, so that it can be taken up again by its name alone. The environment is not: it may hold secrets. */
export interface LocalSettings {
  readonly argv: readonly string[];
  readonly cwd: string;
  readonly name: string;
  readonly monitor?: readonly string[];
  readonly restart?: string;
  readonly log?: readonly string[];
  readonly checkpointDir?: string;
  /** The sigwatch.yaml that it was started with: its variables are read from there again. */
  readonly config?: string;
}

type LocalRun = Omit<RunOptions, 'run_id' | 'store' | 'owner' | 'deps'>;

/** A command as a run, of this machine unless an adapter is named; its files live below `stateDirectory`. */
export function localRun(
  settings: LocalSettings,
  env: NodeJS.ProcessEnv,
  stateDirectory: string,
  components: NamedComponents = {},
): LocalRun {
  const { argv, cwd, name, log, checkpointDir } = settings;
  const wakes = new Wakes();
  const { adapter: _, ...named } = components;
  const rules = loadRules({ ...settings, ...named });
  return {
    name,
    settings: settings as unknown as Json,
    ...rules,
    ...platform(components, rules.registry, stateDirectory, wakes),
    command: { argv, cwd, env: definedOf(env) },
    openLogs: (paths, known) => discoverFiles(paths, { deps: systemDeps, wakes, known }),
    ...(log === undefined ? {} : { logs: (known) => discoverFiles(log, { deps: systemDeps, wakes, known }) }),
    ...(checkpointDir === undefined ? {} : { checkpoint_dir: checkpointDir }),
  };
}

/** Where the job runs: on the platform of a plugin, else on this machine. */
function platform(
  { adapter }: NamedComponents,
  registry: Registry,
  stateDirectory: string,
  wakes: Wakes,
): Pick<LocalRun, 'adapter' | 'timing'> {
  if (adapter !== undefined && adapter.class_name !== 'LocalAdapter')
    return { adapter: makeComponent(registry, 'adapter', adapter, systemDeps) };
  return {
    adapter: localAdapter({
      directory: join(stateDirectory, 'runs'),
      logs: (directory) => discoverFiles([join(directory, OUTPUT_FILE)], { deps: systemDeps, wakes }),
    }),
    // A shim starts within a fraction of a second; what is later than this gives up by itself.
    timing: { submit_within: 3_000, margin: 500 },
  };
}

function definedOf(env: NodeJS.ProcessEnv): Record<string, string> {
  return Object.fromEntries(Object.entries(env).filter((pair): pair is [string, string] => pair[1] !== undefined));
}

import { dirname } from 'node:path';
import { loadRunFile, type Registry, type RunFile } from '@sigwatch/core';
import { registryWith } from '../built-in.js';
import type { JobSettings } from '../job-run.js';
import { registryFor } from '../plugin-discovery.js';
import { loadPlugins } from '../plugins.js';
import { ruleNames } from '../rules.js';
import { heartbeatPlaces } from './heartbeat-use.js';
import { componentsOf, type NamedComponents, notifiersOf } from './rules-of.js';
import { resolveSettings, type Settings } from './settings.js';
import { type Variables, variablesOf } from './variables.js';

/** The components that the file may name: its plugins are loaded, those that only its project knows too, and what it names itself is held against them. */
export async function registryOf(
  file: RunFile,
  variables: Variables = process.env,
  typed: readonly string[] = [],
): Promise<Registry> {
  const ofFile = await loadPlugins(file.settings.plugins ?? [], dirname(file.path));
  // Who types what the file names as well means the same plugin.
  const named = [...new Set([...ofFile, ...(await loadPlugins(typed, process.cwd()))])];
  const registry = await registryFor(file, named, (plugins) => registryWith(plugins, variables));
  file.check(registry);
  return registry;
}

/** The components that flags bring, where there is no file. */
export const registryOfTyped = async (typed: readonly string[], variables: Variables): Promise<Registry> =>
  registryWith([...new Set(await loadPlugins(typed, process.cwd()))], variables);

/** The components of a run: those of the file that it was started with, whichever one holds now. */
export async function componentsFor(
  { config, plugins = [] }: JobSettings,
  settings: Settings,
  // A webhook that was typed is found by whichever file's notifiers.
  variables: Variables = variablesOf({ env: process.env, dotEnv: undefined, settings }),
): Promise<NamedComponents> {
  const typed = settings.typed_plugins?.value ?? [];
  const isWhole = plugins.every((one) => typed.includes(one));
  if (config === settings.file && settings.registry !== undefined && isWhole) return componentsOf(settings);
  const told = config === undefined ? undefined : loadRunFile(config, ruleNames());
  const { adapter, sources, notifiers, alerts, packs, copies, deadline, health, records, cost, prices } =
    told?.settings ?? {};
  return {
    ...{ adapter, sources, alerts, packs, copies, deadline, health, records, cost, prices },
    heartbeat: heartbeatPlaces(resolveSettings({ flags: {}, env: {}, file: told, cwd: process.cwd() })),
    notifiers: notifiersOf(notifiers, settings),
    registry: await (told === undefined
      ? registryOfTyped([...plugins, ...typed], variables)
      : registryOf(told, variables, [...plugins, ...typed])),
  };
}

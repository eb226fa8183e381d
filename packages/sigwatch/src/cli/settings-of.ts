import { dirname } from 'node:path';
import { createRegistry, loadRunFile, type Registry, type RunFile } from '@sigwatch/core';
import type { LocalSettings } from '../local-run.js';
import { loadPlugins } from '../plugins.js';
import { ruleNames } from '../rules.js';
import { type ConfigFile, configFile } from '../settings/config-file.js';
import { componentsOf, type NamedComponents } from '../settings/rules-of.js';
import { type Flags, nearPath, resolveSettings, type Settings } from '../settings/settings.js';

type Options = Readonly<Record<string, unknown>>;

/**
 * The settings of a verb from its flags, the environment and the file. `rules`: the verb is told rules; one that only
 * asks where runs are kept reads no file when it is told so already, so that `sigwatch stop` works beside a broken one.
 */
export async function resolveFor(options: Options, how: { rules: boolean; quiet?: boolean }): Promise<Settings> {
  const { env } = process;
  const cwd = process.cwd();
  const told = options.stateDir !== undefined || Boolean(env.SIGWATCH_STATE_DIR);
  const config = configFile(options.config as string | undefined, env, cwd);
  const unneeded = !how.rules && told && config?.named === 'found';
  const file = config === undefined || unneeded ? undefined : loadRunFile(config.path, ruleNames());
  const settings = resolveSettings({ flags: options as Flags, env, file, cwd });
  if (!how.quiet && config?.named === 'found' && (how.rules || settings.state_dir?.from === 'file')) tell(config, cwd);
  return file === undefined ? settings : { ...settings, registry: await registryOf(file) };
}

/** The components that the file may name: its plugins are loaded, and what it names itself is held against them. */
export async function registryOf(file: RunFile): Promise<Registry> {
  const registry = createRegistry(await loadPlugins(file.settings.plugins ?? [], dirname(file.path)));
  file.check(registry);
  return registry;
}

/** The components of a run: those of the file that it was started with, whichever one holds now. */
export async function componentsFor({ config }: LocalSettings, settings: Settings): Promise<NamedComponents> {
  if (config === undefined || config === settings.file) return componentsOf(settings);
  const file = loadRunFile(config, ruleNames());
  const { adapter, sources, notifiers, packs } = file.settings;
  return { adapter, sources, notifiers, packs, registry: await registryOf(file) };
}

/** What was resolved before the verb was called; of a verb that takes no file, its flags and the environment. */
export function settingsOf(options: Options): Settings {
  return (
    (options.settings as Settings | undefined) ??
    resolveSettings({ flags: options as Flags, env: process.env, cwd: process.cwd() })
  );
}

function tell({ path }: ConfigFile, cwd: string): void {
  process.stderr.write(`sigwatch: settings from ${nearPath(path, cwd)} (--no-config leaves them out)\n`);
}

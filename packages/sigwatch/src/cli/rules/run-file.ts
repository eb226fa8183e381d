import { existsSync, realpathSync } from 'node:fs';
import { dirname, sep } from 'node:path';
import {
  conflictLinter,
  type Finding,
  finding,
  lintPack,
  loadMonitors,
  loadPolicies,
  loadRunFile,
  monitorLinter,
  type Plugin,
  PluginError,
  type Registry,
  type RunFile,
  type Where,
} from '@sigwatch/core';
import { registryWith } from '../../built-in.js';
import { lintRetries } from '../../modal/lint-retries.js';
import { registryFor } from '../../plugin-discovery.js';
import { loadPlugins } from '../../plugins.js';
import { configFile } from '../../settings/config-file.js';
import { ownVersion } from '../version.js';
import { told, toldBy } from './told.js';

export interface LintedRun {
  readonly findings: readonly Finding[];
  /** Where names are looked up: in its packs too, and with the components of its plugins where they can be loaded. */
  readonly where: Where;
}

/**
 * All that can be said of a sigwatch.yaml: of itself, its plugins and components, and the rules and the policy that it holds or
 * names as files. `typed`: plugins that count beside its own.
 */
export async function lintRunFile(path: string, where: Where, typed: readonly Plugin[] = []): Promise<LintedRun> {
  const builtIn = { ...where, registry: registryWith(typed) };
  let file: RunFile;
  try {
    file = loadRunFile(path, builtIn);
  } catch (error) {
    return { findings: toldBy(error), where: builtIn };
  }
  const packs = file.settings.packs ?? [];
  const known = { ...builtIn, packs: [...packs, ...where.packs] };
  let registry: Registry;
  try {
    const named = await loadPlugins(file.settings.plugins ?? [], dirname(path));
    registry = await registryFor(file, [...new Set([...named, ...typed])], registryWith);
  } catch (error) {
    return { findings: [unusablePlugin(file, error)], where: known };
  }
  const all = { ...known, registry };
  // What else could be better in the packs of others is not the user's to mend.
  const ofPacks = packs.flatMap((pack) => lintPack(pack, all, ownVersion())).filter(({ level }) => level === 'error');
  const retries = told(() => lintRetries(file, all));
  return {
    findings: [...told(() => file.check(registry)), ...ofPacks, ...ofItsRules(file, all), ...retries],
    where: all,
  };
}

/** The sigwatch.yaml that holds here, by the same rules as for a run; its packs and plugins count for all files that are linted or tested. */
export function runFileHere(options: Readonly<Record<string, unknown>>): string | undefined {
  return configFile(options.config as string | undefined, process.env, process.cwd())?.path;
}

/** The plugins of `--plugin`. Rejects with a PluginError that says which one can't be loaded, and why. */
export const typedPlugins = ({ plugin = [] }: { readonly plugin?: readonly string[] }): Promise<readonly Plugin[]> =>
  loadPlugins(plugin, process.cwd());

/** Where names are looked up for files that belong to no run: with what the sigwatch.yaml that holds here adds, and with `--plugin`. */
export async function whereHere(options: Readonly<Record<string, unknown>>, where: Where): Promise<Where> {
  const typed = await typedPlugins(options);
  const here = runFileHere(options);
  if (here !== undefined) return (await lintRunFile(here, where, typed)).where;
  return withPlugins(where, typed);
}

export const withPlugins = (where: Where, typed: readonly Plugin[]): Where =>
  typed.length === 0 ? where : { ...where, registry: registryWith(typed) };

/** What packs have is linted with the packs. */
function ofItsRules({ settings }: RunFile, where: Where): readonly Finding[] {
  const own = (name: string | undefined): name is string => name?.includes('/') === true;
  const { monitor = [], restart } = settings;
  const lint = monitorLinter(where);
  const linted = monitor.filter(own).flatMap(lint);
  // The whole may have faults that no file has by itself: a policy is held against the rules that it will meet.
  const whole = told(() => {
    const monitors = monitor.length === 0 ? ['default'] : monitor;
    const { rules, warnings } = loadMonitors(monitors, where);
    const packs = warnings.filter(ofPack);
    if (restart === undefined) return packs;
    const policy = loadPolicies(restart, where, rules);
    const conflicts = conflictLinter(where)(monitors, policy, ofNoPack(where));
    return [...packs, ...policy.warnings.filter((one) => own(restart) || ofPack(one)), ...conflicts];
  });
  return [...linted, ...whole];
}

const ofPack = ({ code }: Finding): boolean => code === 'unusable_plugin_file';

const ofNoPack = ({ packs }: Where) => {
  const folders = packs.filter((pack) => existsSync(pack)).map((pack) => realpathSync(pack) + sep);
  return (file: string) => !folders.some((folder) => file.startsWith(folder));
};

function unusablePlugin(file: RunFile, error: unknown): Finding {
  if (!(error instanceof PluginError)) throw error;
  return finding('unusable_plugin', { file: file.path, ...file.place('plugins') }, error.problem, error.remedy);
}

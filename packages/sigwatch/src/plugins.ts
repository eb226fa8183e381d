import { createRequire } from 'node:module';
import { isAbsolute, join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { type Plugin, PluginError } from '@sigwatch/core';

/**
 * Loads plugins by their names: a path (from `base`), or a package that is installed there. Each module exports a plugin
 * or a list of them, as its default or as `plugin`. Rejects with a PluginError that says which one and why.
 */
export async function loadPlugins(names: readonly string[], base: string): Promise<readonly Plugin[]> {
  const loaded = await Promise.all(names.map((name) => loadPlugin(name, base)));
  return loaded.flat();
}

/** The same plugin, meant from everywhere. What is not there stays as it is: who loads it tells of that. */
export function anchoredPlugin(name: string, base: string): string {
  try {
    return find(name, base);
  } catch {
    return name;
  }
}

async function loadPlugin(name: string, base: string): Promise<readonly Plugin[]> {
  let module: { readonly default?: unknown; readonly plugin?: unknown };
  let path = name;
  try {
    path = find(name, base);
    module = (await import(pathToFileURL(path).href)) as typeof module;
  } catch (error) {
    const { why, remedy } = whyNot(error as NodeJS.ErrnoException, path);
    throw new PluginError(`plugin ${name} can't be loaded: ${why}${placeOf(error)}`, remedy);
  }
  const exported = module.default ?? module.plugin;
  if (exported === undefined)
    throw new PluginError(
      `plugin ${name} exports none: export default definePlugin({ name, components })`,
      'A module exports one plugin, or a list of them.',
    );
  const plugins = (Array.isArray(exported) ? exported : [exported]) as readonly Plugin[];
  if (plugins.some((plugin) => !Array.isArray(plugin?.components)))
    throw new PluginError(
      `plugin ${name} exports what is no plugin: export default definePlugin({ name, components })`,
      'A module exports one plugin, or a list of them.',
    );
  return plugins;
}

/** Why a module can't be loaded. Node names who has imported what is not there, which is of use only where that is not sigwatch. */
function whyNot(
  { message, code }: NodeJS.ErrnoException,
  path: string,
): { readonly why: string; readonly remedy: string } {
  const why = message.split('\n')[0] ?? '';
  if (code !== 'MODULE_NOT_FOUND' && code !== 'ERR_MODULE_NOT_FOUND') return { why, remedy: 'Correct the module.' };
  if (!why.includes(`${path}'`)) return { why, remedy: 'Install what it imports, or correct the module.' };
  const remedy = 'Give a path, or the name of a package that is installed here.';
  return { why: why.replace(/ imported from .*$/, ''), remedy };
}

/** Where a module is no JavaScript: Node tells it in the first line of the stack alone. */
function placeOf(error: unknown): string {
  const place = error instanceof SyntaxError ? /^file:.*:(\d+)\n/.exec(error.stack ?? '')?.[1] : undefined;
  return place === undefined ? '' : ` (line ${place})`;
}

function find(name: string, base: string): string {
  if (name.startsWith('.') || isAbsolute(name)) return resolve(base, name);
  return createRequire(join(base, 'package.json')).resolve(name);
}

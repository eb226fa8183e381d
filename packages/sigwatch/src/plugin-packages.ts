import { existsSync } from 'node:fs';
import { join, sep } from 'node:path';
import { fitsRange, isObject, type Json } from '@sigwatch/core';
import { type ProjectPackage, projectPackages } from './project-packages.js';

/** A dependency of a project that says of itself that it is a plugin. */
export interface PluginPackage {
  readonly name: string;
  /** As in `1.2.0`; empty where its package.json has none. */
  readonly version: string;
  /** The module that exports the plugin, or several of them; an absolute path. */
  readonly module: string;
  /** Why it can't be used, known before it is loaded; as in `works with sigwatch ^2.0.0, and this is 0.1.0`. */
  readonly unusable?: string;
}

/**
 * The plugins among the dependencies of the project of a folder, by name: those with the keyword `sigwatch-plugin`, whose module their
 * package.json names by `"sigwatch": { "plugin": "./index.js" }`. Nothing of them is run. `own`: the version of sigwatch,
 * which their peer dependency `sigwatch` is held against.
 */
export function pluginPackages(folder: string, own: string): readonly PluginPackage[] {
  return projectPackages(folder, 'sigwatch-plugin').map((found) => {
    const { name, version, manifest } = found;
    const at = textAt(manifest.sigwatch, 'plugin') ?? '';
    const module = join(found.folder, at);
    const unusable = misplaced(at, module, found) ?? misfit(textAt(manifest.peerDependencies, 'sigwatch'), own);
    return { name, version, module, ...(unusable === undefined ? {} : { unusable }) };
  });
}

function misplaced(at: string, module: string, { folder }: ProjectPackage): string | undefined {
  if (at === '') return 'names no module: its package.json needs "sigwatch": { "plugin": "./index.js" }';
  if (!module.startsWith(folder + sep)) return `names ${at} as its module, which is outside of it`;
  return existsSync(module) ? undefined : `names ${at} as its module, which is not there`;
}

/** What is no range of versions is a place, such as `file:../sigwatch`. */
function misfit(range: string | undefined, own: string): string | undefined {
  if (range === undefined || fitsRange(own, range) !== false) return undefined;
  return `works with sigwatch ${range}, and this is ${own}`;
}

function textAt(table: Json | undefined, key: string): string | undefined {
  const value = isObject(table) ? table[key] : undefined;
  return typeof value === 'string' ? value : undefined;
}

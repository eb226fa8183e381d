import { existsSync, realpathSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname } from 'node:path';
import { manifest } from './cli/version.js';
import { projectOf, projectPackages } from './project-packages.js';

const PACK = '@sigwatch/pack-';
const PACK_FILE = 'plugin.yaml';

/** Folders of the rule packs that come with sigwatch: those that it depends on. */
export function shippedPacks(): readonly string[] {
  const { resolve } = createRequire(import.meta.url);
  return Object.keys(manifest().dependencies)
    .filter((name) => name.startsWith(PACK))
    .map((name) => dirname(resolve(`${name}/${PACK_FILE}`)));
}

/** What a package has among its `keywords` so that it is found as a pack. */
const KEYWORD = 'sigwatch-pack';

/**
 * Folders of packs among the dependencies of the project of a folder: packages with the keyword `sigwatch-pack` and a
 * plugin.yaml. Those that are `known` already are not among them. Each project is looked at once.
 */
export function installedPacks(known: readonly string[]): (from: string) => readonly string[] {
  const projects = new Map<string | undefined, readonly string[]>();
  return (from) => {
    const project = projectOf(from);
    const found = projects.get(project) ?? (project === undefined ? [] : foldersOf(project, known));
    projects.set(project, found);
    return found;
  };
}

function foldersOf(project: string, known: readonly string[]): readonly string[] {
  const folders = projectPackages(project, KEYWORD, PACK_FILE).map(({ folder }) => folder);
  if (folders.length === 0) return [];
  const theirs = new Set(known.filter((folder) => existsSync(folder)).map((folder) => realpathSync(folder)));
  return folders.filter((folder) => !theirs.has(realpathSync(folder)));
}

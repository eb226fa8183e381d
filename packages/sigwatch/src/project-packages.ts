import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join, resolve } from 'node:path';
import { jsonObject } from '@sigwatch/core';

/** What a package.json holds, as far as JSON tells. */
export type PackageManifest = NonNullable<ReturnType<typeof jsonObject>>;

/** A dependency of a project that is installed. */
export interface ProjectPackage {
  readonly name: string;
  /** As in `1.2.0`; empty where its package.json has none. */
  readonly version: string;
  /** The folder that it is installed in. */
  readonly folder: string;
  readonly manifest: PackageManifest;
}

/**
 * The dependencies of the project of a folder that are installed and have a keyword, by name: those that its package.json lists in
 * any way, and not what they depend on themselves. Nothing of them is run. `holding`: a file that those have that are meant, which
 * is asked for first, so that the others need not be read.
 */
export function projectPackages(folder: string, keyword: string, holding?: string): readonly ProjectPackage[] {
  const project = projectOf(folder);
  const manifest = project === undefined ? undefined : manifestOf(project);
  if (project === undefined || manifest === undefined) return [];
  const { dependencies, optionalDependencies, devDependencies, peerDependencies } = manifest;
  const listed = [dependencies, optionalDependencies, devDependencies, peerDependencies].flatMap(namesIn);
  return [...new Set(listed)].sort().flatMap((name) => {
    const found = installed(name, project, holding);
    return found !== undefined && hasKeyword(found, keyword) ? [found] : [];
  });
}

/** The folder of the nearest package.json, here or above. */
export function projectOf(folder: string): string | undefined {
  const here = resolve(folder);
  if (existsSync(join(here, 'package.json'))) return here;
  return dirname(here) === here ? undefined : projectOf(dirname(here));
}

/** Where Node would find a package; its `exports` need not let anybody see its package.json. */
function installed(name: string, project: string, holding = 'package.json'): ProjectPackage | undefined {
  const roots = createRequire(join(project, 'package.json')).resolve.paths(name) ?? [];
  for (const root of roots) {
    const folder = join(root, name);
    if (!existsSync(join(folder, holding))) continue;
    const manifest = manifestOf(folder);
    if (manifest === undefined) continue;
    const { version } = manifest;
    return { name, version: typeof version === 'string' ? version : '', folder, manifest };
  }
  return undefined;
}

/** What can't be read or is no object is no package. */
function manifestOf(folder: string): PackageManifest | undefined {
  try {
    return jsonObject(readFileSync(join(folder, 'package.json'), 'utf8'));
  } catch {
    return undefined;
  }
}

const hasKeyword = ({ manifest: { keywords } }: ProjectPackage, keyword: string): boolean =>
  Array.isArray(keywords) && keywords.includes(keyword);

const namesIn = (table: unknown): readonly string[] =>
  table === null || typeof table !== 'object' ? [] : Object.keys(table);

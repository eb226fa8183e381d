import { existsSync, readdirSync, realpathSync, statSync } from 'node:fs';
import { basename, dirname, isAbsolute, join, resolve, sep } from 'node:path';
import type { Registry } from '../contract.js';
import { packInName, policyInName, shownName } from '../pack/pack-name.js';
import { nearest } from './nearest.js';
import { splitSection } from './yaml/section.js';

/** Where names are looked up. */
export interface Where {
  readonly cwd: string;
  /** Folders of rule packs, in order of preference. */
  readonly packs: readonly string[];
  /** Folder of what the texts of packs hold, which then need not be parsed. */
  readonly parsed?: string;
  /** What `${oc.env:NAME}` reads; the process's environment otherwise. */
  readonly env?: Readonly<Record<string, string | undefined>>;
  /** What `class_name` may name; the built-in components otherwise. */
  readonly registry?: Registry;
}
export type Group = 'monitoring' | 'restart';
/** `pack`: what stands there, where a pack or a policy was given as a value. */
export type Located =
  | { readonly path: string; readonly pack?: string }
  | { readonly message: string; readonly remedy: string };

const EXTENSIONS = ['', '.yaml', '.yml'];

/** A file that the user names: a path, else a name in the packs, else a file of that name in the working folder. */
export function locate(name: string, group: Group, where: Where): Located {
  const pack = group === 'monitoring' ? packInName(name) : policyInName(name);
  if (pack !== undefined) return { path: join(where.cwd, shownName(name)), pack };
  const looksLikePath = name.includes('/') || name.includes(sep) || /\.ya?ml$/.test(name);
  const candidates = looksLikePath
    ? EXTENSIONS.map((extension) => resolve(where.cwd, name + extension))
    : [...inPacks(name, group, where), ...EXTENSIONS.slice(1).map((extension) => join(where.cwd, name + extension))];
  const path = candidates.find(isFile);
  return path === undefined ? notFound(name, group, where) : { path };
}

/**
 * A file that another file's `defaults:` names: one beside it first, then one of a pack. The including file itself is
 * passed over, so that a user's own `default.yaml` may build on the pack's. Nothing outside those folders is reached.
 */
export function locateInclude(name: string, group: Group, from: string, where: Where): Located {
  if (name.split(/[\\/]/).includes('..') || isAbsolute(name) || name === '')
    return {
      message: `\`${name}\` leads outside of its folder`,
      remedy: 'Name a file beside this one, or one of a pack.',
    };
  const folder = dirname(from);
  const beside = EXTENSIONS.map((extension) => join(folder, name + extension));
  let leadsOutside = false;
  for (const path of [...beside, ...inPacks(name, group, where)]) {
    if (!isFile(path) || same(path, from)) continue;
    if (within(path, [folder, ...where.packs])) return { path };
    leadsOutside = true;
  }
  if (leadsOutside)
    return { message: `\`${name}\` leads outside of its folder`, remedy: 'Copy the file instead of linking to it.' };
  return notFound(name, group, where);
}

/** Names that the packs offer. */
export function names(group: Group, where: Where): readonly string[] {
  const folders = where.packs.map((pack) => join(pack, group)).filter(existsSync);
  const files = folders.flatMap((folder) => readdirSync(folder).filter((file) => /\.ya?ml$/.test(file)));
  return [
    ...new Set(
      files.filter((file) => !/\.test\.ya?ml$/.test(file)).map((file) => basename(file).replace(/\.ya?ml$/, '')),
    ),
  ].sort();
}

export function isFile(path: string): boolean {
  return statSync(splitSection(path).path, { throwIfNoEntry: false })?.isFile() ?? false;
}

function inPacks(name: string, group: Group, where: Where): string[] {
  return where.packs.flatMap((pack) => EXTENSIONS.slice(1).map((extension) => join(pack, group, name + extension)));
}

function same(a: string, b: string): boolean {
  return existsSync(b) && realpathSync(a) === realpathSync(b);
}

function within(path: string, folders: readonly string[]): boolean {
  const real = realpathSync(path);
  const holds = (folder: string) => existsSync(folder) && real.startsWith(realpathSync(folder) + sep);
  // Nearly always it is the folder that the path itself names.
  return folders.some((folder) => path.startsWith(folder + sep) && holds(folder)) || folders.some(holds);
}

function notFound(name: string, group: Group, where: Where): Located {
  const known = names(group, where);
  const near = nearest(name, known);
  const what = group === 'monitoring' ? 'monitor' : 'restart policy';
  const remedy = near
    ? `Did you mean \`${near}\`?`
    : `Known: ${known.join(', ') || 'none'}; or give the path of a file.`;
  return { message: `there is no ${what} \`${name}\``, remedy };
}

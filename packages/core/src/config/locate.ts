import { existsSync, readdirSync, realpathSync, statSync } from 'node:fs';
import { basename, dirname, isAbsolute, join, resolve, sep } from 'node:path';
import type { Registry } from '../contract.js';
import { packInName, policyInName, shownName } from '../pack/pack-name.js';
import type { FindingCode } from './lint/finding-codes.js';
import { nearest } from './nearest.js';
import { splitSection } from './yaml/section.js';

/** Where names are looked up. */
export interface Where {
  readonly cwd: string;
  /** Folders of rule packs, in order of preference. */
  readonly packs: readonly string[];
  /** Those that the project depends on, which take no name of another one. */
  readonly installed?: InstalledPacks;
  /** Folder of what the texts of packs hold, which then need not be parsed. */
  readonly parsed?: string;
  /** What `${oc.env:NAME}` reads; the process's environment otherwise. */
  readonly env?: Readonly<Record<string, string | undefined>>;
  /** What `class_name` may name; the built-in components otherwise. */
  readonly registry?: Registry;
  /** Told of every path that is looked at, whether it is there or not: what was found holds as long as these stay as they are. */
  readonly looked?: (path: string) => void;
  /** Told the path of each file that is read, before it is. */
  readonly reads?: (path: string) => void;
}

/** Packs among the dependencies of a project: known by name, and in nobody's way. */
export interface InstalledPacks {
  /** Their folders, for the project that a folder is of, without those of `packs`. Asked when a name is looked up. */
  folders(from: string): readonly string[];
  /** Those of `packs` that come with sigwatch: that a name of theirs is an installed one's too is told, whoever is meant. */
  readonly shipped: readonly string[];
}

/** The folder of a pack in which a file is looked for. */
export type Group = 'monitoring' | 'restart';
/** `pack`: what stands there, where a pack or a policy was given as a value. */
export type Located =
  | { readonly path: string; readonly pack?: string }
  | { readonly message: string; readonly remedy: string; readonly code?: FindingCode };

const EXTENSIONS = ['', '.yaml', '.yml'];

/**
 * A file that the user names: a path, else a name in the packs, else a file of that name in the working folder, else a
 * name in a pack that is installed there. A name that is both shipped and installed means neither, so that to install a pack never
 * changes unseen what a run goes by.
 */
export function locate(name: string, group: Group, where: Where): Located {
  const pack = group === 'monitoring' ? packInName(name) : policyInName(name);
  if (pack !== undefined) return { path: join(where.cwd, shownName(name)), pack };
  const looksLikePath = name.includes('/') || name.includes(sep) || /\.ya?ml$/.test(name);
  const candidates = looksLikePath
    ? EXTENSIONS.map((extension) => resolve(where.cwd, name + extension))
    : [...inPacks(name, group, where), ...EXTENSIONS.slice(1).map((extension) => join(where.cwd, name + extension))];
  const path = candidates.find((candidate) => isFile(candidate, where));
  const { shipped = [] } = where.installed ?? {};
  const isShipped = path !== undefined && shipped.some((folder) => path.startsWith(folder + sep));
  if (looksLikePath || (path !== undefined && !isShipped))
    return path === undefined ? notFound(name, group, where) : { path };
  return theOne(name, group, [...(path === undefined ? [] : [path]), ...inInstalled(name, group, where)], where);
}

/** The one file that a name means. */
function theOne(name: string, group: Group, paths: readonly string[], where: Where): Located {
  const [path, ...others] = paths;
  if (path === undefined) return notFound(name, group, where);
  if (others.length === 0) return { path };
  return {
    code: 'ambiguous_name',
    message: `\`${name}\` is in several packs: ${paths.join(' and ')}`,
    remedy: 'Name the file that is meant, or its pack under `packs:` in sigwatch.yaml, which comes first.',
  };
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
    if (!isFile(path, where) || same(path, from)) continue;
    if (within(path, [folder, ...where.packs])) return { path };
    leadsOutside = true;
  }
  // What the file's own project depends on is what its author meant.
  for (const cwd of [folder, where.cwd]) {
    const from = { ...where, cwd };
    const found = inInstalled(name, group, from).filter((path) => within(path, installedFor(from)));
    if (found.length > 0) return theOne(name, group, found, where);
  }
  if (leadsOutside)
    return { message: `\`${name}\` leads outside of its folder`, remedy: 'Copy the file instead of linking to it.' };
  return notFound(name, group, where);
}

/** Names that the packs offer. */
export function names(group: Group, where: Where): readonly string[] {
  const packs = [...where.packs, ...installedFor(where)];
  const folders = packs.map((pack) => join(pack, group)).filter(existsSync);
  const files = folders.flatMap((folder) => readdirSync(folder).filter((file) => /\.ya?ml$/.test(file)));
  return [
    ...new Set(
      files.filter((file) => !/\.test\.ya?ml$/.test(file)).map((file) => basename(file).replace(/\.ya?ml$/, '')),
    ),
  ].sort();
}

export function isFile(name: string, { looked }: Pick<Where, 'looked'> = {}): boolean {
  const { path } = splitSection(name);
  looked?.(path);
  return statSync(path, { throwIfNoEntry: false })?.isFile() ?? false;
}

/** Tells of a file that is about to be read. */
export const tellRead = (name: string, { reads }: Where): void => reads?.(splitSection(name).path);

function inPacks(name: string, group: Group, where: Where): string[] {
  return where.packs.flatMap((pack) => EXTENSIONS.slice(1).map((extension) => join(pack, group, name + extension)));
}

/** Folders of packs that are installed for the working folder. */
export const installedFor = ({ installed, cwd }: Where): readonly string[] => installed?.folders(cwd) ?? [];

const inInstalled = (name: string, group: Group, where: Where): string[] =>
  inPacks(name, group, { ...where, packs: installedFor(where) }).filter((path) => isFile(path, where));

/** The file that a name means, where it means one of an installed pack: elsewhere it would mean none. */
export function installedFile(name: string, group: Group, where: Where): string | undefined {
  const found = locate(name, group, where);
  if (!('path' in found) || !inInstalled(name, group, where).includes(found.path)) return undefined;
  return found.path;
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
  if (isAbsolute(name)) return { message: 'there is no such file', remedy: 'Check its path.' };
  const known = names(group, where);
  const near = nearest(name, known);
  const what = group === 'monitoring' ? 'monitor' : 'restart policy';
  const remedy = near
    ? `Did you mean \`${near}\`?`
    : `Known: ${known.join(', ') || 'none'}; or give the path of a file.`;
  return { message: `there is no ${what} \`${name}\``, remedy };
}

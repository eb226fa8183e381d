import { basename, dirname, join } from 'node:path';
import type { RuleRef } from '../../contract.js';
import type { Where } from '../locate.js';
import type { YamlFile } from '../yaml/yaml-file.js';
import { PACK_FILE, packFileOf, readPack } from './pack-file.js';
import { hashedPaths, packHash } from './pack-hash.js';

/** The pack that a file is of. */
export interface PackHome {
  readonly name: string;
  readonly version: string;
  readonly folder: string;
  /** It comes with sigwatch, word for word. */
  readonly shipped?: true;
  /** What its files said when this was first asked (`packHash`). */
  hash(): string;
}

/** Where a file comes from, for those who cite what stands in it. */
export interface FileOrigin {
  /** Missing of a file of no pack, and of a pack that stands in code. */
  readonly pack?: PackHome;
  readonly ref: Omit<RuleRef, 'id'>;
}

/** The folder that is a pack, if a monitor or a policy is of one: the one above its group. */
export function packFolder(path: string): string | undefined {
  const group = dirname(path);
  return ['monitoring', 'restart'].includes(basename(group)) ? dirname(group) : undefined;
}

/** The pack that holds a monitor or a policy. */
export function packHome(path: string, { parsed, looked }: Pick<Where, 'parsed' | 'looked'>): PackHome | undefined {
  const folder = packFolder(path);
  if (folder === undefined) return undefined;
  looked?.(join(folder, PACK_FILE));
  const file = readPack(folder, parsed);
  if (file === undefined) return undefined;
  // The others are part of its hash.
  if (looked !== undefined && !file.shipped) for (const one of hashedPaths(folder)) looked(one);
  const { name, version } = packFileOf(file);
  let known: string | undefined;
  const hash = () => {
    known ??= packHash(folder);
    return known;
  };
  return { name, version, folder, ...(file.shipped && { shipped: true }), hash };
}

/** Says of each file where it comes from, and reads of each pack once. */
export function fileOrigins(where: Where): (file: YamlFile) => FileOrigin {
  const homes = new Map<string, PackHome | undefined>();
  const homeOf = (path: string): PackHome | undefined => {
    const group = dirname(path);
    if (!homes.has(group)) homes.set(group, packHome(path, where));
    return homes.get(group);
  };
  return (file) => {
    const own = basename(file.path);
    // A pack in code is called by a name that no file has.
    if (file.called !== undefined) return { ref: { pack: own } };
    const pack = homeOf(file.path);
    return pack === undefined ? { ref: { file: own } } : { pack, ref: { pack: pack.name, version: pack.version } };
  };
}

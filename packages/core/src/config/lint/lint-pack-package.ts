import { existsSync, readdirSync, readFileSync, realpathSync } from 'node:fs';
import { join } from 'node:path';
import { type Finding, finding, placeIn } from '../finding.js';
import type { Where } from '../locate.js';
import { packFileOf } from '../packs/pack-file.js';
import type { YamlFile } from '../yaml/yaml-file.js';

/** Runs cite the version of the pack, and people install that of the package. */
export function ofItsPackage(file: YamlFile, folder: string): readonly Finding[] {
  const published = versionOf(join(folder, 'package.json'));
  const { version } = packFileOf(file);
  if (published === undefined || published === version) return [];
  return [
    finding(
      'wrong_pack_version',
      placeIn(file, ['version']),
      `the pack has version ${version}, and its package ${published}`,
      `Write \`version: ${published}\`.`,
    ),
  ];
}

/** Files whose names are those of a shipped pack: of a pack that is installed, such a name means neither. */
export function shippedNames(folder: string, { installed }: Where): readonly Finding[] {
  const others = (installed?.shipped ?? []).filter((pack) => existsSync(pack) && !isSame(pack, folder));
  return ['monitoring', 'restart'].flatMap((group) => {
    const inside = join(folder, group);
    const own = existsSync(inside) ? readdirSync(inside).filter((name) => /(?<!\.test)\.ya?ml$/.test(name)) : [];
    return own.flatMap((name) => {
      const theirs = others.map((pack) => join(pack, group, name)).find(existsSync);
      if (theirs === undefined) return [];
      const at = { file: join(inside, name), line: 0, column: 0 };
      const remedy = 'Rename one; who installs the pack can use it by that name only with `packs:` in a sigwatch.yaml.';
      return [finding('shipped_name', at, `a shipped pack has a file of this name, ${theirs}`, remedy)];
    });
  });
}

const isSame = (one: string, other: string): boolean => realpathSync(one) === realpathSync(other);

function versionOf(path: string): string | undefined {
  try {
    const { version } = JSON.parse(readFileSync(path, 'utf8')) as { readonly version?: unknown };
    return typeof version === 'string' ? version : undefined;
  } catch {
    // None, or not one that npm could read: not ours to tell.
    return undefined;
  }
}

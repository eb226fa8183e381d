import { dirname, join } from 'node:path';
import { semver } from '../../lazy-packages.js';
import { version as ownVersion } from '../../version.js';
import { type Finding, finding, placeIn } from '../finding.js';
import { installedFor, type Where } from '../locate.js';
import type { Path, YamlFile } from '../yaml/yaml-file.js';
import { PACK_FILE, packFileOf, packOf, packsOf, readPack } from './pack-file.js';
import type { PackHome } from './pack-home.js';

/** What a pack needs of sigwatch and of other packs, and is not there; `sigwatch`: the version of sigwatch. */
export function unmetRequirements(file: YamlFile, where: Where, sigwatch: string): readonly Finding[] {
  const { requires } = packFileOf(file);
  const unmet = (path: Path, message: string, remedy: string) =>
    finding('requirement_not_met', placeIn(file, path), message, remedy);
  const range = typeof requires === 'string' ? requires : requires.sigwatch;
  const own = semver().satisfies(sigwatch, range)
    ? []
    : [
        unmet(
          typeof requires === 'string' ? ['requires'] : ['requires', 'sigwatch'],
          `the pack needs sigwatch ${range}, and this is ${sigwatch}`,
          'Use another version of either.',
        ),
      ];
  const needed = Object.entries(packsOf(file));
  if (needed.length === 0) return own;
  const there = [
    ...where.packs,
    ...installedFor(where),
    ...installedFor({ ...where, cwd: dirname(file.path) }),
  ].flatMap((folder) => {
    where.looked?.(join(folder, PACK_FILE));
    return packOf(folder) ?? [];
  });
  const others = needed.flatMap(([name, range]) => {
    const found = there.filter((pack) => pack.name === name);
    const path = ['requires', 'packs', name];
    if (found.length === 0)
      return [
        unmet(path, `the pack \`${name}\` is not there`, 'Install it beside this one, or remove the requirement.'),
      ];
    if (found.some(({ version }) => semver().satisfies(version, range))) return [];
    return [
      unmet(
        path,
        `the pack needs \`${name}\` ${range}, and there is ${found[0]?.version}`,
        'Use another version of either.',
      ),
    ];
  });
  return [...own, ...others];
}

/** The same of packs that a run goes by. What comes with sigwatch is made for it. */
export function unmetIn(homes: readonly PackHome[], where: Where): readonly Finding[] {
  const folders = new Set(homes.filter(({ shipped }) => !shipped).map(({ folder }) => folder));
  return [...folders].flatMap((folder) => {
    const file = readPack(folder);
    return file === undefined ? [] : unmetRequirements(file, where, ownVersion);
  });
}

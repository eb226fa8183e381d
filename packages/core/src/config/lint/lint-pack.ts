import { existsSync } from 'node:fs';
import { basename, join } from 'node:path';
import { pluginSchema } from '../../generated/plugin-schema.js';
import { semver } from '../../lazy-packages.js';
import { type Finding, finding, placeIn } from '../finding.js';
import type { Where } from '../locate.js';
import { packFileOf, packOf, packsOf } from '../packs/pack-file.js';
import { compileSchema } from '../schema/compile-schema.js';
import { validate } from '../schema/validate.js';
import { type Path, readYaml, type YamlFile } from '../yaml/yaml-file.js';
import type { FindingCode } from './finding-codes.js';
import { undeclaredPacks } from './lint-pack-includes.js';

/** What is wrong with a pack as a whole: its plugin.yaml, what it needs, what it lacks. */
export function lintPack(folder: string, where: Where, sigwatch: string): readonly Finding[] {
  const whole = (code: FindingCode, message: string, remedy: string) =>
    finding(code, { file: folder, line: 0, column: 0 }, message, remedy);
  const path = join(folder, 'plugin.yaml');
  // A folder of rules that nobody publishes is no pack yet; a training setup's own has neither file.
  if (!existsSync(path)) {
    const remedy = 'To share the rules, add one with `name`, `version`, `requires` and `description`.';
    return [whole('missing_plugin_file', 'the folder has rules and no plugin.yaml', remedy)];
  }
  const readme = existsSync(join(folder, 'README.md'))
    ? []
    : [
        whole(
          'missing_readme',
          'the pack has no README.md',
          'Say in it what the pack is for and what its monitors and policies are.',
        ),
      ];
  const { file, findings } = readYaml(path);
  const invalid = file === undefined ? findings : validate(file, compileSchema(pluginSchema));
  if (file === undefined || invalid.length > 0) return [...readme, ...invalid];
  return [
    ...readme,
    ...identity(file, folder),
    ...requirements(file, where, sigwatch),
    ...undeclaredPacks(folder, packsOf(file), where),
  ];
}

/** In a registry a pack NAME is published as pack-NAME. */
function identity(file: YamlFile, folder: string): Finding[] {
  const { name } = packFileOf(file);
  const own = basename(folder);
  if (own === name || own === `pack-${name}` || own === `sigwatch-pack-${name}`) return [];
  return [
    finding(
      'wrong_pack_name',
      placeIn(file, ['name']),
      `the pack is called \`${name}\`, and its folder \`${own}\``,
      'Give both one name.',
    ),
  ];
}

function requirements(file: YamlFile, where: Where, sigwatch: string): Finding[] {
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
  const there = where.packs.flatMap((folder) => packOf(folder) ?? []);
  const others = Object.entries(packsOf(file)).flatMap(([name, range]) => {
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

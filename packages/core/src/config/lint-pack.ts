import { existsSync, readdirSync, realpathSync } from 'node:fs';
import { basename, join, sep } from 'node:path';
import { satisfies } from 'semver';
import type { Json } from '../contract.js';
import type { PackFile } from '../generated/plugin.js';
import { pluginSchema } from '../generated/plugin-schema.js';
import type { Finding } from './finding.js';
import { type FindingCode, findingCodes } from './finding-codes.js';
import { type Group, locateInclude, type Where } from './locate.js';
import { compileSchema, validate } from './validate.js';
import { type Path, readYaml, type YamlFile } from './yaml-file.js';

/** What is wrong with a pack as a whole: its plugin.yaml, what it needs, what it lacks. */
export function lintPack(folder: string, where: Where, sigwatch: string): readonly Finding[] {
  const whole = (code: FindingCode, message: string, remedy: string): Finding => {
    return { code, level: findingCodes[code].level, file: folder, line: 0, column: 0, message, remedy };
  };
  const readme = existsSync(join(folder, 'README.md'))
    ? []
    : [
        whole(
          'missing_readme',
          'the pack has no README.md',
          'Say in it what the pack is for and what its monitors and policies are.',
        ),
      ];
  const path = join(folder, 'plugin.yaml');
  if (!existsSync(path)) {
    const remedy = 'Add one with `name`, `version`, `requires` and `description`.';
    return [...readme, whole('missing_plugin_file', 'the pack has no plugin.yaml', remedy)];
  }
  const { file, findings } = readYaml(path);
  const invalid = file === undefined ? findings : validate(file, compileSchema(pluginSchema));
  if (file === undefined || invalid.length > 0) return [...readme, ...invalid];
  return [
    ...readme,
    ...identity(file, folder),
    ...requirements(file, where, sigwatch),
    ...undeclared(file, folder, where),
  ];
}

/** Name and version of a pack; undefined where it does not say them. */
export function packOf(folder: string): Pick<PackFile, 'name' | 'version' | 'status' | 'description'> | undefined {
  const path = join(folder, 'plugin.yaml');
  const { file } = existsSync(path) ? readYaml(path) : {};
  if (file === undefined || validate(file, compileSchema(pluginSchema)).length > 0) return undefined;
  return file.value as unknown as PackFile;
}

function at(file: YamlFile, path: Path, code: FindingCode, message: string, remedy: string): Finding {
  return { code, level: findingCodes[code].level, file: file.path, ...file.place(path), message, remedy };
}

/** In a registry a pack NAME is published as pack-NAME. */
function identity(file: YamlFile, folder: string): Finding[] {
  const { name } = packFileOf(file);
  const own = basename(folder);
  if (own === name || own === `pack-${name}` || own === `sigwatch-pack-${name}`) return [];
  return [
    at(
      file,
      ['name'],
      'wrong_pack_name',
      `the pack is called \`${name}\`, and its folder \`${own}\``,
      'Give both one name.',
    ),
  ];
}

function requirements(file: YamlFile, where: Where, sigwatch: string): Finding[] {
  const { requires } = packFileOf(file);
  const unmet = (path: Path, message: string, remedy: string) => at(file, path, 'requirement_not_met', message, remedy);
  const range = typeof requires === 'string' ? requires : requires.sigwatch;
  const own = satisfies(sigwatch, range)
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
    if (found.some(({ version }) => satisfies(version, range))) return [];
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

/** Files of another pack that this one's `defaults` name, without that the pack says that it needs it. */
function undeclared(file: YamlFile, folder: string, where: Where): Finding[] {
  const declared = packsOf(file);
  const foreign = (path: string) => {
    const home = where.packs.find((pack) => existsSync(pack) && path.startsWith(realpathSync(pack) + sep));
    if (home === undefined || realpathSync(home) === realpathSync(folder)) return undefined;
    return packOf(home)?.name ?? basename(home);
  };
  return (['monitoring', 'restart'] as const).flatMap((group) =>
    filesOf(folder, group).flatMap((one) =>
      includesOf(one).flatMap(([name, i]) => {
        const found = locateInclude(name, group, one.path, where);
        const pack = 'path' in found ? foreign(realpathSync(found.path)) : undefined;
        if (pack === undefined || Object.hasOwn(declared, pack)) return [];
        const remedy = `Add it to \`requires: { packs: … }\` in ${basename(file.path)}.`;
        return [
          at(
            one,
            ['defaults', i],
            'undeclared_pack',
            `\`${name}\` is of the pack \`${pack}\`, which this pack does not require`,
            remedy,
          ),
        ];
      }),
    ),
  );
}

function filesOf(folder: string, group: Group): YamlFile[] {
  const inside = join(folder, group);
  if (!existsSync(inside)) return [];
  const names = readdirSync(inside).filter((name) => /\.ya?ml$/.test(name) && !/\.test\.ya?ml$/.test(name));
  return names.sort().flatMap((name) => readYaml(join(inside, name)).file ?? []);
}

function includesOf(file: YamlFile): [name: string, index: number][] {
  return ([file.value.defaults ?? []].flat() as Json[]).flatMap((item, i) => {
    const name = item !== null && typeof item === 'object' ? Object.values(item)[0] : item;
    return typeof name === 'string' && name !== '_self_' ? [[name, i]] : [];
  });
}

function packsOf(file: YamlFile): Readonly<Record<string, string>> {
  const { requires } = packFileOf(file);
  return typeof requires === 'string' ? {} : (requires.packs ?? {});
}

const packFileOf = (file: YamlFile) => file.value as unknown as PackFile;

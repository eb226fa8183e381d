import { existsSync, readdirSync, realpathSync } from 'node:fs';
import { basename, join, sep } from 'node:path';
import { type Finding, finding, placeIn } from '../finding.js';
import { includesOf, SELF } from '../includes.js';
import { type Group, locateInclude, type Where } from '../locate.js';
import { packOf } from '../packs/pack-file.js';
import { readYaml, type YamlFile } from '../yaml/yaml-file.js';

/** Files of another pack that this one's `defaults` name, without that the pack says that it needs it. */
export function undeclaredPacks(
  folder: string,
  declared: Readonly<Record<string, string>>,
  where: Where,
): readonly Finding[] {
  const foreign = (path: string) => {
    const home = where.packs.find((pack) => existsSync(pack) && path.startsWith(realpathSync(pack) + sep));
    if (home === undefined || realpathSync(home) === realpathSync(folder)) return undefined;
    return packOf(home)?.name ?? basename(home);
  };
  return (['monitoring', 'restart'] as const).flatMap((group) =>
    filesOf(folder, group).flatMap((one) =>
      includesOf(one.value.defaults, group).flatMap(({ name, index }) => {
        if (name === SELF) return [];
        const found = locateInclude(name, group, one.path, where);
        const pack = 'path' in found ? foreign(realpathSync(found.path)) : undefined;
        if (pack === undefined || Object.hasOwn(declared, pack)) return [];
        const remedy = `Add it to \`requires: { packs: … }\` in plugin.yaml.`;
        return [
          finding(
            'undeclared_pack',
            placeIn(one, ['defaults', index]),
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

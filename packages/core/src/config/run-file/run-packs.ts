import { existsSync } from 'node:fs';
import { dirname, isAbsolute, join, resolve } from 'node:path';
import { type Finding, finding, placeIn } from '../finding.js';
import type { YamlFile } from '../yaml/yaml-file.js';

/** Packs that a sigwatch.yaml names: folders, or packages that are installed there. */
export interface RunPacks {
  readonly folders: readonly string[];
  readonly findings: readonly Finding[];
}

/** The folders of `packs`, in order of preference. */
export function packsOfRun(file: YamlFile): RunPacks {
  const { packs } = file.value;
  // The schema says what is wrong with another value.
  const given = Array.isArray(packs) ? packs : [];
  const from = dirname(resolve(file.path));
  const folders: string[] = [];
  const findings: Finding[] = [];
  for (const [i, name] of given.entries()) {
    if (typeof name !== 'string') continue;
    const isPath = name.startsWith('.') || isAbsolute(name);
    const folder = isPath ? resolve(from, name) : installed(name, from);
    if (folder !== undefined && existsSync(join(folder, 'plugin.yaml'))) folders.push(folder);
    else findings.push(finding('unknown_pack', placeIn(file, ['packs', i]), ...noPack(name, isPath, folder)));
  }
  return { folders, findings };
}

function noPack(name: string, isPath: boolean, folder: string | undefined): [message: string, remedy: string] {
  if (folder !== undefined && existsSync(folder))
    return [
      `\`${name}\` holds no plugin.yaml, and so is no pack`,
      'Name the folder of a pack; its plugin.yaml says what it is.',
    ];
  if (isPath) return [`there is no folder \`${name}\``, 'Paths are meant from this file.'];
  return [`there is no package \`${name}\` here`, `Install it, or write \`./${name}\` for a folder.`];
}

/** As Node finds packages; what a package exports does not matter, since nothing of it is run. */
function installed(name: string, from: string): string | undefined {
  const folder = join(from, 'node_modules', name);
  if (existsSync(join(folder, 'package.json'))) return folder;
  return dirname(from) === from ? undefined : installed(name, dirname(from));
}

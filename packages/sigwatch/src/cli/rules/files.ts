import { existsSync, readdirSync, statSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { fileGroup, type Group, type Where } from '@sigwatch/core';
import { shippedPacks } from '../../packs.js';
import { ruleNames } from '../../rules.js';
import { UsageError } from '../problem.js';

export interface RuleFile {
  readonly path: string;
  readonly group: Group | 'run' | 'tests';
}

export interface RuleFiles {
  readonly files: readonly RuleFile[];
  /** Folders of the packs that were walked. */
  readonly packs: readonly string[];
  /** Where names are looked up: in the files' own packs first. */
  readonly where: Where;
}

/** The monitors, policies and tests that paths mean, and the packs that they lie in. */
export function ruleFiles(paths: readonly string[]): RuleFiles {
  const shipped = shippedPacks();
  const found = (paths.length === 0 ? shipped : paths).map((path) => filesAt(resolve(path), path));
  const files = [...new Set(found.flatMap((one) => one.files))];
  const own = files.filter(inPack).map((path) => dirname(dirname(path)));
  return {
    files: files.map((path) => ({ path, group: isTest(path) ? 'tests' : fileGroup(path) })),
    packs: [...new Set(found.flatMap((one) => one.packs))].sort(),
    where: { ...ruleNames(), packs: [...new Set([...own, ...shipped])] },
  };
}

/** The tests beside a monitor or a policy. */
export function testsBeside(path: string): readonly string[] {
  return ['.yaml', '.yml'].map((end) => path.replace(/\.ya?ml$/, `.test${end}`)).filter((test) => existsSync(test));
}

/** A file is itself; of a pack, or a folder of packs, what is in them; of any other folder its YAML files. */
function filesAt(
  path: string,
  given: string,
): { readonly files: readonly string[]; readonly packs: readonly string[] } {
  const stat = statSync(path, { throwIfNoEntry: false });
  if (stat === undefined) throw new UsageError(`${given} does not exist; give a file, a pack, or a folder of packs`);
  if (isPlugin(path)) return { files: [], packs: [dirname(path)] };
  if (!stat.isDirectory()) return { files: [path], packs: [] };
  const all = yamlBelow(path);
  const packs = all.flatMap((file) =>
    isPlugin(file) ? [dirname(file)] : inPack(file) ? [dirname(dirname(file))] : [],
  );
  const ofPack = (file: string) =>
    inPack(file) || (isTest(file) && packs.some((pack) => file.startsWith(join(pack, '/'))));
  const files = all.filter((file) => !isPlugin(file) && (packs.length > 0 ? ofPack(file) : dirname(file) === path));
  if (files.length === 0) throw new UsageError(`${given} holds no monitor and no policy; give a file or a pack`);
  return { files: files.sort(), packs };
}

function yamlBelow(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return entry.name === 'node_modules' || entry.name.startsWith('.') ? [] : yamlBelow(path);
    return /\.ya?ml$/.test(entry.name) ? [path] : [];
  });
}

const isPlugin = (path: string): boolean => basename(path) === 'plugin.yaml';
const isTest = (path: string): boolean => /\.test\.ya?ml$/.test(path);
const inPack = (path: string): boolean => ['monitoring', 'restart'].includes(basename(dirname(path)));

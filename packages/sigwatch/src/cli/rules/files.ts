import { readdirSync, statSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { fileGroup, type Group, type Where } from '@sigwatch/core';
import { shippedPacks } from '../../packs.js';
import { UsageError } from '../problem.js';

export interface RuleFile {
  readonly path: string;
  readonly group: Group;
}

/** The monitors and policies that paths mean, and where the names in them are looked up: in their own packs first. */
export function ruleFiles(paths: readonly string[]): { files: readonly RuleFile[]; where: Where } {
  const shipped = shippedPacks();
  const found = [...new Set((paths.length === 0 ? shipped : paths).flatMap((path) => filesAt(resolve(path), path)))];
  const own = found.filter(inPack).map((path) => dirname(dirname(path)));
  return {
    files: found.map((path) => ({ path, group: fileGroup(path) })),
    where: { cwd: process.cwd(), packs: [...new Set([...own, ...shipped])] },
  };
}

/** A file is itself; of a pack, or a folder of packs, their monitors and policies; of any other folder its YAML files. */
function filesAt(path: string, given: string): readonly string[] {
  const stat = statSync(path, { throwIfNoEntry: false });
  if (stat === undefined) throw new UsageError(`${given} does not exist; give a file, a pack, or a folder of packs`);
  if (!stat.isDirectory()) return [path];
  const all = yamlBelow(path);
  const ofPacks = all.filter(inPack);
  const files = ofPacks.length > 0 ? ofPacks : all.filter((file) => dirname(file) === path);
  if (files.length === 0) throw new UsageError(`${given} holds no monitor and no policy; give a file or a pack`);
  return files.sort();
}

function yamlBelow(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return entry.name === 'node_modules' || entry.name.startsWith('.') ? [] : yamlBelow(path);
    const isYaml = /\.ya?ml$/.test(entry.name) && !/\.test\.ya?ml$/.test(entry.name);
    return isYaml && entry.name !== 'plugin.yaml' ? [path] : [];
  });
}

function inPack(path: string): boolean {
  return ['monitoring', 'restart'].includes(basename(dirname(path)));
}

import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { PACK_FILE } from './pack-file.js';

/** Digits that tell two versions of a pack apart; nobody makes two that are alike on purpose. */
const DIGITS = 16;
const GROUPS = ['monitoring', 'restart'] as const;

/**
 * What the files of a pack say, in short: its plugin.yaml, its monitors and its policies, by name and text. Tests and
 * README change nothing of what the rules do, and how lines end is the affair of whoever copied the files.
 */
export function packHash(folder: string): string {
  const hash = createHash('sha256');
  for (const name of filesOf(folder)) {
    const text = readFileSync(join(folder, name), 'utf8').replaceAll('\r\n', '\n');
    hash.update(`${name}\0${Buffer.byteLength(text)}\0${text}`);
  }
  return hash.digest('hex').slice(0, DIGITS);
}

/** What it depends on: those files, and the folders in which others may come to be. */
export const hashedPaths = (folder: string): readonly string[] =>
  [...GROUPS, ...filesOf(folder)].map((name) => join(folder, name));

function filesOf(folder: string): readonly string[] {
  const inGroups = GROUPS.flatMap((group) => {
    const inside = join(folder, group);
    // Hidden ones are an editor's: Emacs keeps a link to nowhere beside a file that is being changed.
    const names = existsSync(inside) ? readdirSync(inside).filter((name) => !name.startsWith('.')) : [];
    return names.map((name) => `${group}/${name}`);
  });
  return [PACK_FILE, ...inGroups.filter((name) => /\.ya?ml$/.test(name) && !/\.test\.ya?ml$/.test(name))].sort();
}

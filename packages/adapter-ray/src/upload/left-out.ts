import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import ignore from 'ignore';

/** Whether a path is left out; it is relative to the folder that the rules stand in, with slashes, for folders too. */
export type LeftOut = (path: string) => boolean;

/** Lines as in a .gitignore, read as Ray reads them. */
export function leftOutBy(lines: readonly string[]): LeftOut {
  const rules = ignore({ ignorecase: false }).add(lines.map(asRayReads));
  return (path) => rules.ignores(path);
}

/** By the file of that name in a folder; undefined where there is none that can be read. */
export function leftOutByFile(folder: string, name: string): LeftOut | undefined {
  try {
    return leftOutBy(readFileSync(join(folder, name), 'utf8').split('\n'));
  } catch {
    return undefined;
  }
}

/**
 * To Ray `build/` are all paths below a folder `build`, and not the folder itself: what `!build/keep.txt` takes back then
 * goes along, which it does not with git.
 */
function asRayReads(given: string): string {
  const line = given.trim();
  const [, not = '', folder = ''] = /^(!?)([^#].*)\/$/.exec(line) ?? [];
  if (folder === '') return line;
  return folder.includes('/') ? `${not}${folder}/**` : `${not}**/${folder}/**`;
}

import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { PackFile } from '../../../import-rules/types.js';
import { UsageError } from '../../problem.js';
import { fromHere } from '../place.js';

/** Writes the files of a pack. Those that are there are replaced only by `force`; of several none is written otherwise. */
export function writePack(folder: string, files: readonly PackFile[], force: boolean): void {
  const there = files.map(({ path }) => join(folder, path)).filter((path) => existsSync(path));
  if (there.length > 0 && !force)
    throw new UsageError(`${there.map(fromHere).join(', ')} is there already; --force replaces it`);
  for (const { path, text } of files) {
    const whole = join(folder, path);
    mkdirSync(dirname(whole), { recursive: true });
    writeFileSync(whole, text);
  }
}

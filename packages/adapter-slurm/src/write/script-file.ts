import { accessSync, constants, readFileSync, statSync } from 'node:fs';
import { isAbsolute, join, resolve } from 'node:path';

/**
 * The file that `sbatch` takes for a script: below the directory of `--chdir`, in `PATH`, then below its own. Undefined when
 * there is none that can be read.
 */
export function scriptFile(
  script: string,
  where: { readonly cwd: string; readonly chdir?: string; readonly path?: string },
): string | undefined {
  if (isAbsolute(script)) return readable(script) ? script : undefined;
  const home = resolve(where.cwd, where.chdir ?? '.');
  const inPath = script.startsWith('.') ? [] : (where.path ?? '').split(':').filter((folder) => folder !== '');
  const folders = [home, ...inPath, where.cwd];
  return folders.map((folder) => join(folder, script)).find(readable);
}

/** The beginning of the script, which holds its options. Empty when it can't be read: `sbatch` says so. */
export function scriptText(path: string): string {
  try {
    return readFileSync(path, 'latin1');
  } catch {
    return '';
  }
}

function readable(path: string): boolean {
  try {
    accessSync(path, constants.R_OK);
    return statSync(path).isFile();
  } catch {
    return false;
  }
}

import { existsSync, readdirSync } from 'node:fs';
import { homedir } from 'node:os';
import { delimiter, join } from 'node:path';
import { execa } from 'execa';
import { clientPython } from './client-home.js';

const OLDEST = 8;
const NEWEST = 13;

/** A Python 3, by its path. */
export interface Python {
  readonly path: string;
  readonly minor: number;
}

/** That of the virtual environment, and of those on this machine the oldest and the newest that the client is made for. */
export async function pythons(): Promise<readonly Python[]> {
  const own = await asked(clientPython());
  if (own === undefined) throw new Error(`${clientPython()} does not run`);
  const others = await Promise.all(candidates().map(asked));
  const fit = others.filter((one): one is Python => one !== undefined && one.minor >= OLDEST && one.minor <= NEWEST);
  const inOrder = fit.sort((a, b) => a.minor - b.minor);
  const found = [own, inOrder[0], inOrder.at(-1)].filter((one) => one !== undefined);
  return [...new Map(found.reverse().map((one) => [one.minor, one])).values()];
}

/** In PATH, and where pyenv keeps several. */
function candidates(): readonly string[] {
  const versions = join(process.env.PYENV_ROOT || join(homedir(), '.pyenv'), 'versions');
  const kept = existsSync(versions) ? readdirSync(versions).map((name) => join(versions, name, 'bin', 'python3')) : [];
  const names = Array.from({ length: NEWEST - OLDEST + 1 }, (_, index) => `python3.${OLDEST + index}`);
  const inPath = (process.env.PATH ?? '')
    .split(delimiter)
    // What pyenv puts there runs only a version that was chosen.
    .filter((folder) => !folder.endsWith('shims'))
    .flatMap((folder) => names.map((name) => join(folder, name)));
  return [...kept, ...inPath].filter(existsSync);
}

async function asked(path: string): Promise<Python | undefined> {
  const code = 'import sys; print(sys.version_info[0], sys.version_info[1])';
  const { stdout, failed } = await execa(path, ['-c', code], { reject: false });
  const [major, minor] = stdout.split(' ').map(Number);
  return failed || major !== 3 || minor === undefined ? undefined : { path, minor };
}

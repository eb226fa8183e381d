import type { Stats } from 'node:fs';
import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { RefusedError } from '@sigwatch/core';
import { type LeftOut, leftOutBy, leftOutByFile } from './left-out.js';

/** A file of a package, or a folder without anything in it. */
export interface Entry {
  /** In the package, with slashes. */
  readonly path: string;
  /** Where its bytes are; undefined of a folder. */
  readonly file: string | undefined;
  /** Bytes. */
  readonly size: number;
  readonly executable: boolean;
}

export interface Selection {
  /** Lines as in a .gitignore, relative to the folder. */
  readonly excludes: readonly string[];
  /** Whether the .gitignore of each folder counts; its .rayignore always does. */
  readonly gitignore: boolean;
  /** What stands before each path; none for a working directory. */
  readonly below?: string;
}

interface Rule {
  /** Of the folder that it stands in, relative to the root: '' or with a slash at its end. */
  readonly at: string;
  readonly leftOut: LeftOut;
}

/**
 * What of a folder goes into a package, by Ray's own rules and in an order that depends on names alone. Links are followed,
 * but not into a folder that one is in already; those that lead nowhere, sockets and pipes are left out.
 */
export async function entriesOf(root: string, selection: Selection, abort: AbortSignal): Promise<readonly Entry[]> {
  const { excludes, gitignore, below = '' } = selection;
  const found: Entry[] = [];

  const visit = async (at: string, rules: readonly Rule[], above: readonly string[]): Promise<void> => {
    abort.throwIfAborted();
    const folder = join(root, at);
    const own = ['.rayignore', ...(gitignore ? ['.gitignore'] : [])]
      .map((name) => leftOutByFile(folder, name))
      .filter((rule) => rule !== undefined)
      .map((leftOut): Rule => ({ at, leftOut }));
    const all = [...rules, ...own];
    const names = (await readable(folder, readdir(folder))).sort();
    // A folder of which all is left out is not one without anything in it.
    if (names.length === 0 && at !== '') found.push({ path: below + at, file: undefined, size: 0, executable: true });
    for (const name of names) {
      const path = at + name;
      if (all.some((rule) => rule.leftOut(path.slice(rule.at.length)))) continue;
      const facts = await stat(join(root, path)).catch(() => undefined);
      if (facts?.isDirectory()) {
        if (!above.includes(identity(facts))) await visit(`${path}/`, all, [...above, identity(facts)]);
      } else if (facts?.isFile()) {
        const executable = (facts.mode & 0o111) !== 0;
        found.push({ path: below + path, file: join(root, path), size: facts.size, executable });
      }
    }
  };

  const facts = await readable(root, stat(root));
  await visit('', [{ at: '', leftOut: leftOutBy(excludes) }], [identity(facts)]);
  return found;
}

const identity = ({ dev, ino }: Stats): string => `${dev}:${ino}`;

/** What is meant to go along and can't be read is refused: a job without it would fail later, and less plainly. */
export async function readable<T>(path: string, act: Promise<T>): Promise<T> {
  try {
    return await act;
  } catch (error) {
    const { code = 'unknown error' } = error as NodeJS.ErrnoException;
    throw new RefusedError(
      `${path} can't be read (${code}), so the code can't be packed for Ray: let the user who runs sigwatch read it, or name it in a .rayignore.`,
      { cause: error },
    );
  }
}

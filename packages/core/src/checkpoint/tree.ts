import type { Stats } from 'node:fs';
import { basename, join, sep } from 'node:path';
import type { Millis } from '../contract.js';
import { sentence } from './errors.js';
import type { CheckpointFs, Look } from './types.js';

export interface TreeFile {
  /** Relative to the checkpoint, with `/`. */
  readonly name: string;
  readonly path: string;
  readonly size: number;
  readonly mtime: Millis;
}

export type Tree =
  | {
      readonly ok: true;
      readonly files: readonly TreeFile[];
      readonly look: Look;
      readonly mtime: Millis;
      /** The checkpoint is this one file. */
      readonly single: boolean;
    }
  | { readonly ok: false; readonly reason: string };

/**
 * Every file of the checkpoint at `root`, a folder or one file. A link is followed only while it stays below `root`: one
 * that leaves it may point to what another program is just writing or deleting.
 */
export async function readTree(root: string, fs: CheckpointFs): Promise<Tree> {
  const files: TreeFile[] = [];
  const look: Record<string, string> = {};
  let newest = 0;
  const add = (name: string, path: string, stats: Stats) => {
    files.push({ name, path, size: stats.size, mtime: stats.mtimeMs });
    look[name] = stateOf(stats);
    newest = Math.max(newest, stats.mtimeMs);
  };
  const walk = async (directory: string, prefix: string): Promise<string | undefined> => {
    for (const entry of await fs.readdir(directory, { withFileTypes: true })) {
      const path = join(directory, entry.name);
      const name = prefix + entry.name;
      if (entry.isSymbolicLink()) {
        const target = await fs.realpath(path);
        if (!target.startsWith(real + sep)) return `${name} is a link that leaves the checkpoint`;
        if ((await fs.stat(target)).isDirectory()) return `${name} is a link to a directory`;
      }
      if (entry.isDirectory()) {
        const problem = await walk(path, `${name}/`);
        if (problem) return problem;
      } else add(name, path, await fs.stat(path));
    }
    return undefined;
  };
  let real = root;
  try {
    real = await fs.realpath(root);
    const stats = await fs.stat(real);
    const single = stats.isFile();
    if (single) add(basename(root), real, stats);
    const problem = single ? undefined : await walk(real, '');
    return problem ? { ok: false, reason: problem } : { ok: true, files, look, mtime: newest, single };
  } catch (error) {
    return { ok: false, reason: `it could not be read: ${sentence(error)}` };
  }
}

/** Size and time alone may stay as they were: where a file was laid out beforehand, or another one took its name. */
function stateOf({ size, mtimeMs, ctimeMs, ino }: Stats): string {
  return `${size}:${mtimeMs}:${ctimeMs}:${ino}`;
}

import { randomUUID } from 'node:crypto';
import { access, mkdir, readdir, rename, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';

/** The folder through which a program is asked and told, as far as it is written to. Each rejects with the error of the disk. */
export interface ControlFiles {
  /** Makes the folder (mode 0700) with those above it, and removes requests and answers that stand in it. */
  prepare(folder: string): Promise<void>;
  /** Puts a whole file in place at once: a program that reads at the same time sees the old one or the new one. */
  put(file: string, text: string): Promise<void>;
  has(file: string): Promise<boolean>;
  /** No error where there is none. */
  remove(file: string): Promise<void>;
}

const ANSWER = 'health.json';
const OURS = (name: string): boolean =>
  name === ANSWER || name.startsWith('.new-') || (name.startsWith('request-') && name.endsWith('.json'));

/** Where the engine's last answer stands. */
export const healthFile = (folder: string): string => path.join(folder, ANSWER);

/** Where a request stands until it is answered. */
export const requestFile = (folder: string, id: string): string => path.join(folder, `request-${id}.json`);

export const diskControlFiles: ControlFiles = {
  async prepare(folder) {
    await mkdir(folder, { recursive: true, mode: 0o700 });
    const names = (await readdir(folder)).filter(OURS);
    await Promise.all(names.map((name) => rm(path.join(folder, name), { force: true })));
  },
  async put(file, text) {
    // Two lives of one run may write at once: the name is nobody else's.
    const beside = path.join(path.dirname(file), `.new-${randomUUID()}`);
    try {
      await writeFile(beside, text, { mode: 0o600 });
      await rename(beside, file);
    } catch (error) {
      await rm(beside, { force: true }).catch(() => {});
      throw error;
    }
  },
  has: (file) =>
    access(file).then(
      () => true,
      (error: NodeJS.ErrnoException) => {
        if (error.code === 'ENOENT') return false;
        throw error;
      },
    ),
  remove: (file) => rm(file, { force: true }),
};

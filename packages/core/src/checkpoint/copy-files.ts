import { createHash, randomUUID } from 'node:crypto';
import type * as promises from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import type { Millis } from '../contract.js';
import { sourceError, targetError } from './copy-error.js';
import { readTree, type TreeFile } from './tree.js';
import type { CheckpointFs } from './types.js';

/** What a copy needs of a file system; tests pass one that fails. */
export type CopyFs = CheckpointFs & Pick<typeof promises, 'mkdir' | 'rename' | 'rm' | 'utimes'>;

/** SHA-256 of each file by its relative path, in hexadecimal. */
export type Digests = ReadonlyMap<string, string>;

const CHUNK = 4 << 20;

/**
 * Copies files below `to`, forced to the disk, each with its time: what was written last is told by that. Returns the
 * SHA-256 of what was read.
 *
 * @throws CopyError which side failed; the abort's reason.
 */
export async function copyFiles(
  files: readonly TreeFile[],
  placeOf: (file: TreeFile) => string,
  fs: CopyFs,
  abort: AbortSignal,
): Promise<Digests> {
  const digests = new Map<string, string>();
  for (const file of files) digests.set(file.name, await copyFile(file, placeOf(file), fs, abort));
  return digests;
}

async function copyFile(file: TreeFile, place: string, fs: CopyFs, abort: AbortSignal): Promise<string> {
  const onTarget = <T>(work: Promise<T>): Promise<T> =>
    work.catch((error: unknown) => {
      throw targetError(dirname(place), error);
    });
  const onSource = <T>(work: Promise<T>): Promise<T> =>
    work.catch((error: unknown) => {
      throw sourceError(file.path, error);
    });
  const hash = createHash('sha256');
  const chunk = Buffer.alloc(CHUNK);
  await onTarget(fs.mkdir(dirname(place), { recursive: true }));
  const from = await onSource(fs.open(file.path, 'r'));
  try {
    const to = await onTarget(fs.open(place, 'w'));
    try {
      for (let at = 0; ; ) {
        abort.throwIfAborted();
        const { bytesRead } = await onSource(from.read(chunk, 0, CHUNK, at));
        if (bytesRead === 0) break;
        hash.update(chunk.subarray(0, bytesRead));
        for (let done = 0; done < bytesRead; )
          done += (await onTarget(to.write(chunk, done, bytesRead - done, at + done))).bytesWritten;
        at += bytesRead;
      }
      await onTarget(forced(to));
    } finally {
      // A server may say only now that there was no room.
      await onTarget(to.close());
    }
  } finally {
    await from.close();
  }
  // Some file systems keep no times that are set: that alone is no failure.
  await fs.utimes(place, file.mtime / 1000, file.mtime / 1000).catch(() => {});
  return hash.digest('hex');
}

/** To the disk, as far as the file system can: some that are mounted by a program of their own can't be asked. */
async function forced(file: promises.FileHandle): Promise<void> {
  await file.sync().catch((error: NodeJS.ErrnoException) => {
    if (!['EINVAL', 'ENOSYS', 'ENOTSUP', 'EOPNOTSUPP'].includes(error.code ?? '')) throw error;
  });
}

/** SHA-256 of files as they are now. Throws what the file system throws. */
export async function digestsOf(
  files: readonly TreeFile[],
  fs: CheckpointFs,
  abort: AbortSignal,
): Promise<Map<string, string>> {
  const digests = new Map<string, string>();
  const chunk = Buffer.alloc(CHUNK);
  for (const { name, path } of files) {
    const hash = createHash('sha256');
    const file = await fs.open(path, 'r');
    try {
      for (let at = 0; ; ) {
        abort.throwIfAborted();
        const { bytesRead } = await file.read(chunk, 0, CHUNK, at);
        if (bytesRead === 0) break;
        hash.update(chunk.subarray(0, bytesRead));
        at += bytesRead;
      }
    } finally {
      await file.close();
    }
    digests.set(name, hash.digest('hex'));
  }
  return digests;
}

/** Writes a small file whole or not at all. `scratch` is a name beside it that nobody else uses. */
export async function writeWhole(path: string, scratch: string, text: string, fs: CopyFs): Promise<void> {
  try {
    const file = await fs.open(scratch, 'w');
    try {
      await file.writeFile(text);
      await forced(file);
    } finally {
      await file.close();
    }
    await fs.rename(scratch, path);
  } catch (error) {
    await fs.rm(scratch, { force: true }).catch(() => {});
    throw error;
  }
}

/** What begins so, in a folder of copies, is no checkpoint: a copy that is not done, or never was. */
const PARTIAL = '.partial-';

/** Beside `place`, a name of which no checkpoint's name could be read, and that nobody else uses. */
export function partialBeside(place: string): string {
  const of = createHash('sha256').update(basename(place)).digest('hex').slice(0, 8);
  return join(dirname(place), `${PARTIAL}${of}-${randomUUID().slice(0, 8)}`);
}

/** Deletes copies that were never finished: those of which nothing was written since `before`. What can't be deleted stays. */
export async function pruneUnfinished(to: string, before: Millis, fs: CopyFs): Promise<void> {
  const names = await fs.readdir(to).catch(() => []);
  for (const name of names.filter((one) => one.startsWith(PARTIAL))) {
    const tree = await readTree(join(to, name), fs);
    if (tree.ok && tree.mtime < before && tree.files.length > 0)
      await fs.rm(join(to, name), { recursive: true, force: true }).catch(() => {});
  }
}

/** Where a file of a checkpoint lies below a folder that stands for the checkpoint. */
export const below = (folder: string) => (file: TreeFile) => join(folder, ...file.name.split('/'));

import * as promises from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { CopyError, notThere, sourceError, targetError } from './copy-error.js';
import { below, type CopyFs, copyFiles, type Digests, digestsOf, partialBeside, writeWhole } from './copy-files.js';
import { copyWord } from './copy-word.js';
import { isMissing } from './errors.js';
import { readSeal } from './seal.js';
import { readTree, type Tree } from './tree.js';
import type { Checkpoint } from './types.js';
import { verifyCheckpoint } from './verify.js';

export interface CopyOptions {
  /** Default: the disk. */
  readonly fs?: CopyFs;
  /** Whether the copy is read again as a whole, and compared with what was read of the checkpoint. Default: true. */
  readonly hashes?: boolean;
  readonly abort?: AbortSignal;
}

/** A checkpoint that stands at its second place, whole. */
export interface Copied {
  /** The copy: a folder, or a file. */
  readonly path: string;
  readonly bytes: number;
  /** Of a checkpoint in one file. */
  readonly sha256?: string;
  /** False where an equal one was there already. */
  readonly copied: boolean;
}

type Whole = Extract<Tree, { ok: true }>;

/**
 * Copies a checkpoint, a folder or a file, into the folder `to`, with what vouches for it: its seal (`step_400.pt.json`),
 * or the tracker that names it. It gets its name only when all of it is on the disk and is what was read, the seal comes
 * last, and then it is verified in its place. One that is there already is replaced unless it is equal.
 *
 * `to` is made where its parent is there; a folder further up is not, since it may be one that is to be mounted.
 *
 * @throws CopyError which side failed, and what to do; the abort's reason.
 */
export async function copyCheckpoint(checkpoint: Checkpoint, to: string, options: CopyOptions = {}): Promise<Copied> {
  const { fs = promises, hashes = true, abort = new AbortController().signal } = options;
  const target = resolve(to);
  const { path } = checkpoint;
  const place = join(target, basename(path));
  abort.throwIfAborted();
  const tree = await sourceTree(path, fs);
  await makeFolder(target, fs);
  if (await isSame(path, place, fs))
    throw new CopyError('target', `${path} was not copied: it lies in ${target} itself. Name another folder.`);
  const bytes = tree.files.reduce((sum, { size }) => sum + size, 0);
  const equal = await equalDigests(tree, place, fs, abort);
  const digests = equal ?? (await replace(tree, path, place, { fs, hashes, abort }));
  await vouch(checkpoint, tree, digests, place, fs);
  const { complete, reason } = await verifyCheckpoint({ ...checkpoint, path: place, home: target }, undefined, fs);
  if (!complete) throw new CopyError('target', `The copy ${place} is not whole: ${reason}.`);
  const [sha256] = tree.single ? digests.values() : [];
  return { path: place, bytes, ...(sha256 === undefined ? {} : { sha256 }), copied: equal === undefined };
}

async function sourceTree(path: string, fs: CopyFs): Promise<Whole> {
  await fs.stat(path).catch((error: unknown) => {
    throw sourceError(path, error);
  });
  const tree = await readTree(path, fs);
  if (!tree.ok) throw new CopyError('source', `${path} was not copied: ${tree.reason}.`);
  if (tree.files.length === 0) throw new CopyError('source', `${path} was not copied: it is empty.`);
  return tree;
}

async function makeFolder(to: string, fs: CopyFs): Promise<void> {
  await fs.mkdir(to).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'EEXIST') return;
    throw error.code === 'ENOENT' ? notThere(to) : targetError(to, error);
  });
}

async function isSame(path: string, place: string, fs: CopyFs): Promise<boolean> {
  const [one, other] = await Promise.all([path, place].map((each) => fs.realpath(each).catch(() => undefined)));
  return one !== undefined && one === other;
}

/** The digests of what stands at `place` where that is equal, file by file; times are not looked at. */
async function equalDigests(tree: Whole, place: string, fs: CopyFs, abort: AbortSignal): Promise<Digests | undefined> {
  const there = await readTree(place, fs);
  if (!there.ok || there.single !== tree.single) return undefined;
  const sizes = (files: Whole['files']) => JSON.stringify(files.map(({ name, size }) => [name, size]).sort());
  if (sizes(tree.files) !== sizes(there.files)) return undefined;
  try {
    const digests = await digestsOf(tree.files, fs, abort);
    const others = await digestsOf(there.files, fs, abort);
    return [...digests].every(([name, digest]) => others.get(name) === digest) ? digests : undefined;
  } catch {
    abort.throwIfAborted();
    // Whichever side it was says so when it is copied.
    return undefined;
  }
}

async function replace(
  tree: Whole,
  path: string,
  place: string,
  { fs, hashes, abort }: Required<CopyOptions>,
): Promise<Digests> {
  const to = dirname(place);
  const scratch = partialBeside(place);
  const placeOf = tree.single ? () => scratch : below(scratch);
  try {
    const digests = await copyFiles(tree.files, placeOf, fs, abort);
    await refuseChanged(tree, path, fs);
    await refuseBroken(tree, path, digests, fs);
    if (hashes) {
      const copies = tree.files.map((file) => ({ ...file, path: placeOf(file) }));
      const now = await digestsOf(copies, fs, abort).catch((error: unknown) => {
        abort.throwIfAborted();
        throw targetError(to, error);
      });
      const wrong = copies.find(({ name }) => now.get(name) !== digests.get(name));
      if (wrong)
        throw new CopyError('target', `The copy of ${path} in ${to} is not what was written: ${wrong.name} differs.`);
    }
    await moveTo(scratch, place, fs).catch((error: unknown) => {
      throw targetError(to, error);
    });
    return digests;
  } catch (error) {
    await fs.rm(scratch, { recursive: true, force: true }).catch(() => {});
    throw error;
  }
}

async function refuseChanged(tree: Whole, path: string, fs: CopyFs): Promise<void> {
  const after = await readTree(path, fs);
  if (after.ok && Object.entries(after.look).every(([name, look]) => tree.look[name] === look)) return;
  const why = after.ok ? 'it changed while it was read' : after.reason;
  throw new CopyError('source', `${path} was not copied: ${why}.`, { passing: true });
}

async function refuseBroken(tree: Whole, path: string, digests: Digests, fs: CopyFs): Promise<void> {
  if (!tree.single) return;
  const seal = await readSeal(path, fs).catch((error: unknown) => {
    throw sourceError(path, error);
  });
  const [sha256 = ''] = digests.values();
  if (seal === undefined || seal.sha256 === sha256) return;
  const differs = `it has the SHA-256 ${sha256.slice(0, 12)}… where ${seal.sha256.slice(0, 12)}… was written`;
  throw new CopyError('source', `${path} was not copied: ${differs}.`);
}

/** What stood there goes first, with its seal: a seal is of one file alone. */
async function moveTo(scratch: string, place: string, fs: CopyFs): Promise<void> {
  await fs.rm(`${place}.json`, { force: true });
  const old = await fs.lstat(place).catch((error: unknown) => {
    if (isMissing(error)) return undefined;
    throw error;
  });
  if (old?.isDirectory()) await fs.rm(place, { recursive: true, force: true });
  await fs.rename(scratch, place);
}

async function vouch(
  checkpoint: Checkpoint,
  { single }: Whole,
  digests: Digests,
  place: string,
  fs: CopyFs,
): Promise<void> {
  try {
    if (single) await copySeal(checkpoint.path, place, digests, fs);
    await copyWord(checkpoint, place, fs);
  } catch (error) {
    throw targetError(dirname(place), error);
  }
}

async function copySeal(path: string, place: string, digests: Digests, fs: CopyFs): Promise<void> {
  const seal = await readSeal(path, fs).catch((error: unknown) => {
    throw sourceError(path, error);
  });
  const [sha256] = digests.values();
  // The file may have been replaced since it was read: then the seal is of another one.
  if (seal === undefined || seal.sha256 !== sha256) return;
  const text = await fs.readFile(`${path}.json`, 'utf8');
  await writeWhole(`${place}.json`, partialBeside(place), text, fs);
}

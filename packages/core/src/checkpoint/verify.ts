import * as promises from 'node:fs/promises';
import { basename, dirname, resolve } from 'node:path';
import { sentence } from './errors.js';
import { evidenceOf } from './evidence.js';
import { checkSafetensors } from './safetensors.js';
import { brokenSeal, readSeal, type Seal } from './seal.js';
import { checkTorchFile } from './torch-file.js';
import { readTree, type Tree, type TreeFile } from './tree.js';
import type { CheckpointFs, CheckpointKind, Look, Verification } from './types.js';
import { isWeights } from './weights.js';

/** A checkpoint to be looked at, a folder or one file. */
export interface Subject {
  readonly path: string;
  readonly kind: CheckpointKind;
  readonly step?: number;
  /** Where the tracker is; default: the checkpoint's parent. */
  readonly home?: string;
}

/**
 * Looks at one checkpoint. Complete only with positive evidence; every error while reading means not complete, with a
 * reason. Never throws.
 *
 * @param previousLook `look` of an earlier verification. A file that changed since then is still being written: one
 * look can't see that, so nothing should be resumed from before two looks agree (`latestVerified` takes both).
 * @param hashes whether a file is read as a whole where its SHA-256 stands beside it. Its size is always compared.
 */
export async function verifyCheckpoint(
  subject: Subject,
  previousLook?: Look,
  fs: CheckpointFs = promises,
  hashes = false,
): Promise<Verification> {
  const tree = await readTree(subject.path, fs);
  if (!tree.ok) return { complete: false, reason: tree.reason, look: {}, mtime: 0 };
  const { look, mtime } = tree;
  try {
    const seal = tree.single ? await readSeal(subject.path, fs) : undefined;
    const reason =
      (await problemOf(subject, tree, previousLook, fs)) ?? (seal && (await unsealed(tree, seal, hashes, fs)));
    const healthy = seal?.healthy === undefined ? {} : { healthy: seal.healthy };
    return { complete: reason === undefined, ...(reason === undefined ? {} : { reason }), look, mtime, ...healthy };
  } catch (error) {
    return { complete: false, reason: `it could not be read: ${sentence(error)}`, look, mtime };
  }
}

async function unsealed({ files }: Extract<Tree, { ok: true }>, seal: Seal, hashes: boolean, fs: CheckpointFs) {
  const [file] = files;
  const broken = file === undefined ? undefined : await brokenSeal(file.path, file.size, seal, hashes, fs);
  return broken === undefined ? undefined : `it ${broken}`;
}

async function problemOf(
  { path, kind, step, home = dirname(resolve(path)) }: Subject,
  tree: Extract<Tree, { ok: true }>,
  previousLook: Look | undefined,
  fs: CheckpointFs,
): Promise<string | undefined> {
  if (tree.files.length === 0) return 'it is empty';
  const leftover = tree.files.find((file) => isLeftover(file.name));
  if (leftover) return `${leftover.name} is left over from an unfinished write`;
  const changed = previousLook && changedSince(previousLook, tree.look);
  if (changed) return `${changed} changed between two looks, so it is still being written`;
  const evidence = await evidenceOf({ kind, step, tree, home, name: basename(resolve(path)) }, fs);
  if ('problem' in evidence) return evidence.problem;
  for (const file of tree.files) {
    const problem = await fileProblem(file, evidence.vouched, fs);
    if (problem) return tree.single ? `it ${problem}` : `${file.name} ${problem}`;
  }
  return undefined;
}

async function fileProblem(file: TreeFile, vouched: boolean, fs: CheckpointFs): Promise<string | undefined> {
  if (!isWeights(file.name)) return undefined;
  if (file.size === 0) return 'is empty';
  try {
    if (file.name.endsWith('.safetensors')) return await checkSafetensors(file.path, file.size, fs);
    // A .distcp shard is a run of tensors without a frame of its own: its index is what names it.
    return file.name.endsWith('.distcp') ? undefined : await checkTorchFile(file.path, file.size, vouched, fs);
  } catch (error) {
    return `could not be read: ${sentence(error)}`;
  }
}

function isLeftover(name: string): boolean {
  return name
    .split('/')
    .some((part) => /\.(tmp|incomplete|part|partial)$/.test(part) || /\.tmp[._-]|^tmp[._-]/.test(part));
}

function changedSince(before: Look, now: Look): string | undefined {
  for (const [name, size] of Object.entries(now)) if (before[name] !== size) return name;
  return Object.keys(before).find((name) => !(name in now));
}

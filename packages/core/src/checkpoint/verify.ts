import * as promises from 'node:fs/promises';
import { basename, dirname, resolve } from 'node:path';
import { sentence } from './errors.js';
import { missingEvidence } from './evidence.js';
import { readName, readTracker } from './layout.js';
import { checkSafetensors } from './safetensors.js';
import { checkTorchZip } from './torch-zip.js';
import { readTree, type Tree, type TreeFile } from './tree.js';
import type { CheckpointFs, Look, Verification } from './types.js';

/**
 * Looks at one checkpoint directory, whose name says its kind and step. Complete only with positive evidence; every
 * error while reading means not complete, with a reason. Never throws.
 *
 * @param previousLook `look` of an earlier verification. A file that changed since then is still being written: one
 * look can't see that, so nothing should be resumed from before two looks agree (`latestVerified` takes both).
 * @param trackerDirectory where the tracker is; default: the checkpoint's parent.
 */
export async function verifyCheckpoint(
  path: string,
  previousLook?: Look,
  fs: CheckpointFs = promises,
  trackerDirectory: string = dirname(resolve(path)),
): Promise<Verification> {
  const tree = await readTree(path, fs);
  if (!tree.ok) return { complete: false, reason: tree.reason, look: {}, mtime: 0 };
  const { look, mtime } = tree;
  const reason = await problemOf(path, tree, previousLook, fs, trackerDirectory);
  return reason === undefined ? { complete: true, look, mtime } : { complete: false, reason, look, mtime };
}

async function problemOf(
  path: string,
  tree: Extract<Tree, { ok: true }>,
  previousLook: Look | undefined,
  fs: CheckpointFs,
  trackerDirectory: string,
): Promise<string | undefined> {
  const named = readName(basename(resolve(path)));
  if (!named) return 'its name is not that of a checkpoint';
  if (tree.files.length === 0) return 'it is empty';
  const leftover = tree.files.find((file) => isLeftover(file.name));
  if (leftover) return `${leftover.name} is left over from an unfinished write`;
  const changed = previousLook && changedSince(previousLook, tree.look);
  if (changed) return `${changed} changed between two looks, so it is still being written`;
  try {
    // The Trainer has no tracker; a file called `latest` beside its checkpoints is somebody else's.
    const isTracked = named.kind !== 'huggingface';
    const tracked = isTracked ? await readTracker(trackerDirectory, named.kind, fs) : ({ is: 'absent' } as const);
    const missing = await missingEvidence(named.kind, named.step, tree, tracked, fs);
    if (missing) return missing;
    for (const file of tree.files) {
      const problem = await fileProblem(file, fs);
      if (problem) return `${file.name} ${problem}`;
    }
    return undefined;
  } catch (error) {
    return `it could not be read: ${sentence(error)}`;
  }
}

async function fileProblem(file: TreeFile, fs: CheckpointFs): Promise<string | undefined> {
  if (!isWeights(file.name)) return undefined;
  if (file.size === 0) return 'is empty';
  try {
    if (file.name.endsWith('.safetensors')) return await checkSafetensors(file.path, file.size, fs);
    // A .distcp shard is a run of tensors without a frame of its own: its index is what names it.
    return file.name.endsWith('.distcp') ? undefined : await checkTorchZip(file.path, file.size, fs);
  } catch (error) {
    return `could not be read: ${sentence(error)}`;
  }
}

/** `.bin` is a common ending of other things too; these are the ones that torch writes. */
function isWeights(name: string): boolean {
  return (
    /\.(safetensors|pt|pth|distcp)$/.test(name) || /(pytorch_model|adapter_model|training_args)[^/]*\.bin$/.test(name)
  );
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

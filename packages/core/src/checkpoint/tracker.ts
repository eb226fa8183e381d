import { join } from 'node:path';
import type { Millis } from '../contract.js';
import { isMissing, sentence } from './errors.js';
import { readFileName, readName } from './names.js';
import type { CheckpointFs, CheckpointKind } from './types.js';

/** What the files beside checkpoints say of the newest one. `absent`: there is none; `unreadable`: it says nothing usable. */
export type Tracked =
  | { readonly is: 'step'; readonly step: number; readonly file: string; readonly at: Millis }
  | { readonly is: 'name'; readonly name: string; readonly file: string; readonly at: Millis }
  | { readonly is: 'absent' }
  | { readonly is: 'unreadable'; readonly reason: string };

const ITERATION = 'latest_checkpointed_iteration.txt';

/**
 * Megatron writes a bare number to its tracker, and so does verl beside `global_step_N`; others write a name to `latest`
 * or `last_checkpoint`, or make it a link. The Trainer has none: a `latest` beside its checkpoints is somebody else's.
 */
const TRACKERS: Readonly<Record<CheckpointKind, readonly string[]>> = {
  megatron: [ITERATION],
  huggingface: [],
  ray_train: [],
  deepspeed: ['latest', ITERATION],
  generic: ['latest', ITERATION],
  torch_distributed: ['latest', ITERATION],
  lightning: ['latest'],
  file: ['latest', 'last_checkpoint', ITERATION],
};

/** The file that is expected to name a checkpoint of this kind. */
export const trackerOf = (kind: CheckpointKind): string => TRACKERS[kind][0] ?? 'latest';

/** Of several trackers the one that names the highest step; one that says nothing usable counts only where no other does. */
export async function readTracker(directory: string, kind: CheckpointKind, fs: CheckpointFs): Promise<Tracked> {
  let best: Tracked = { is: 'absent' };
  for (const file of TRACKERS[kind]) {
    const one = await readOne(directory, file, fs);
    if (weight(one) > weight(best)) best = one;
  }
  return best;
}

function weight(tracked: Tracked): number {
  if (tracked.is === 'step') return 2 + tracked.step;
  return { name: 1.5, unreadable: 1, absent: 0 }[tracked.is];
}

async function readOne(directory: string, file: string, fs: CheckpointFs): Promise<Tracked> {
  const path = join(directory, file);
  try {
    const entry = await fs.lstat(path);
    const link = entry.isSymbolicLink();
    const target = link ? await fs.realpath(path) : path;
    const at = entry.mtimeMs;
    const found = await fs.stat(target);
    if (found.isDirectory()) return link ? fromText(baseName(target), file, at) : { is: 'absent' };
    if (link && readFileName(baseName(target))) return fromText(baseName(target), file, at);
    return fromText((await fs.readFile(target, 'utf8')).trim(), file, at);
  } catch (error) {
    if (isMissing(error)) return { is: 'absent' };
    return { is: 'unreadable', reason: `${file} could not be read: ${sentence(error)}` };
  }
}

function fromText(text: string, file: string, at: Millis): Tracked {
  if (/^\d{1,15}$/.test(text)) return { is: 'step', step: Number(text), file, at };
  const name = baseName(text.replace(/\/+$/, ''));
  const named = readName(name) ?? readFileName(name);
  const step = named?.step ?? named?.count;
  if (step !== undefined) return { is: 'step', step, file, at };
  if (named) return { is: 'name', name, file, at };
  return { is: 'unreadable', reason: `${file} says ${JSON.stringify(text.slice(0, 40))}, which names no step` };
}

function baseName(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}

import { join } from 'node:path';
import { isMissing, sentence } from './errors.js';
import type { CheckpointFs, CheckpointKind } from './types.js';

const NAMES: readonly { readonly kind: CheckpointKind; readonly prefix: string }[] = [
  { kind: 'megatron', prefix: 'iter_' },
  { kind: 'huggingface', prefix: 'checkpoint-' },
  { kind: 'generic', prefix: 'global_step_' },
  { kind: 'deepspeed', prefix: 'global_step' },
  { kind: 'generic', prefix: 'step_' },
  { kind: 'generic', prefix: 'step-' },
];

/** Which software's checkpoint a directory of this name is, and its step; undefined when it is none. */
export function readName(name: string): { readonly kind: CheckpointKind; readonly step: number } | undefined {
  for (const { kind, prefix } of NAMES) {
    if (!name.startsWith(prefix)) continue;
    const digits = name.slice(prefix.length);
    const step = Number(digits);
    if (/^\d{1,15}$/.test(digits)) return { kind, step };
  }
  return undefined;
}

/** The step that the tracker beside a checkpoint names. `absent`: there is none; `unreadable`: it says nothing usable. */
export type Tracked =
  | { readonly is: 'step'; readonly step: number; readonly file: string }
  | { readonly is: 'absent' }
  | { readonly is: 'unreadable'; readonly reason: string };

/** Megatron writes a bare number to its tracker, the others a directory's name to `latest` or a link to it. */
export async function readTracker(directory: string, kind: CheckpointKind, fs: CheckpointFs): Promise<Tracked> {
  const file = kind === 'megatron' ? 'latest_checkpointed_iteration.txt' : 'latest';
  const path = join(directory, file);
  try {
    const entry = await fs.lstat(path);
    const link = entry.isSymbolicLink();
    const target = link ? await fs.realpath(path) : path;
    if ((await fs.stat(target)).isDirectory()) return link ? fromText(baseName(target), file) : { is: 'absent' };
    return fromText((await fs.readFile(target, 'utf8')).trim(), file);
  } catch (error) {
    if (isMissing(error)) return { is: 'absent' };
    return { is: 'unreadable', reason: `${file} could not be read: ${sentence(error)}` };
  }
}

function fromText(text: string, file: string): Tracked {
  if (/^\d{1,15}$/.test(text)) return { is: 'step', step: Number(text), file };
  const named = readName(baseName(text));
  if (named) return { is: 'step', step: named.step, file };
  return { is: 'unreadable', reason: `${file} says ${JSON.stringify(text.slice(0, 40))}, which names no step` };
}

function baseName(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}

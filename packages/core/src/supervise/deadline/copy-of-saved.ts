import { copyCheckpoint } from '../../checkpoint/copy.js';
import { CopyError } from '../../checkpoint/copy-error.js';
import type { Checkpoint } from '../../checkpoint/types.js';

export type CopyOfSaved =
  | { readonly ok: true; readonly path: string }
  /** `isGone`: the fault is with the checkpoint, and another one has to be found. */
  | { readonly ok: false; readonly why: string; readonly isGone: boolean };

/** Copies what was saved before the end to where the copies of the run are. Never throws. */
export async function copyOfSaved(checkpoint: Checkpoint, to: string, abort: AbortSignal): Promise<CopyOfSaved> {
  try {
    return { ok: true, path: (await copyCheckpoint(checkpoint, to, { abort })).path };
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    return { ok: false, why, isGone: error instanceof CopyError && error.side === 'source' };
  }
}

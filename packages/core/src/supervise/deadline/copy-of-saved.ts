import { CopyError } from '../../checkpoint/copy-error.js';
import type { Checkpoint } from '../../checkpoint/types.js';
import { keepCopy } from '../copies/keep-copy.js';
import type { Journal } from '../journal.js';
import type { RunContext } from '../options.js';

export type CopyOfSaved =
  /** Undefined: the run has no copies. */
  | { readonly ok: true; readonly path?: string }
  /** `isGone`: the fault is with the checkpoint, and another one has to be found. */
  | { readonly ok: false; readonly why: string; readonly isGone: boolean };

/** Copies what was saved before the end to where the copies of the run are. Never throws. */
export async function copyOfSaved(
  run: RunContext,
  journal: Journal,
  checkpoint: Checkpoint,
  abort: AbortSignal,
): Promise<CopyOfSaved> {
  const { copies } = run;
  if (copies === undefined) return { ok: true };
  try {
    return { ok: true, path: (await keepCopy({ ...run, copies }, journal, checkpoint, abort)).path };
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    return { ok: false, why, isGone: error instanceof CopyError && error.side === 'source' };
  }
}

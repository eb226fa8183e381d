import * as promises from 'node:fs/promises';
import { CopyError } from '../../checkpoint/copy-error.js';
import { searchCheckpoints } from '../../checkpoint/find.js';
import type { Checkpoint } from '../../checkpoint/types.js';
import type { Journal } from '../journal.js';
import type { CopyOptions, RunContext } from '../options.js';
import { copyOf } from './copies-state.js';
import { keepCopy } from './keep-copy.js';

/** Checkpoints that are not what was sealed, by what tells one state of them from another, and in what they differ. */
export type Broken = Map<string, string>;

/** So many are passed over at most, in one look. */
const MOST = 5;

/**
 * Copies the newest whole checkpoint unless it is copied. One that proves to be broken, or that has just been deleted, is
 * passed over for the next older one.
 *
 * @param broken what earlier looks have found; grows.
 * @returns a sentence about the newest that is broken.
 * @throws CopyError of the place of the copies; the abort's reason.
 */
export async function copyNewest(
  run: RunContext & { readonly copies: CopyOptions; readonly checkpoint_dir: string },
  journal: Journal,
  abort: AbortSignal,
  broken: Broken,
): Promise<string | undefined> {
  let told: string | undefined;
  let before: string | undefined;
  for (let tries = 0; tries < MOST; tries++) {
    // Each byte is read as it is copied: to read it twice here would take as long again.
    const options = { deps: run.deps, hashes: false, ...(before === undefined ? {} : { before }) };
    const { found } = await searchCheckpoints(run.checkpoint_dir, options);
    abort.throwIfAborted();
    if (found === undefined || (await isCopied(journal, found))) break;
    const known = broken.get(stateOf(found)) ?? (await tryToCopy(run, journal, found, abort, broken));
    if (known === undefined) break;
    if (known !== PASSING) told ??= known;
    before = found.path;
  }
  return told;
}

/** One that somebody has deleted, or that went with what was mounted there, is made again. */
async function isCopied(journal: Journal, found: Checkpoint): Promise<boolean> {
  const copy = copyOf(journal.snapshot.copies, found);
  return copy !== undefined && (await promises.stat(copy.path).catch(() => undefined)) !== undefined;
}

const PASSING = '';
const stateOf = ({ path, mtime }: Checkpoint): string => `${mtime} ${path}`;

/** Undefined once it is copied; else why not, which is empty where that may be over by the next look. */
async function tryToCopy(
  run: RunContext & { readonly copies: CopyOptions },
  journal: Journal,
  found: Checkpoint,
  abort: AbortSignal,
  broken: Broken,
): Promise<string | undefined> {
  try {
    await keepCopy(run, journal, found, abort);
    return undefined;
  } catch (error) {
    if (!(error instanceof CopyError) || error.side === 'target') throw error;
    if (error.passing) return PASSING;
    broken.set(stateOf(found), error.message);
    return error.message;
  }
}

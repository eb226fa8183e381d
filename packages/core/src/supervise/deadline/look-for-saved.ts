import { stat } from 'node:fs/promises';
import { isMissing, sentence } from '../../checkpoint/errors.js';
import { checkpointAt, searchCheckpoints } from '../../checkpoint/find.js';
import { whyNone } from '../../checkpoint/latest.js';
import type { Checkpoint } from '../../checkpoint/types.js';
import type { Deps } from '../../contract.js';
import type { KnownCheckpoint } from './deadline-state.js';

/** What has come of a question. */
export type Found =
  /** Written after the question, and found whole by two looks. */
  | { readonly is: 'whole'; readonly checkpoint: Checkpoint }
  /** The program has verified it by its own word, and it lies where it can't be seen from here. */
  | { readonly is: 'told'; readonly path: string; readonly step?: number }
  /** It is said to be there, and is not what it should be. */
  | { readonly is: 'broken'; readonly path: string; readonly why: string }
  /** `why`: as far as the directory tells. */
  | { readonly is: 'nothing'; readonly why?: string };

/** A checkpoint that the program has told of. */
export interface Told {
  readonly path: string;
  readonly step?: number;
  /** It has read it again: that counts where the file is not to be seen from here. */
  readonly verified: boolean;
}

export interface LookingFor {
  /** Those that were told of since the question, the newest first. */
  readonly told: readonly Told[];
  readonly directory?: string | undefined;
  /** The newest one at the time of the question. */
  readonly known?: KnownCheckpoint | undefined;
  /** Whether files are read as a whole where their SHA-256 stands beside them. */
  readonly hashes: boolean;
  readonly deps: Deps;
}

/** Looks for a checkpoint that was written after a question: where the program says, else in its directory. Never throws. */
export async function lookForSaved({ told, directory, known, hashes, deps }: LookingFor): Promise<Found> {
  let broken: Found | undefined;
  for (const one of told) {
    const found = await lookAt(one, hashes, deps);
    if (found.is === 'whole' || found.is === 'told') return found;
    if (found.is === 'broken') broken ??= found;
  }
  if (directory === undefined) return broken ?? { is: 'nothing' };
  // Only what is new is read as a whole: the one before may be large, and is looked at again and again.
  const search = await searchCheckpoints(directory, { hashes: false, deps });
  const { found } = search;
  if (found !== undefined && isNewer(found, known)) {
    const read = hashes ? await lookAt({ path: found.path, verified: false }, true, deps) : undefined;
    return read ?? { is: 'whole', checkpoint: found };
  }
  return broken ?? { is: 'nothing', why: found === undefined ? whyNone(search) : `The newest is still ${found.path}.` };
}

async function lookAt({ path, step, verified }: Told, hashes: boolean, deps: Deps): Promise<Found> {
  const checkpoint = await checkpointAt(path, { hashes, deps });
  if (checkpoint?.complete) return { is: 'whole', checkpoint };
  if (checkpoint !== undefined) return { is: 'broken', path, why: checkpoint.reason ?? 'it is not complete' };
  try {
    await stat(path);
    return { is: 'broken', path, why: 'it does not have the name of a checkpoint' };
  } catch (error) {
    if (!isMissing(error)) return { is: 'broken', path, why: `it could not be read: ${sentence(error)}` };
    if (verified) return { is: 'told', path, ...(step === undefined ? {} : { step }) };
    return { is: 'broken', path, why: 'it is not there' };
  }
}

/** What the directory holds before a question: what is there then was not written for it. Never throws. */
export async function newestBefore(directory: string | undefined, deps: Deps): Promise<KnownCheckpoint | undefined> {
  if (directory === undefined) return undefined;
  const { found } = await searchCheckpoints(directory, { hashes: false, deps, settle: 0 });
  return found && { path: found.path, mtime: found.mtime };
}

/** Times are those of one disk, so that no clocks are compared. An older one that comes to light is not newer. */
const isNewer = ({ path, mtime }: Checkpoint, known: KnownCheckpoint | undefined): boolean =>
  known === undefined || mtime > known.mtime || (mtime === known.mtime && path !== known.path);

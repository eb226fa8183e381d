import { checkpointAt } from '../../checkpoint/at.js';
import { searchCheckpoints } from '../../checkpoint/find.js';
import { whyNone } from '../../checkpoint/latest.js';
import type { Checkpoint } from '../../checkpoint/types.js';
import type { Deps } from '../../contract.js';
import type { KnownCheckpoint } from './deadline-state.js';
import type { HeardCheckpoint } from './heard-checkpoints.js';

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

export interface LookingFor {
  /** Those that were told of since the question, the newest first. */
  readonly told: readonly Pick<HeardCheckpoint, 'path' | 'step' | 'verified'>[];
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
  for (const { path, step, verified } of told) {
    const seen = await checkpointAt(path, { hashes, deps });
    if (seen.is === 'seen' && seen.checkpoint.complete) return { is: 'whole', checkpoint: seen.checkpoint };
    if (seen.is === 'missing' && verified) return { is: 'told', path, ...(step === undefined ? {} : { step }) };
    if (seen.is === 'seen') broken ??= { is: 'broken', path, why: seen.checkpoint.reason ?? 'it is not complete' };
    if (seen.is === 'unreadable') broken ??= { is: 'broken', path, why: seen.reason };
  }
  if (directory === undefined) return broken ?? { is: 'nothing' };
  const search = await searchCheckpoints(directory, { hashes, deps });
  const { found } = search;
  if (found !== undefined && isNewer(found, known)) return { is: 'whole', checkpoint: found };
  return broken ?? { is: 'nothing', why: found === undefined ? whyNone(search) : newestIs(found) };
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

const newestIs = ({ path }: Checkpoint): string => `The newest is still ${path}.`;

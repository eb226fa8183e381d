import * as promises from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { listCandidates } from './candidates.js';
import { isMissing, sentence } from './errors.js';
import { type LatestOptions, lookTwice } from './find.js';
import type { Checkpoint } from './types.js';

export type LookAtOne =
  /** Two looks were taken at it: `complete`, or not and why. */
  | { readonly is: 'seen'; readonly checkpoint: Checkpoint }
  /** Nothing of this name is to be seen from here: it may be on another machine. */
  | { readonly is: 'missing' }
  | { readonly is: 'unreadable'; readonly reason: string };

/** Two looks at the checkpoint of one path, which somebody has named. Takes at least `settle` when it is whole. Never throws. */
export async function checkpointAt(
  path: string,
  options: Pick<LatestOptions, 'hashes' | 'settle' | 'deps' | 'fs'> = {},
): Promise<LookAtOne> {
  const { fs = promises } = options;
  const place = resolve(path);
  try {
    await fs.stat(place);
  } catch (error) {
    return isMissing(error) ? { is: 'missing' } : { is: 'unreadable', reason: sentence(error) };
  }
  const listing = await listCandidates(dirname(place), fs);
  if (!listing.ok) return { is: 'unreadable', reason: listing.reason };
  const candidate = listing.candidates.find((one) => resolve(one.path) === place);
  if (candidate === undefined) return { is: 'unreadable', reason: 'it does not have the name of a checkpoint' };
  return { is: 'seen', checkpoint: await lookTwice(candidate, Number.POSITIVE_INFINITY, options, fs) };
}

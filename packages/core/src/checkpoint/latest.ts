import * as promises from 'node:fs/promises';
import type { Millis } from '../contract.js';
import { systemDeps } from '../deps.js';
import { NoCheckpointError, PermissionDeniedError } from '../platform-errors.js';
import { unlessAborted } from '../unless-aborted.js';
import { abortableFs } from './abortable-fs.js';
import { type LatestOptions, type PassedOver, type Search, searchCheckpoints } from './find.js';
import type { CheckpointKind } from './types.js';

/** What `latestCheckpoint` takes. */
export interface LatestCheckpointOptions extends LatestOptions {
  /** Ends the search: it rejects with its reason. Default: none. */
  readonly signal?: AbortSignal;
}

export interface LatestCheckpoint {
  /** A folder, or a file. */
  readonly path: string;
  /** Undefined where nothing tells it. */
  readonly step?: number;
  readonly kind: CheckpointKind;
  readonly complete: true;
  /** When its newest file was written, in ms since the epoch. */
  readonly written_at: Millis;
  /** Seconds since then; never negative, whatever the clock that wrote it said. */
  readonly age_seconds: number;
  /** Newer ones that are not complete, the newest first. */
  readonly passed_over: readonly PassedOver[];
}

/**
 * The newest complete checkpoint of a directory, which two looks found whole and unchanged.
 *
 * @throws NoCheckpointError where none is: it says which were passed over and why.
 * @throws PermissionDeniedError where the directory may not be read: it may well hold some.
 * @throws Error where it can't be read now, as on a file system that has gone.
 */
export async function latestCheckpoint(
  directory: string,
  options: LatestCheckpointOptions = {},
): Promise<LatestCheckpoint> {
  const { signal, ...how } = options;
  const search =
    signal === undefined
      ? await searchCheckpoints(directory, how)
      : await unlessAborted(
          () => searchCheckpoints(directory, { ...how, fs: abortableFs(how.fs ?? promises, signal) }),
          signal,
        );
  const { found, passed_over, trouble } = search;
  if (trouble?.why === 'denied')
    throw new PermissionDeniedError(
      `The checkpoints in ${directory} may not be read: ${trouble.reason}.`,
      'Let the user that runs sigwatch read that folder, or name another one.',
    );
  if (trouble?.why === 'failed') throw new Error(`${trouble.reason}. See that its file system is there.`);
  if (found === undefined) throw new NoCheckpointError(directory, `${whyNone(search)} ${REMEDY}`);
  const { path, step, kind, mtime } = found;
  const now = (options.deps ?? systemDeps).now();
  return {
    path,
    kind,
    ...(step === undefined ? {} : { step }),
    complete: true,
    written_at: mtime,
    age_seconds: Math.max(0, now - mtime) / 1000,
    passed_over,
  };
}

const REMEDY = 'Name the folder that the training saves to (checkpoint_dir), or begin without a checkpoint.';

/** Why a search found none, as sentences for people. */
export function whyNone({ passed_over, trouble, ambiguous }: Search): string {
  if (trouble !== undefined) return `${upper(trouble.reason)}.`;
  if (ambiguous !== undefined)
    return `Several folders hold some (${ambiguous.slice(0, 5).join(', ')}): name one of them.`;
  const [newest] = passed_over;
  if (newest === undefined) return 'Nothing there has the name of a checkpoint.';
  const more = passed_over.length === 1 ? '' : ` ${passed_over.length - 1} older ones are not complete either.`;
  return `The newest is ${newest.path}: ${newest.reason}.${more}`;
}

const upper = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);

import type { Millis } from '../../contract.js';
import type { SigwatchFile } from '../../generated/sigwatch.js';
import { duration } from '../duration.js';

/** Where records of a run are kept, and by what command they are made to last. */
export interface RecordsSettings {
  readonly directory: string;
  /** Modal Volume that the folder is of: `NAME`, or `NAME:/PATH` with the folder's path inside the Volume. */
  readonly volume?: string;
  /** argv that keeps what was written. Default: with `volume` the Volume's own commit. */
  readonly commit?: readonly string[];
  /** ms between two commits. Default a minute. */
  readonly commit_interval?: Millis;
}

/** What the file says, with the folder as an absolute path. A text is the folder alone. */
export function recordsSettings(
  given: NonNullable<SigwatchFile['records']>,
  at: (path: string) => string,
): RecordsSettings {
  if (typeof given === 'string') return { directory: at(given) };
  const { directory, volume, commit, commit_interval } = given;
  const interval = commit_interval === undefined ? undefined : duration(commit_interval);
  return {
    directory: at(directory),
    ...(volume === undefined ? {} : { volume }),
    ...(commit === undefined ? {} : { commit }),
    ...(interval === undefined ? {} : { commit_interval: interval }),
  };
}

import type { LastWords } from '../contract.js';
import type { TrackStates } from '../intake/intake.js';
import { type LastLine, lastOf } from '../last-line.js';
import { diskFiles, type EvidenceFiles } from './evidence/files.js';

/**
 * What the job has printed last. Where nothing was printed in this life, it is read from the end of the log that an earlier
 * life has read on last. Undefined where nothing was printed, or it can't be had: never rejects.
 */
export async function lastWords(
  line: LastLine,
  tracks: TrackStates,
  files: Pick<EvidenceFiles, 'tail'> = diskFiles,
): Promise<LastWords | undefined> {
  if (line.words !== undefined) return line.words;
  const read = [...tracks].filter(([, { cursor, past }]) => cursor !== undefined && cursor.offset > 0 && past !== true);
  const [source, track] = read.sort(([, a], [, b]) => (b.clock.last ?? 0) - (a.clock.last ?? 0))[0] ?? [];
  if (source === undefined || track?.cursor === undefined) return undefined;
  const text = lastOf(await files.tail(track.cursor.path).catch(() => ''));
  const at = track.clock.last;
  return text === undefined ? undefined : { text, source, ...(at === undefined ? {} : { at }) };
}

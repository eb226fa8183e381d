import type { TrackStates } from '../../intake/intake.js';
import type { EvidenceFiles } from './files.js';

/** More logs than this are not looked at. */
const LOGS = 1_024;

/** The last lines of each log that is a file, each under its path as `tail` writes it. Ends early at `abort`; what can't be read is left out. */
export async function lastLines(tracks: TrackStates, files: EvidenceFiles, abort: AbortSignal): Promise<string> {
  const paths = [...tracks.values()].flatMap(({ cursor }) => (cursor === undefined ? [] : [cursor.path]));
  let text = '';
  for (const path of [...new Set(paths)].slice(0, LOGS)) {
    if (abort.aborted) break;
    const lines = await files.tail(path).catch(() => undefined);
    if (lines !== undefined) text += `==> ${path} <==\n${lines}\n`;
  }
  return text;
}

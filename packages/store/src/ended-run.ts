import { text } from './errors.js';
import { type HeldRunDeps, holdRun } from './held-run.js';
import { isLive, readLease } from './lease.js';
import { currentOwner } from './process-table.js';
import { withJournal } from './read-only-run.js';
import type { RunFiles } from './run-files.js';

type Looking = Omit<HeldRunDeps, 'mode'>;

/**
 * Brings the files beside the journal of a run that has ended up to date. Nobody takes such a run up again, so what its
 * supervisor could not write any more, because it was killed after the last commit, would be missing for good. Returns
 * whether nothing is left to do; a directory that may not be written stays as it is.
 */
export function settleEnded(run_id: string, files: RunFiles, looking: Looking, holding: () => HeldRunDeps): boolean {
  try {
    const left = leftBy(files, looking);
    if (left !== 'a dead owner') return left === 'nobody';
    // Taking the run makes its files whole, and keeps two who see the same from writing at once.
    holdRun(run_id, currentOwner(), files, holding()).release();
    return true;
  } catch (error) {
    looking.warn(`the files beside the journal of run "${run_id}" may be behind: ${text(error)}`);
    return false;
  }
}

/** Who holds the run. One that was released was whole by then. */
function leftBy(files: RunFiles, { processes, now }: Looking): 'nobody' | 'a live owner' | 'a dead owner' {
  const at = now();
  return withJournal(
    files,
    processes,
    at,
    (db) => {
      const row = readLease(db);
      if (row === undefined || row.released_at !== null) return 'nobody';
      return isLive(row, processes, at) ? 'a live owner' : 'a dead owner';
    },
    () => 'a live owner',
  );
}

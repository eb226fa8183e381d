import { readFileSync } from 'node:fs';
import type { Json, Millis, SigwatchEvent, StoredRun } from '@sigwatch/core';
import { type Connection, openReader, translated } from './database.js';
import { isLive, type LeaseRow, readLease } from './lease.js';
import type { ProcessTable } from './process-table.js';
import { eventLines, readRun, recordLines } from './read-run.js';
import { type RunFiles, readLeaseFile, readSummary } from './run-files.js';

/**
 * Runs `read` on the run's journal, or `otherwise` when the journal can't be read: there is none, or (on a network
 * file system) its owner keeps it locked. Then the files beside it say what is known.
 */
export function withJournal<T>(
  files: RunFiles,
  processes: ProcessTable,
  now: Millis,
  read: (db: Connection) => T,
  otherwise: () => T,
): T {
  const db = lockedNow(files, processes, now) ? undefined : openReader(files.journal);
  if (!db) return otherwise();
  try {
    return translated(files.journal, () => read(db));
  } finally {
    db.close();
  }
}

export function loadRun(files: RunFiles, processes: ProcessTable, now: Millis): StoredRun | undefined {
  return withJournal<StoredRun | undefined>(
    files,
    processes,
    now,
    (db) => readRun(db, files.directory),
    () => {
      const summary = readSummary(files);
      if (!summary) return undefined;
      const events = [...projectedEvents(files, 0)].length;
      return { summary, snapshot: undefined, sources: [], outbox: [], events, directory: files.directory };
    },
  );
}

export function* storedEvents(
  files: RunFiles,
  processes: ProcessTable,
  now: Millis,
  from: number,
): Generator<SigwatchEvent> {
  const db = lockedNow(files, processes, now) ? undefined : openReader(files.journal);
  if (!db) {
    yield* projectedEvents(files, from);
    return;
  }
  try {
    for (const line of eventLines(db).after(from)) yield JSON.parse(line) as SigwatchEvent;
  } finally {
    db.close();
  }
}

/** The inputs of a run. Nothing while a network file system's journal is locked: they are in no other place. */
export function* storedRecord(files: RunFiles, processes: ProcessTable, now: Millis, from: number): Generator<Json> {
  const db = lockedNow(files, processes, now) ? undefined : openReader(files.journal);
  if (!db) return;
  try {
    for (const line of recordLines(db, from)) yield JSON.parse(line) as Json;
  } finally {
    db.close();
  }
}

export function liveOwner(files: RunFiles, processes: ProcessTable, now: Millis): LeaseRow | undefined {
  const row = withJournal<LeaseRow | undefined>(files, processes, now, readLease, () => readLeaseFile(files));
  return row && isLive(row, processes, now) ? row : undefined;
}

/** Spares a reader the wait for a lock that will not be given away. */
function lockedNow(files: RunFiles, processes: ProcessTable, now: Millis): boolean {
  const row = readLeaseFile(files);
  return row !== undefined && isLive(row, processes, now);
}

function* projectedEvents(files: RunFiles, from: number): Generator<SigwatchEvent> {
  let whole: string;
  try {
    whole = readFileSync(files.events, 'utf8');
  } catch {
    return;
  }
  // What follows the last line end is a line that is being written.
  for (const line of whole.split('\n').slice(from, -1)) yield JSON.parse(line) as SigwatchEvent;
}

import { rmSync } from 'node:fs';
import type { Batch, Lease, LeaseOwner, Millis, RunSummary } from '@sigwatch/core';
import { type Connection, isBusy, openWriter, translated } from './database.js';
import { LeaseHeldError, LeaseLostError, text, unusableDirectory } from './errors.js';
import type { JournalMode } from './journal-mode.js';
import { LEASE_REFRESH, type LeaseRow, ownerOf, takeLease } from './lease.js';
import type { ProcessTable } from './process-table.js';
import { Projection } from './projection.js';
import { errorLines, eventLines, readRun } from './read-run.js';
import { type RunFiles, readLeaseFile, writeJsonAtomically, writeSummary } from './run-files.js';
import { batchWriter } from './write-batch.js';

export interface HeldRunDeps {
  readonly mode: JournalMode;
  readonly processes: ProcessTable;
  readonly now: () => Millis;
  /** Told of trouble with the files beside the journal, which must not stop a commit. */
  readonly warn: (message: string) => void;
}

/** A run that this store supervises: the writing connection and the files that follow it. */
export interface HeldRun {
  readonly lease: Lease;
  readonly db: Connection;
  commit(batch: Batch, lease: Lease): void;
  /** Shows that the owner is alive; writes at most every 15 s. */
  refresh(): void;
  release(): void;
}

/** Summaries are written to their file at every change of these, and else not more often than this (ms). */
const SUMMARY_INTERVAL = 5_000;

export function holdRun(run_id: string, owner: LeaseOwner, files: RunFiles, deps: HeldRunDeps): HeldRun {
  const db = openOrRefuse(run_id, files, deps.mode);
  try {
    return translated(files.journal, () => {
      const row = takeRun(db, run_id, owner, deps);
      try {
        return hold(db, row, run_id, files, deps);
      } catch (error) {
        // Without this the run would stay ours, unused, for as long as this process lives.
        endLease(db, row.epoch, deps.now());
        throw error;
      }
    });
  } catch (error) {
    db.close();
    if (isBusy(error)) throw heldByUnknown(run_id, files);
    throw isFileError(error) ? unusableDirectory(files.directory, error) : error;
  }
}

function takeRun(db: Connection, run_id: string, owner: LeaseOwner, { processes, now }: HeldRunDeps): LeaseRow {
  const take = db.transaction(() => {
    const row = takeLease(db, run_id, owner, processes, now());
    const summary = JSON.stringify(newSummary(run_id, now()));
    db.prepare('INSERT OR IGNORE INTO run (id, summary) VALUES (1, ?)').run(summary);
    return row;
  });
  return take.immediate();
}

function hold(db: Connection, taken: LeaseRow, run_id: string, files: RunFiles, deps: HeldRunDeps): HeldRun {
  const { mode, now, warn } = deps;
  let row = taken;
  const lease: Lease = { run_id, epoch: row.epoch };
  const write = batchWriter(db);
  const touch = db.prepare('UPDATE lease SET refreshed_at = ? WHERE epoch = ? AND released_at IS NULL');
  const errors = errorLines(db);
  const events = new Projection(files.events, eventLines(db), now());
  const errorRecords = new Projection(files.errors, errors, now());
  let errorCount = errors.count();
  let shown: RunSummary = readRun(db, files.directory)!.summary;
  let shownAt = now();
  writeSummary(files, shown, errorCount);
  showLease(row);

  function showLease(next: LeaseRow): void {
    row = next;
    if (mode === 'truncate') writeJsonAtomically(files.lease, row);
  }

  /** The commit stands whatever happens here: what a file lacks is added at the next commit or acquire. */
  function follow(act: () => void): void {
    try {
      act();
    } catch (error) {
      warn(`the files beside the journal of run "${run_id}" are behind: ${text(error)}`);
    }
  }

  return {
    lease,
    db,
    commit(batch, given) {
      if (given.epoch !== lease.epoch) throw new LeaseLostError(run_id, given.epoch, lease.epoch);
      const at = now();
      const lines = translated(files.journal, () => write(batch, lease, at));
      follow(() => events.append(lines.events, at));
      follow(() => errorRecords.append(lines.errors, at));
      errorCount += lines.errors.length;
      const { summary } = batch;
      if (summary && (matters(shown, summary) || at - shownAt >= SUMMARY_INTERVAL)) {
        shown = summary;
        shownAt = at;
        follow(() => writeSummary(files, summary, errorCount));
      }
      if (at - row.refreshed_at >= LEASE_REFRESH) follow(() => showLease({ ...row, refreshed_at: at }));
    },
    refresh() {
      const at = now();
      if (at - row.refreshed_at < LEASE_REFRESH) return;
      // A lost lease is not told here but by the next commit, which is what must not happen.
      if (touch.run(at, lease.epoch).changes === 1) follow(() => showLease({ ...row, refreshed_at: at }));
    },
    release() {
      try {
        if (endLease(db, lease.epoch, now()) && mode === 'truncate') rmSync(files.lease, { force: true });
      } finally {
        events.close();
        errorRecords.close();
        db.close();
      }
    },
  };
}

/** Whether the lease was still ours to end. */
function endLease(db: Connection, epoch: number, now: Millis): boolean {
  const sql = 'UPDATE lease SET released_at = ? WHERE epoch = ? AND released_at IS NULL';
  return db.prepare(sql).run(now, epoch).changes === 1;
}

function isFileError(error: unknown): boolean {
  return error instanceof Error && 'syscall' in error;
}

function openOrRefuse(run_id: string, files: RunFiles, mode: JournalMode): Connection {
  try {
    return openWriter(files.journal, mode);
  } catch (error) {
    throw isBusy(error) ? heldByUnknown(run_id, files) : error;
  }
}

/** The journal is locked, so its lease can't be read: the file beside it says who that is. */
function heldByUnknown(run_id: string, files: RunFiles): LeaseHeldError {
  const row = readLeaseFile(files);
  return new LeaseHeldError(run_id, row && ownerOf(row), row?.acquired_at);
}

function matters(before: RunSummary, after: RunSummary): boolean {
  const keys = [
    ...(['state', 'attempt', 'job', 'restarts', 'ended_at', 'root', 'decision', 'name'] as const),
    ...(['undelivered', 'dead_letters'] as const),
  ];
  return keys.some((key) => before[key] !== after[key]);
}

function newSummary(run_id: string, now: Millis): RunSummary {
  return {
    run_id,
    name: run_id,
    state: 'pending',
    attempt: 0,
    jobs: [],
    restarts: 0,
    started_at: now,
    updated_at: now,
  };
}

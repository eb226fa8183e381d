import { existsSync } from 'node:fs';
import Database from 'better-sqlite3';
import { damagedJournal, StoreError, unusableJournal } from './errors.js';
import type { JournalMode } from './journal-mode.js';
import { checkedVersion, migrate } from './schema.js';

export type Connection = Database.Database;

/** How long a writer waits (ms) for another connection's transaction; those last milliseconds. */
const BUSY_TIMEOUT = 10_000;

/**
 * Pages of 4 KiB that the write-ahead log may hold before they are copied into the journal, which waits for the disk and
 * lets a signal wait with it. A page that changed many times meanwhile is copied once: four times SQLite's default takes
 * less than twice as long each time. What a crash leaves to be read again is 16 MiB at most.
 */
const PAGES_AHEAD = 4_000;

/** Pages that are kept in memory (KiB): what the next commit changes was written by the last, or stands in the system's own cache. */
const CACHE_KIB = 2_000;

/** A connection that may write. In `truncate` mode it keeps every other process out until it is closed. */
export function openWriter(path: string, mode: JournalMode): Connection {
  return translated(path, () => {
    const db = new Database(path, { timeout: mode === 'wal' ? BUSY_TIMEOUT : 1_000 });
    return closedOnError(db, () => {
      // Before anything is read: otherwise a journal in WAL mode would map memory that machines cannot share.
      if (mode === 'truncate') db.pragma('locking_mode = EXCLUSIVE');
      if (db.pragma('journal_mode', { simple: true }) !== mode) switchMode(db, mode);
      db.pragma('synchronous = NORMAL');
      db.pragma(`cache_size = -${CACHE_KIB}`);
      if (mode === 'wal') db.pragma(`wal_autocheckpoint = ${PAGES_AHEAD}`);
      migrate(db);
      return db;
    });
  });
}

/** A connection for a reader; undefined when the journal can't be read now (absent, locked, or just being created). */
export function openReader(path: string): Connection | undefined {
  if (!existsSync(path)) return undefined;
  try {
    return translated(path, () => {
      const db = new Database(path, { readonly: true, fileMustExist: true, timeout: 1_000 });
      return closedOnError(db, () => {
        // One of an earlier version is brought up to date by who writes to it, and read as it is until then.
        if (checkedVersion(db) > 0) return db;
        db.close();
        return undefined;
      });
    });
  } catch (error) {
    if (isBusy(error) || isSqlite(error, 'SQLITE_CANTOPEN') || isSqlite(error, 'SQLITE_READONLY')) return undefined;
    throw error;
  }
}

/** Runs `act` and turns SQLite's errors into ones that name the place and the remedy. */
export function translated<T>(path: string, act: () => T): T {
  try {
    return act();
  } catch (error) {
    if (!(error instanceof Database.SqliteError)) throw error;
    if (error.code === 'SQLITE_NOTADB' || error.code.startsWith('SQLITE_CORRUPT')) throw damagedJournal(path, error);
    throw unusableJournal(path, error);
  }
}

export function isBusy(error: unknown): boolean {
  return isSqlite(error, 'SQLITE_BUSY') || isSqlite(error, 'SQLITE_LOCKED');
}

function isSqlite(error: unknown, code: string): boolean {
  const cause = error instanceof StoreError ? error.cause : error;
  return cause instanceof Database.SqliteError && cause.code.startsWith(code);
}

function switchMode(db: Connection, mode: JournalMode): void {
  // SQLite does not wait for other connections here, whatever the timeout says.
  const deadline = Date.now() + 2_000;
  for (;;) {
    try {
      db.pragma(`journal_mode = ${mode}`);
      return;
    } catch (error) {
      if (!isBusy(error) || Date.now() > deadline) throw error;
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 20);
    }
  }
}

function closedOnError<T>(db: Connection, act: () => T): T {
  try {
    return act();
  } catch (error) {
    db.close();
    throw error;
  }
}

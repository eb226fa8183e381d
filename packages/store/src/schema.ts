import type { Database } from 'better-sqlite3';
import { newerJournal } from './errors.js';

/** Element n brings a journal from schema n to n + 1. Append only: published ones are never edited. */
export const MIGRATIONS: readonly string[] = [
  `
  CREATE TABLE run (
    id INTEGER PRIMARY KEY CHECK (id = 1),
    summary TEXT NOT NULL,
    snapshot TEXT
  ) STRICT;
  CREATE TABLE lease (
    id INTEGER PRIMARY KEY CHECK (id = 1),
    epoch INTEGER NOT NULL,
    host TEXT NOT NULL,
    pid INTEGER NOT NULL,
    started_at TEXT NOT NULL,
    place TEXT,
    start TEXT,
    acquired_at INTEGER NOT NULL,
    refreshed_at INTEGER NOT NULL,
    released_at INTEGER
  ) STRICT;
  CREATE TABLE events (seq INTEGER PRIMARY KEY, error INTEGER NOT NULL, line TEXT NOT NULL) STRICT;
  CREATE INDEX events_error ON events (seq) WHERE error = 1;
  CREATE TABLE record (seq INTEGER PRIMARY KEY, input TEXT NOT NULL) STRICT;
  CREATE TABLE outbox (
    seq INTEGER PRIMARY KEY,
    key TEXT NOT NULL UNIQUE,
    attempt INTEGER NOT NULL,
    kind TEXT NOT NULL,
    payload TEXT NOT NULL,
    status TEXT NOT NULL,
    tries INTEGER NOT NULL,
    not_before REAL NOT NULL,
    result TEXT
  ) STRICT;
  CREATE TABLE commands_done (id INTEGER PRIMARY KEY) STRICT;
  `,
  `
  ALTER TABLE run ADD COLUMN engine TEXT;
  ALTER TABLE run ADD COLUMN engine_taken INTEGER NOT NULL DEFAULT 0;
  CREATE TABLE sources (seq INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, state TEXT NOT NULL) STRICT;
  `,
  // SQLite reads and writes a row as a whole: in that of the summary, megabytes of the engine were copied by each commit.
  `
  CREATE TABLE engine (id INTEGER PRIMARY KEY CHECK (id = 1), state TEXT NOT NULL, taken INTEGER NOT NULL) STRICT;
  INSERT INTO engine (id, state, taken) SELECT 1, engine, engine_taken FROM run WHERE engine IS NOT NULL;
  ALTER TABLE run DROP COLUMN engine;
  ALTER TABLE run DROP COLUMN engine_taken;
  `,
];

/** The schema from which on the engine and the sources stand beside the snapshot. */
export const SOURCES_SINCE = 2;
/** The schema from which on the engine stands in a table of its own. */
export const ENGINE_SINCE = 3;

/** Brings a journal to the newest schema. Two processes may try at once. Throws for a journal that is newer. */
export function migrate(db: Database, migrations: readonly string[] = MIGRATIONS): void {
  if (checkedVersion(db, migrations.length) === migrations.length) return;
  const apply = db.transaction(() => {
    // Asked again under the write lock: another process may have done the work in between.
    for (let version = checkedVersion(db, migrations.length); version < migrations.length; version++) {
      db.exec(migrations[version]!);
      db.pragma(`user_version = ${version + 1}`);
    }
  });
  apply.immediate();
}

/** The journal's schema version; 0 while it is being created. Throws when it is newer than `known`. */
export function checkedVersion(db: Database, known: number = MIGRATIONS.length): number {
  const version = db.pragma('user_version', { simple: true }) as number;
  if (version > known) throw newerJournal(db.name, version, known);
  return version;
}

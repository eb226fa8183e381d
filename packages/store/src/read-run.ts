import type { Json, OutboxEntry, RunSummary, StoredRun } from '@sigwatch/core';
import type { Connection } from './database.js';
import type { CommittedLines } from './projection.js';
import { checkedVersion, ENGINE_SINCE, SOURCES_SINCE } from './schema.js';

/** Rows read at a time: between pages the connection is free to write. */
const PAGE = 1_000;

export function readRun(db: Connection, directory: string): StoredRun | undefined {
  // One transaction, so that snapshot and outbox belong together while another process commits.
  return db.transaction(() => {
    const run = db.prepare('SELECT summary, snapshot FROM run').get() as
      | { summary: string; snapshot: string | null }
      | undefined;
    if (!run) return undefined;
    return {
      summary: JSON.parse(run.summary) as RunSummary,
      snapshot: run.snapshot === null ? undefined : (JSON.parse(run.snapshot) as Json),
      ...readEngine(db),
      sources: readSources(db),
      outbox: readOutbox(db),
      events: eventLines(db).count(),
      directory,
    };
  })();
}

function readEngine(db: Connection): Pick<StoredRun, 'engine'> {
  const version = checkedVersion(db);
  if (version < SOURCES_SINCE) return {};
  // A journal that nobody has taken since an earlier version wrote it has it beside the summary.
  const query =
    version < ENGINE_SINCE
      ? 'SELECT engine AS state, engine_taken AS taken FROM run WHERE engine IS NOT NULL'
      : 'SELECT state, taken FROM engine';
  const row = db.prepare(query).get() as { state: string; taken: number } | undefined;
  return row === undefined ? {} : { engine: { state: JSON.parse(row.state) as Json, taken: row.taken } };
}

function readSources(db: Connection): StoredRun['sources'] {
  // A journal that nobody has taken since an earlier version wrote it has them in its snapshot.
  if (checkedVersion(db) < SOURCES_SINCE) return [];
  const rows = db.prepare('SELECT id, state FROM sources ORDER BY seq').all() as { id: string; state: string }[];
  return rows.map(({ id, state }) => [id, JSON.parse(state) as Json]);
}

function readOutbox(db: Connection): OutboxEntry[] {
  const rows = db.prepare('SELECT * FROM outbox ORDER BY seq').all() as (Omit<OutboxEntry, 'payload' | 'result'> & {
    seq: number;
    payload: string;
    result: string | null;
  })[];
  return rows.map(({ seq: _, payload, result, ...entry }) => ({
    ...entry,
    payload: JSON.parse(payload) as Json,
    ...(result === null ? {} : { result }),
  }));
}

export function doneCommands(db: Connection): ReadonlySet<number> {
  return new Set(db.prepare('SELECT id FROM commands_done').pluck().all() as number[]);
}

/** Rows have no holes, since nothing is ever deleted: the sequence number is the line number. */
export function eventLines(db: Connection): CommittedLines {
  const count = db.prepare('SELECT coalesce(max(seq), 0) FROM events').pluck();
  const line = db.prepare('SELECT line FROM events WHERE seq = ?').pluck();
  return {
    count: () => count.get() as number,
    line: (number) => line.get(number) as string | undefined,
    after: (number) => pages(db, 'SELECT seq, line AS text FROM events WHERE seq > ? ORDER BY seq LIMIT ?', number),
  };
}

export function errorLines(db: Connection): CommittedLines {
  const count = db.prepare('SELECT count(*) FROM events WHERE error = 1').pluck();
  const nth = db.prepare('SELECT seq, line FROM events WHERE error = 1 ORDER BY seq LIMIT 1 OFFSET ?');
  const at = (number: number) => nth.get(number - 1) as { seq: number; line: string } | undefined;
  const query = 'SELECT seq, line AS text FROM events WHERE error = 1 AND seq > ? ORDER BY seq LIMIT ?';
  return {
    count: () => count.get() as number,
    line: (number) => at(number)?.line,
    after: (number) => pages(db, query, number === 0 ? 0 : (at(number)?.seq ?? Number.MAX_SAFE_INTEGER)),
  };
}

export function recordLines(db: Connection, from: number): Iterable<string> {
  return pages(db, 'SELECT seq, input AS text FROM record WHERE seq > ? ORDER BY seq LIMIT ?', from);
}

function* pages(db: Connection, query: string, after: number): Generator<string> {
  const page = db.prepare(query);
  for (let last = after; ; ) {
    const rows = page.all(last, PAGE) as { seq: number; text: string }[];
    for (const row of rows) yield row.text;
    if (rows.length < PAGE) return;
    last = rows.at(-1)!.seq;
  }
}

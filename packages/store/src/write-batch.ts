import type { Batch, Lease, Millis, SigwatchEvent } from '@sigwatch/core';
import type { Connection } from './database.js';
import { LeaseLostError } from './errors.js';

/** A commit shows that its owner is alive, no more often than this (ms): others ask whether it was in the last minute. */
const LEASE_TOUCH: Millis = 1_000;

/** Lines that a commit has added to the events, and those of them that are error records. */
export interface WrittenLines {
  readonly events: readonly string[];
  readonly errors: readonly string[];
}

/** Returns the function that writes a batch in one transaction, or throws and leaves everything as it was. */
export function batchWriter(db: Connection): (batch: Batch, lease: Lease, now: Millis) => WrittenLines {
  const sql = {
    fence: db.prepare('SELECT refreshed_at FROM lease WHERE epoch = ? AND released_at IS NULL').pluck(),
    refresh: db.prepare('UPDATE lease SET refreshed_at = ?'),
    epoch: db.prepare('SELECT epoch FROM lease').pluck(),
    snapshot: db.prepare('UPDATE run SET snapshot = ?'),
    engine: db.prepare(`
      INSERT INTO engine (id, state, taken) SELECT 1, ?, coalesce(max(seq), 0) FROM record WHERE true
      ON CONFLICT (id) DO UPDATE SET state = excluded.state, taken = excluded.taken`),
    summary: db.prepare('UPDATE run SET summary = ?'),
    anew: db.prepare('DELETE FROM sources'),
    source: db.prepare(
      'INSERT INTO sources (id, state) VALUES (?, ?) ON CONFLICT (id) DO UPDATE SET state = excluded.state',
    ),
    record: db.prepare('INSERT INTO record (input) VALUES (?)'),
    event: db.prepare('INSERT INTO events (error, line) VALUES (?, ?)'),
    outbox: db.prepare(`
      INSERT INTO outbox (key, attempt, kind, payload, status, tries, not_before, result)
      VALUES (?, ?, ?, ?, ?, ?, ?, ?)
      ON CONFLICT (key) DO UPDATE SET attempt = excluded.attempt, kind = excluded.kind, payload = excluded.payload,
        status = excluded.status, tries = excluded.tries, not_before = excluded.not_before, result = excluded.result`),
    done: db.prepare('INSERT OR IGNORE INTO commands_done (id) VALUES (?)'),
  };

  const write = db.transaction((batch: Batch, lease: Lease, now: Millis): WrittenLines => {
    const refreshed = sql.fence.get(lease.epoch) as Millis | undefined;
    if (refreshed === undefined)
      throw new LeaseLostError(lease.run_id, lease.epoch, sql.epoch.get() as number | undefined);
    // Nobody else can write now, so that to read the lease is enough: each row that a commit changes is a page to write.
    if (Math.abs(now - refreshed) >= LEASE_TOUCH) sql.refresh.run(now);
    if (batch.snapshot !== undefined) sql.snapshot.run(JSON.stringify(batch.snapshot));
    if (batch.sources_anew) sql.anew.run();
    for (const [id, state] of batch.sources ?? []) sql.source.run(id, JSON.stringify(state));
    if (batch.summary) sql.summary.run(JSON.stringify(batch.summary));
    for (const input of batch.record ?? []) sql.record.run(JSON.stringify(input));
    if (batch.engine !== undefined) sql.engine.run(batch.engine);
    const written = { events: [] as string[], errors: [] as string[] };
    for (const event of batch.events ?? []) {
      const line = JSON.stringify(event);
      sql.event.run(isErrorRecord(event) ? 1 : 0, line);
      written.events.push(line);
      if (isErrorRecord(event)) written.errors.push(line);
    }
    for (const entry of batch.outbox ?? []) {
      const { key, attempt, kind, payload, status, tries, not_before, result } = entry;
      sql.outbox.run(key, attempt, kind, JSON.stringify(payload), status, tries, not_before, result ?? null);
    }
    for (const id of batch.commands_done ?? []) sql.done.run(id);
    return written;
  });

  return (batch, lease, now) => {
    if (!batch.durable) return write.immediate(batch, lease, now);
    // SQLite ignores a change of this pragma inside a transaction. FULL syncs the journal at this commit, and with it
    // everything that earlier commits have left in the page cache.
    db.pragma('synchronous = FULL');
    try {
      return write.immediate(batch, lease, now);
    } finally {
      db.pragma('synchronous = NORMAL');
    }
  };
}

/** What errors.jsonl holds: error signals, and the incidents that they ended in. */
function isErrorRecord(event: SigwatchEvent): boolean {
  return event.event_type === 'incident_closed' || (event.event_type === 'signal' && event.data.kind === 'error');
}

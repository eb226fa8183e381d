import type { LeaseOwner, Millis } from '@sigwatch/core';
import { HIDDEN } from '@sigwatch/core/host';
import type { Connection } from './database.js';
import { LeaseHeldError } from './errors.js';
import type { ProcessTable } from './process-table.js';

export interface LeaseRow extends LeaseOwner {
  readonly epoch: number;
  /** Where the pid counts, and when that process started; null when the owner is no process that this machine knows. */
  readonly place: string | null;
  readonly start: string | null;
  readonly acquired_at: Millis;
  readonly refreshed_at: Millis;
  readonly released_at: Millis | null;
}

/** An owner that cannot be looked at counts as dead when its lease was not refreshed for this long (ms). */
const LEASE_EXPIRY = 60_000;
/** How often a lease is refreshed while its owner polls for commands or commits. */
export const LEASE_REFRESH = 15_000;

/**
 * On the same machine the process table decides, so that a crashed owner is replaced at once and a busy or stopped one
 * never. Anywhere else (another host, another container, before a reboot) only the age of the last refresh can be seen.
 * Should a silent but living owner be replaced, its older epoch keeps it from writing.
 */
export function isLive(row: LeaseRow, processes: ProcessTable, now: Millis): boolean {
  if (row.released_at !== null) return false;
  if (row.host === processes.host() && (row.place === null || row.place === processes.place())) {
    const start = processes.start(row.pid);
    return start !== undefined && (start === row.start || start === HIDDEN || row.start === HIDDEN);
  }
  return now - row.refreshed_at <= LEASE_EXPIRY;
}

export function readLease(db: Connection): LeaseRow | undefined {
  return db.prepare('SELECT * FROM lease').get() as LeaseRow | undefined;
}

/** Must run inside a write transaction, so that of two that see a dead owner only one takes the run. */
export function takeLease(
  db: Connection,
  run_id: string,
  owner: LeaseOwner,
  processes: ProcessTable,
  now: Millis,
): LeaseRow {
  const held = readLease(db);
  if (held && isLive(held, processes, now)) throw new LeaseHeldError(run_id, ownerOf(held), held.acquired_at);
  const here = owner.host === processes.host();
  const row: LeaseRow = {
    ...ownerOf(owner),
    epoch: (held?.epoch ?? 0) + 1,
    place: here ? processes.place() : null,
    start: here ? (processes.start(owner.pid) ?? null) : null,
    acquired_at: now,
    refreshed_at: now,
    released_at: null,
  };
  db.prepare(
    `INSERT OR REPLACE INTO lease (id, epoch, host, pid, started_at, place, start, acquired_at, refreshed_at, released_at)
     VALUES (1, @epoch, @host, @pid, @started_at, @place, @start, @acquired_at, @refreshed_at, @released_at)`,
  ).run(row);
  return row;
}

export function ownerOf(row: LeaseOwner): LeaseOwner {
  return { host: row.host, pid: row.pid, started_at: row.started_at };
}

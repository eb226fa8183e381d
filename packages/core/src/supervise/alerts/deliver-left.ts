import { type NoticePayload, noticePayload, withSoFar } from '../../alerts/entries.js';
import type { AlertSettings } from '../../alerts/settings.js';
import { childAbort } from '../../child-abort.js';
import type { ComponentConfig, Deps, Json, LeaseOwner, Millis, OutboxEntry, Registry, Store } from '../../contract.js';
import { pause } from '../../pause.js';
import { Journal } from '../journal.js';
import type { AlertQueues } from './alert-queues.js';
import { RunAlerts } from './run-alerts.js';

/** The run whose notices were left, and who is told of them. */
export interface LeftOptions {
  readonly store: Store;
  /** A run that has ended. */
  readonly run_id: string;
  /** As the run has them now; what was queued for others is sent as it was set then. */
  readonly notifiers: readonly ComponentConfig[];
  readonly settings?: AlertSettings;
  readonly registry: Registry;
  readonly queues: AlertQueues;
  readonly owner: LeaseOwner;
  readonly deps: Deps;
  readonly abort: AbortSignal;
  /** Gives up waiting then; without it everything is delivered, or given up. */
  readonly until?: Millis;
  /** Sends again what was given up. */
  readonly retry?: boolean;
}

/** Between two signs of life of who holds the run (ms). */
const BEAT = 5_000;

/**
 * Sends what people are still to be told of a run that has ended, under its lease. Resolves with how many notices are
 * left. Rejects with `LeaseHeldError` while another process holds the run, and where a notifier can't be made.
 */
export async function deliverLeft(options: LeftOptions): Promise<number> {
  const { store, run_id, deps, owner, abort, until = Number.POSITIVE_INFINITY, ...how } = options;
  const name = store.load(run_id)?.summary.name ?? run_id;
  const notices = new RunAlerts({ run_id, name, dry_run: false, deps, ...how });
  const hub = { event() {}, output() {} };
  const journal = new Journal({ store, run_id, name, owner, now: deps.now, hub, alerts: notices });
  try {
    if (journal.snapshot.phase !== 'ended') return journal.snapshot.alerts?.undelivered ?? 0;
    const dead = options.retry === true ? journal.outbox.filter(isDead) : [];
    const again = new Map(dead.map((entry) => [entry.key, renewed(entry, deps.now())]));
    if (again.size > 0) journal.commit({}, { outbox: [...again.values()] });
    // In their order: what was given up came before what still waits.
    notices.start(
      journal,
      journal.outbox.map((entry) => again.get(entry.key) ?? entry),
    );
    notices.closing();
    await whileHeld(journal, notices.settled(until), until, deps, abort);
    if (notices.trouble !== undefined) throw new Error(notices.trouble);
    return journal.snapshot.alerts?.undelivered ?? 0;
  } finally {
    notices.leave();
    journal.release();
  }
}

/** Whether an entry is a notice that nobody took. */
export const isDead = (entry: OutboxEntry): boolean => entry.status === 'failed' && noticePayload(entry) !== undefined;

function renewed(entry: OutboxEntry, now: Millis): OutboxEntry {
  const payload = { ...withSoFar(entry.payload as unknown as NoticePayload, {}), queued_at: now };
  // What was said of it before is not why it waits now.
  const { result: _, ...plain } = entry;
  return { ...plain, status: 'queued', tries: 0, not_before: 0, payload: payload as unknown as Json };
}

async function whileHeld(
  journal: Journal,
  done: Promise<void>,
  until: Millis,
  deps: Deps,
  abort: AbortSignal,
): Promise<void> {
  const over = done.then(() => true);
  while (!abort.aborted && deps.now() < until) {
    const beat = childAbort(abort);
    const isOver = await Promise.race([over, pause(deps, Math.min(until, deps.now() + BEAT), beat.signal)]);
    beat.end();
    if (isOver === true) return;
    // Asking for commands is what keeps the lease.
    journal.commands();
  }
}

import type { AlertState } from '../../alerts/alert-state.js';
import { NOTICE } from '../../alerts/entries.js';
import type { Json, OutboxEntry } from '../../contract.js';

/** What a run's snapshot holds of its alerts. */
export interface KeptAlerts {
  readonly state?: AlertState;
  /** What notifiers have left for the next sending, by what the journal calls them. */
  readonly kept?: Readonly<Record<string, Json>>;
  /** Notices that are not delivered yet, and those that were given up. */
  readonly undelivered?: number;
  readonly dead_letters?: number;
}

/** How all notices of a run stand, kept beside its journal. */
export class NoticeCounts {
  readonly #status = new Map<string, OutboxEntry['status']>();

  constructor(entries: readonly OutboxEntry[]) {
    this.take(entries);
  }

  take(entries: readonly OutboxEntry[]): void {
    for (const { key, kind, status } of entries) if (kind === NOTICE) this.#status.set(key, status);
  }

  /** The alerts as they are kept once these entries are written too. */
  after(alerts: KeptAlerts | undefined, entries: readonly OutboxEntry[]): KeptAlerts | undefined {
    const changed = new Map(entries.filter(({ kind }) => kind === NOTICE).map(({ key, status }) => [key, status]));
    if (changed.size === 0) return alerts;
    const all = [...new Map([...this.#status, ...changed]).values()];
    const undelivered = all.filter((status) => status === 'queued' || status === 'running').length;
    const dead_letters = all.filter((status) => status === 'failed').length;
    return { ...alerts, undelivered, dead_letters };
  }
}

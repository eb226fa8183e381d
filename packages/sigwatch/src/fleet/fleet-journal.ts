import { createHash } from 'node:crypto';
import {
  type AlertPlace,
  type AlertQueues,
  type AlertSettings,
  type ComponentConfig,
  type Deps,
  defaultAlerts,
  Journal,
  type LeaseOwner,
  type News,
  type Registry,
  RunAlerts,
  type SigwatchEvent,
  type Store,
} from '@sigwatch/core';
import { decide, type FleetState, type FleetStep, type Thresholds } from '@sigwatch/heartbeat';
import type { Found } from './evidence.js';
import { areDue, runNews } from './fleet-alerts.js';
import { type FleetRow, fleetRow, keptFleet } from './fleet-row.js';

export interface FleetJournalOptions {
  readonly store: Store;
  /** What the runs are below; the run of the journal is called by it. */
  readonly root: string;
  readonly owner: LeaseOwner;
  readonly deps: Deps;
  readonly publish: (event: SigwatchEvent) => void;
  readonly thresholds: Thresholds;
  readonly notifiers: readonly ComponentConfig[];
  readonly registry: Registry;
  readonly settings?: AlertSettings;
  readonly queues?: AlertQueues;
  /** Where people see more of a run, by its name. */
  readonly place?: (run: string) => AlertPlace;
}

/** `fleet-HASH`: the same for the same place. */
export const fleetId = (root: string): string =>
  `fleet-${createHash('sha256').update(root).digest('hex').slice(0, 12)}`;

/** What one poll brought, to be committed. */
export interface FleetCommit extends FleetStep {
  readonly at: number;
  readonly events: readonly SigwatchEvent[];
  readonly found: ReadonlyMap<string, Found>;
}

/**
 * What is known of the fleet, what was told of it and what is still to be sent: one run of the state directory, written
 * once a poll in one transaction. So whoever takes it up again tells nothing twice, and what happened meanwhile with its
 * first poll.
 */
export class FleetJournal {
  readonly run_id: string;
  readonly #journal: Journal;
  readonly #alerts: RunAlerts;
  readonly #rows: Map<string, FleetRow>;
  readonly #settings: AlertSettings;
  #state: FleetState;

  /** Throws `LeaseHeldError` while another process has it, and where a notifier can't be made. */
  constructor(readonly options: FleetJournalOptions) {
    const { store, root, owner, deps, publish, notifiers, registry, settings = defaultAlerts, queues } = options;
    this.run_id = fleetId(root);
    this.#settings = settings;
    const { run_id } = this;
    this.#alerts = new RunAlerts({
      ...{ run_id, name: root, notifiers, registry, settings, dry_run: true, deps },
      ...(queues === undefined ? {} : { queues }),
    });
    this.#journal = new Journal({
      ...{ store, run_id, name: root, owner, now: deps.now },
      hub: { event: publish, output: () => {} },
    });
    const kept = keptFleet(store.load(run_id)?.sources ?? []);
    this.#state = kept.state;
    this.#rows = new Map(kept.rows);
    this.#alerts.start(this.#journal);
  }

  get state(): FleetState {
    return this.#state;
  }

  get rows(): ReadonlyMap<string, FleetRow> {
    return this.#rows;
  }

  /** One transaction; then the events are published, and notices sent beside it. Throws when the lease is lost. */
  commit(poll: FleetCommit): void {
    const { events, at, changed, found } = poll;
    const written = new Map<string, FleetRow>();
    for (const [name, run] of changed) {
      const { first = at, alerts } = this.#rows.get(name) ?? {};
      written.set(name, { ...run, first, ...(alerts === undefined ? {} : { alerts }) });
    }
    const news = this.#alerts.areWanted ? [...this.#news(written, at, events, found)] : [];
    const outbox = this.#alerts.entriesOf(news);
    const { runs: _, ...own } = poll.state;
    this.#journal.commit(this.#standing(), { moved: tracks([...written, fleetRow(own)]), events, outbox });
    for (const [name, row] of written) this.#rows.set(name, row);
    this.#state = { ...own, runs: this.#rows };
    this.#alerts.committed(outbox);
  }

  /** What was asked of the run by other processes. Asking is what keeps the lease: at least every 15 s. */
  get isStopped(): boolean {
    const asked = this.#journal.commands();
    if (asked.length > 0) this.#journal.commit({}, { commands_done: asked.map(({ id }) => id) });
    return asked.some(({ command }) => command === 'stop');
  }

  /** Resolves when nothing waits to be sent, or nothing will be before `until`. */
  async settled(until: number): Promise<void> {
    this.#alerts.closing();
    await this.#alerts.settled(until);
  }

  close(): void {
    this.#alerts.leave();
    this.#journal.release();
  }

  /** Of each run that something is told of, or that time alone has something to tell of; into `written` goes what was told. */
  *#news(
    written: Map<string, FleetRow>,
    at: number,
    events: readonly SigwatchEvent[],
    found: FleetCommit['found'],
  ): Generator<News> {
    const by = new Map<string, SigwatchEvent[]>();
    for (const event of events) by.set(event.run_id, [...(by.get(event.run_id) ?? []), event]);
    for (const [name, known] of new Map([...this.#rows, ...written])) {
      const own = by.get(name) ?? [];
      if (own.length === 0 && !areDue(known, this.#settings, at)) continue;
      const { last_line } = found.get(name) ?? {};
      const verdict = decide(known.memory, this.options.thresholds, at);
      const facts = { verdict, place: this.options.place?.(name), ...(last_line === undefined ? {} : { last_line }) };
      const [alerts, news] = runNews(name, known, own, facts, this.#settings, at);
      if (alerts !== undefined) written.set(name, { ...known, alerts });
      yield* news;
    }
  }

  #standing(): Partial<Journal['snapshot']> {
    const { engine, phase } = this.#journal.snapshot;
    return phase === 'following' ? {} : { phase: 'following', engine: { ...engine, run: 'running' } };
  }
}

/** The journal keeps a row for each run where it keeps one for each source otherwise. */
const tracks = (rows: readonly (readonly [string, unknown])[]) => new Map(rows) as unknown as Journal['tracks'];

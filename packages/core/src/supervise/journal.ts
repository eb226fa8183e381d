import type { Batch, Json, Lease, LeaseOwner, Millis, OutboxEntry, SigwatchEvent, Store } from '../contract.js';
import type { Pricing } from '../cost/prices.js';
import type { TrackStates } from '../intake/intake.js';
import type { TrackState } from '../intake/track-state.js';
import { event } from '../report/events.js';
import type { AttemptState, Output } from '../run/attempt-state.js';
import { type KeptAlerts, NoticeCounts } from './alerts/kept-alerts.js';
import { withCosts } from './costs.js';
import { EngineWriting } from './engine-writing.js';
import { newSnapshot, type Snapshot, summaryOf } from './snapshot.js';

export interface JournalOptions {
  readonly store: Store;
  readonly run_id: string;
  readonly name: string;
  readonly settings?: Json;
  readonly owner: LeaseOwner;
  readonly now: () => Millis;
  readonly hub: Hub;
  /** What people are told of what is committed. */
  readonly alerts?: CommittedAlerts;
  /** What its GPUs cost. */
  readonly pricing?: Pricing;
}

/** Turns the events of a commit into notices that are queued by it. */
export interface CommittedAlerts {
  after(
    snapshot: Snapshot,
    events: readonly SigwatchEvent[],
  ): { readonly alerts?: KeptAlerts; readonly entries: readonly OutboxEntry[] };
  /** Called once they are committed, however they came about. */
  committed(entries: readonly OutboxEntry[]): void;
}

/** Who is told, once a thing is committed. */
export interface Hub {
  event(event: SigwatchEvent): void;
  output(output: Output): void;
}

/** What a commit brings beside the change of the snapshot. */
export interface Brought extends Omit<Batch, 'snapshot' | 'summary' | 'sources' | 'sources_anew'> {
  /** How far sources are read that were read on. */
  readonly moved?: TrackStates;
  /** No source is read on from where it was. */
  readonly forget?: boolean;
  /** The engine's state follows from the record, this batch's included: it need not be written each time. */
  readonly derived?: boolean;
}

/** The run as it is committed. Every change goes through `commit`, which writes first and publishes after. */
export class Journal {
  #snapshot: Snapshot;
  #tracks: Map<string, TrackState>;
  /** How many inputs of the record the stored state of the engine knows. */
  #taken: number | undefined;
  /** An earlier version kept sources in the snapshot: they are still to be written as rows. */
  #unsorted = false;
  /** The snapshot that this life wrote last, without the engine. */
  #written: Omit<Snapshot, 'engine'> | undefined;
  readonly #engine: EngineWriting;
  readonly #lease: Lease;
  readonly directory: string;
  /** What an earlier life of sigwatch left undone. */
  readonly outbox: readonly OutboxEntry[];
  readonly #notices: NoticeCounts;

  constructor(readonly options: JournalOptions) {
    this.#lease = options.store.acquire(options.run_id, options.owner);
    try {
      const stored = options.store.load(options.run_id);
      this.#snapshot =
        snapshotOf(options.run_id, stored?.snapshot) ?? newSnapshot(options.name, options.now(), options.settings);
      if (stored?.engine !== undefined)
        this.#snapshot = { ...this.#snapshot, engine: stored.engine.state as unknown as AttemptState };
      this.#engine = new EngineWriting(stored?.engine === undefined);
      this.#taken = stored?.engine?.taken;
      this.#tracks = new Map(stored?.sources as unknown as [string, TrackState][] | undefined);
      this.#takeOldTracks();
      this.outbox = stored?.outbox ?? [];
      this.#notices = new NoticeCounts(this.outbox);
      this.directory = stored?.directory ?? this.#lease.directory ?? '';
    } catch (error) {
      this.release();
      throw error;
    }
  }

  get snapshot(): Snapshot {
    return this.#snapshot;
  }

  /** How far every source is read. */
  get tracks(): TrackStates {
    return this.#tracks;
  }

  /** One transaction; then the events are published. Throws when the lease is lost: nothing was written then. */
  commit(
    change: Partial<Snapshot>,
    { moved, forget = false, derived = false, ...batch }: Brought = {},
    outputs: readonly Output[] = [],
  ): void {
    const { store, run_id, now, hub, alerts, pricing } = this.options;
    const next = { ...this.#snapshot, ...change };
    const priced = withCosts(pricing, { before: this.#snapshot, after: next, at: now() }, batch.events ?? []);
    const { events } = priced;
    const changed = priced.cost === undefined ? next : { ...next, cost: priced.cost };
    const told = alerts?.after(changed, events) ?? { entries: [] };
    const outbox = [...(batch.outbox ?? []), ...told.entries];
    const kept = this.#notices.after(told.alerts ?? changed.alerts, outbox);
    const snapshot = kept === changed.alerts ? changed : { ...changed, ...(kept && { alerts: kept }) };
    const { engine, ...rest } = snapshot;
    const writing = this.#engine.after(engine, change.engine !== undefined && !derived, batch.record?.length ?? 0);
    const rows = [...(this.#unsorted && !forget ? this.#tracks : []), ...(moved ?? [])];
    store.commit(
      {
        ...batch,
        ...(batch.events === undefined ? {} : { events }),
        ...(outbox.length === 0 ? {} : { outbox }),
        ...(this.#isWritten(rest) ? {} : { snapshot: rest as unknown as Json }),
        ...(writing === undefined ? {} : { engine: writing }),
        summary: summaryOf(run_id, snapshot, now()),
        ...(rows.length === 0 ? {} : { sources: rows as unknown as [string, Json][] }),
        ...(forget ? { sources_anew: true } : {}),
      },
      this.#lease,
    );
    this.#snapshot = snapshot;
    this.#written = rest;
    this.#unsorted = false;
    this.#notices.take(outbox);
    if (forget) this.#tracks.clear();
    for (const [id, state] of moved ?? []) this.#tracks.set(id, state);
    for (const event of events) hub.event(event);
    for (const output of outputs) hub.output(output);
    alerts?.committed(told.entries);
  }

  #isWritten(rest: Omit<Snapshot, 'engine'>): boolean {
    const written = this.#written as Record<string, unknown> | undefined;
    if (written === undefined) return false;
    const now = Object.entries(rest);
    return now.length === Object.keys(written).length && now.every(([key, value]) => written[key] === value);
  }

  /** Tells a person something, in a commit of its own or together with what it tells of. `isFine`: nothing is wrong. */
  notice(text: string, commands_done: readonly number[] = [], isFine = false): void {
    const { run_id, now } = this.options;
    const context = { run_id, attempt: this.#snapshot.attempt };
    const told = event(context, now(), 'notice', { ...(isFine ? {} : { severity: 'warning' }), text });
    this.commit({}, { events: [told], commands_done });
  }

  #takeOldTracks(): void {
    const { tracks, ...snapshot } = this.#snapshot as Snapshot & { tracks?: Record<string, TrackState> };
    if (tracks === undefined) return;
    this.#snapshot = snapshot;
    this.#tracks = new Map(Object.entries(tracks));
    this.#unsorted = this.#tracks.size > 0;
  }

  /** What a person asked for and is not done yet. Asking is also what keeps the lease. */
  commands() {
    return this.options.store.commands(this.options.run_id);
  }

  /** Takes up what the engine has learnt since its state was written; `step` is the engine's own. */
  catchUp(step: (state: AttemptState, input: Json) => AttemptState): void {
    if (this.#taken === undefined) return;
    let { engine } = this.#snapshot;
    for (const input of this.options.store.record(this.options.run_id, this.#taken)) {
      engine = step(engine, input);
      this.#engine.caughtUp(1);
    }
    this.#snapshot = { ...this.#snapshot, engine };
    this.#taken = undefined;
  }

  /** Writes what could wait so far, when supervision ends: the next one may have other rules. */
  settle(): void {
    if (this.#engine.isBehind) this.commit({ engine: this.#snapshot.engine });
  }

  release(): void {
    this.options.store.release(this.#lease);
  }
}

function snapshotOf(run_id: string, stored: Json | undefined): Snapshot | undefined {
  const snapshot = stored as unknown as Snapshot | undefined;
  if (snapshot !== undefined && snapshot.version !== 1)
    throw new Error(
      `run ${run_id} was written by a newer sigwatch (snapshot version ${String(snapshot.version)}): update sigwatch`,
    );
  return snapshot;
}

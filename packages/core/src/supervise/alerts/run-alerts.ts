import type { AlertContext, AlertPlace, News } from '../../alerts/alert-state.js';
import { NOTICE, type NoticePayload, noticeEntries, noticePayload, type ToldNotifier } from '../../alerts/entries.js';
import { alertsAfter, alertsAt, alertsDue, endsJob } from '../../alerts/fold.js';
import { defined } from '../../alerts/notice-of.js';
import { notifierIds } from '../../alerts/notifier-ids.js';
import { type AlertSettings, defaultAlerts } from '../../alerts/settings.js';
import type { ComponentConfig, Deps, OutboxEntry, Registry, SigwatchEvent } from '../../contract.js';
import { LastLine } from '../../last-line.js';
import type { Journal } from '../journal.js';
import type { Snapshot } from '../snapshot.js';
import { alertContext } from './alert-context.js';
import { AlertQueues } from './alert-queues.js';
import type { KeptAlerts } from './kept-alerts.js';
import type { NoticeHolder, NoticeResult, QueueRunner } from './queue-runner.js';
import { entriesAfter, sendingEvents } from './sending-events.js';

export interface RunAlertsOptions {
  readonly run_id: string;
  readonly name: string;
  readonly notifiers: readonly ComponentConfig[];
  readonly registry: Registry;
  readonly settings?: AlertSettings;
  /** Shared with other runs of this process. */
  readonly queues?: AlertQueues;
  /** Where more of it is to be seen. By default its log is the file that it has printed to last. */
  readonly place?: AlertPlace;
  /** No job is held. */
  readonly dry_run: boolean;
  readonly deps: Deps;
}

/** The alerts of one run: what its commits tell is queued by them, and sent beside it. */
export class RunAlerts implements NoticeHolder {
  readonly settings: AlertSettings;
  readonly lastLine = new LastLine();
  /** Why a notifier of an earlier life can't be made here. */
  trouble: string | undefined;
  readonly #notifiers: readonly ToldNotifier[];
  readonly #queues: AlertQueues;
  readonly #used = new Set<QueueRunner>();
  #journal: Journal | undefined;
  #cancel: (() => void) | undefined;
  #due: number | undefined;
  #awake = 0;

  /** Throws when a notifier can't be made. */
  constructor(readonly options: RunAlertsOptions) {
    const { notifiers, registry, settings = defaultAlerts, queues = new AlertQueues(), deps } = options;
    this.settings = settings;
    this.#queues = queues;
    const ids = notifierIds(notifiers, registry);
    this.#notifiers = notifiers.map((config, i) => {
      const secrets = registry.find('notifier', config.class_name)?.secrets ?? [];
      queues.of(config, settings, registry, deps);
      return { id: ids[i] as string, config, open: secrets.every((key) => config[key] === undefined) };
    });
  }

  get areWanted(): boolean {
    return this.#notifiers.length > 0;
  }

  /** What these events tell, as it is to be committed with them. */
  after(
    snapshot: Snapshot,
    events: readonly SigwatchEvent[],
  ): { alerts?: KeptAlerts; entries: readonly OutboxEntry[] } {
    if (!this.areWanted || events.length === 0) return { entries: [] };
    const context = { ...this.#context(snapshot), ends: events.some(endsJob) };
    let state = snapshot.alerts?.state;
    const news: News[] = [];
    for (const one of events) {
      const [next, told] = alertsAfter(state, one, context);
      state = next;
      news.push(...told);
    }
    return {
      ...(state === undefined || state === snapshot.alerts?.state ? {} : { alerts: { ...snapshot.alerts, state } }),
      entries: this.entriesOf(news),
    };
  }

  /** What is to be committed of news. */
  entriesOf(news: readonly News[]): readonly OutboxEntry[] {
    return noticeEntries(news, this.#notifiers, this.settings, this.options.deps.now());
  }

  /** From now on what is committed is sent, what earlier lives have left (`left`, in its order) first. */
  start(journal: Journal, left: readonly OutboxEntry[] = journal.outbox): void {
    this.#journal = journal;
    this.#awake = this.options.deps.now();
    // All enter before the first is sent: a queue without a run that may bring more gathers nothing.
    for (const { config } of this.#notifiers) this.#enter(this.#queueOf(config), []);
    this.committed(left.filter(({ kind, status }) => kind === NOTICE && status !== 'done' && status !== 'failed'));
  }

  /** Entries that a commit has queued; called after each commit. */
  committed(entries: readonly OutboxEntry[]): void {
    if (this.#journal === undefined) return;
    const lost: NoticeResult[] = [];
    for (const entry of entries) {
      const payload = noticePayload(entry);
      if (payload === undefined) continue;
      const config = this.#configOf(payload);
      if (typeof config === 'string') {
        lost.push({ entry: { ...entry, status: 'failed', result: config }, detail: config, so_far: {} });
        continue;
      }
      try {
        this.#enter(this.#queueOf(config), [entry]);
      } catch (error) {
        // Another process may have the variable that this one lacks: it stays queued.
        this.trouble = error instanceof Error ? error.message : String(error);
      }
    }
    if (lost.length > 0) this.save(lost);
    this.#plan();
  }

  save(results: readonly NoticeResult[]): void {
    const { run_id, deps } = this.options;
    const journal = this.#journal;
    if (journal === undefined) return;
    const { alerts } = journal.snapshot;
    const keeps = results.flatMap(({ entry, keep }) =>
      keep === undefined ? [] : [[this.#keeper(entry.payload as unknown as NoticePayload), keep] as const],
    );
    const kept = keeps.length === 0 ? alerts?.kept : { ...alerts?.kept, ...Object.fromEntries(keeps) };
    const events = sendingEvents(results, { run_id, attempt: journal.snapshot.attempt }, deps.now());
    const outbox = entriesAfter(results);
    journal.commit(kept === alerts?.kept ? {} : { alerts: { ...alerts, ...(kept && { kept }) } }, { outbox, events });
  }

  /** The run has ended: what it has still to tell need not wait for more. */
  closing(): void {
    this.#cancel?.();
    this.#cancel = undefined;
    for (const queue of this.#used) queue.closing(this);
  }

  /** Resolves when nothing of the run waits, or nothing will be sent before `until`. */
  async settled(until: number): Promise<void> {
    await Promise.all([...this.#used].map((queue) => queue.settled(this, until)));
  }

  /** What is not sent stays queued. */
  leave(): void {
    this.#cancel?.();
    this.#cancel = undefined;
    this.#journal = undefined;
    for (const queue of this.#used) queue.leave(this);
  }

  #enter(queue: QueueRunner, entries: readonly OutboxEntry[]): void {
    this.#used.add(queue);
    queue.add(
      this,
      entries.map((entry) => {
        const payload = noticePayload(entry) as NoticePayload;
        const { notice, queued_at } = payload;
        const kept = () => this.#journal?.snapshot.alerts?.kept?.[this.#keeper(payload)];
        return { entry, notice, queued_at, kept, so_far: payload };
      }),
    );
  }

  /** What is kept is of one run and one notifier; a journal may tell of several runs. */
  #keeper({ notifier, notice }: NoticePayload): string {
    return notice.run_id === this.options.run_id ? notifier : `${notifier} ${notice.run_id}`;
  }

  #queueOf(config: ComponentConfig): QueueRunner {
    const { registry, deps } = this.options;
    return this.#queues.of(config, this.settings, registry, deps);
  }

  /** The notifier as it is set now, else as it was, else the only one of its kind. A text: why there is none. */
  #configOf({ notifier, class_name, config }: NoticePayload): ComponentConfig | string {
    if (this.options.registry.find('notifier', class_name) === undefined)
      return `there is no notifier ${class_name} any more`;
    const same = this.#notifiers.find(({ id }) => id === notifier);
    const alike = this.#notifiers.filter((one) => one.config.class_name === class_name);
    const found = same?.config ?? config ?? (alike.length === 1 ? alike[0]?.config : undefined);
    return found ?? `no ${class_name} is set as the one that it was queued for`;
  }

  #context(snapshot: Snapshot): AlertContext {
    const { run_id, name, dry_run, place } = this.options;
    const { text: last_line, path } = this.lastLine;
    const log = last_line === undefined ? undefined : (place?.log ?? path);
    const known = { run_id, name, settings: this.settings, dry_run, awake: this.#awake };
    const links = place?.links ?? [];
    return alertContext({ ...known, ...defined({ last_line, log }), links }, snapshot, this.options.deps.now());
  }

  /** Sees to it that what time alone tells is told. */
  #plan(): void {
    const journal = this.#journal;
    if (journal === undefined || !this.areWanted) return;
    const { phase, alerts } = journal.snapshot;
    const known = { settings: this.settings, awake: this.#awake };
    const due = phase === 'ended' ? undefined : alertsDue(alerts?.state, known);
    if (due === this.#due && (due === undefined || this.#cancel !== undefined)) return;
    this.#cancel?.();
    this.#due = due;
    this.#cancel = due === undefined ? undefined : this.options.deps.schedule(due, () => this.#tick());
  }

  #tick(): void {
    this.#cancel = undefined;
    const journal = this.#journal;
    if (journal === undefined) return;
    const { snapshot } = journal;
    const { deps } = this.options;
    const [state, news] = alertsAt(snapshot.alerts?.state, deps.now(), snapshot.attempt, this.#context(snapshot));
    const outbox = this.entriesOf(news);
    try {
      journal.commit({ alerts: { ...snapshot.alerts, state } }, { outbox });
    } catch {
      // Whoever has the run now tells it. That this process has lost it shows at its next step.
      return this.leave();
    }
    this.committed(outbox);
  }
}

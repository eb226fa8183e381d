import { digestOf } from '../../alerts/digest.js';
import type { SoFar } from '../../alerts/entries.js';
import type { TryLaterError, UndeliverableError } from '../../alerts/errors.js';
import {
  emptyQueue,
  failuresOf,
  type NextSend,
  nextSend,
  type SendEnd,
  type SendQueue,
  sending,
  sent,
} from '../../alerts/next-send.js';
import type { AlertSettings } from '../../alerts/settings.js';
import { childAbort } from '../../child-abort.js';
import type { Deps, Json, Millis, Notice, Notifier, OutboxEntry, Sent } from '../../contract.js';
import { randomOf } from '../../policy/decide.js';

/** A notice of a run, queued in its journal. */
export interface QueuedNotice {
  readonly entry: OutboxEntry;
  readonly notice: Notice;
  readonly queued_at: Millis;
  readonly so_far: SoFar;
  /** What earlier sendings of the run have left with the notifier. */
  kept(): Json | undefined;
}

/** How an entry stands after a sending. */
export interface NoticeResult {
  readonly entry: OutboxEntry;
  readonly detail: string;
  readonly keep?: Json;
  readonly so_far: SoFar;
}

/** A run that has notices in a queue. */
export interface NoticeHolder {
  /** Commits how entries stand. When it throws, nothing more of the run is sent. */
  save(results: readonly NoticeResult[]): void;
}

/** Nobody waits longer for a notifier's answer (ms). */
const PATIENCE = 60_000;

/** Tries that a command waits for at its end. */
const ENOUGH = 2;

interface Item extends QueuedNotice {
  readonly holder: NoticeHolder;
}

/** Everything that one notifier is told, by all runs of this process: in order, and beside them. */
export class QueueRunner {
  #queue: SendQueue = emptyQueue;
  #next: NextSend | undefined;
  readonly #items = new Map<string, Item>();
  /** Runs that may still bring news, and those that have ended. */
  readonly #holders = new Map<NoticeHolder, 'live' | 'ending'>();
  readonly #waiters = new Set<() => void>();
  #busy: { readonly keys: readonly string[]; end(): void } | undefined;
  #cancel: (() => void) | undefined;

  constructor(
    readonly notifier: Notifier,
    readonly settings: AlertSettings,
    readonly deps: Deps,
  ) {}

  /** Takes up entries that are committed as queued. A known key is left as it is. */
  add(holder: NoticeHolder, notices: readonly QueuedNotice[]): void {
    if (!this.#holders.has(holder)) this.#holders.set(holder, 'live');
    for (const one of notices) {
      const { entry, notice, queued_at, so_far } = one;
      if (this.#items.has(entry.key)) continue;
      this.#items.set(entry.key, { ...one, holder });
      const { key, tries, not_before } = entry;
      const { run_id, transition } = notice;
      const { asked = 0 } = so_far;
      const waiting = { key, run_id, transition, at: queued_at, tries, asked, not_before };
      const since = this.#queue.failing_since ?? so_far.failing_since;
      const queue = { ...this.#queue, waiting: [...this.#queue.waiting, waiting] };
      this.#queue = since === undefined ? queue : { ...queue, failing_since: since };
    }
    queueMicrotask(() => this.#pump());
  }

  /** The run brings no further news: nothing is gathered for it any longer. */
  closing(holder: NoticeHolder): void {
    if (!this.#holders.has(holder)) return;
    this.#holders.set(holder, 'ending');
    queueMicrotask(() => this.#pump());
  }

  /** What is not sent by now stays queued in the run's journal. */
  leave(holder: NoticeHolder): void {
    this.#holders.delete(holder);
    for (const [key, item] of this.#items) if (item.holder === holder) this.#items.delete(key);
    this.#queue = { ...this.#queue, waiting: this.#queue.waiting.filter(({ key }) => this.#items.has(key)) };
    // What goes to nobody's account any more need not be waited for.
    if (this.#busy?.keys.every((key) => !this.#items.has(key)) === true) this.#busy.end();
    this.#pump();
  }

  /** Resolves when nothing of the run waits, or nothing will be sent before `until`; where that is a moment, also when a second try has failed. */
  settled(holder: NoticeHolder, until: Millis): Promise<void> {
    return new Promise((resolve) => {
      const look = () => {
        const waits = [...this.#items.values()].some((item) => item.holder === holder);
        if (waits && !this.#isIdleUntil(until)) return;
        this.#waiters.delete(look);
        resolve();
      };
      this.#waiters.add(look);
      queueMicrotask(() => this.#pump());
    });
  }

  #isIdleUntil(until: Millis): boolean {
    if (this.#busy !== undefined || this.#next === undefined || !('wait_until' in this.#next)) return false;
    const failures = Math.max(...this.#queue.waiting.map(failuresOf));
    return this.#next.wait_until > until || (Number.isFinite(until) && failures >= ENOUGH);
  }

  #pump(): void {
    this.#cancel?.();
    this.#cancel = undefined;
    if (this.#busy === undefined) {
      const now = this.deps.now();
      const closing = [...this.#holders.values()].every((how) => how === 'ending');
      const next = nextSend(this.#queue, this.settings, now, closing);
      this.#next = next;
      if (next !== undefined && 'send' in next) void this.#send(next.send);
      else if (next !== undefined) this.#cancel = this.deps.schedule(next.wait_until, () => this.#pump());
    }
    for (const look of [...this.#waiters]) look();
  }

  async #send(keys: readonly string[]): Promise<void> {
    const items = keys.flatMap((key) => this.#items.get(key) ?? []);
    this.#queue = sending(this.#queue, keys, this.settings, this.deps.now());
    const own = new AbortController();
    this.#busy = { keys, end: () => own.abort() };
    const answer = await this.#ask(items, own.signal);
    this.#busy = undefined;
    this.#take(keys, answer);
    this.#pump();
  }

  async #ask(items: readonly Item[], abort: AbortSignal): Promise<{ sent?: Sent | undefined } | { error: unknown }> {
    const [first] = items;
    const kept = items.length === 1 ? first?.kept() : undefined;
    const call = childAbort(abort);
    let cancel = () => {};
    // One that does not listen to its abort is not waited for either.
    const late = new Promise<{ error: unknown }>((resolve) => {
      const ends = (why: string) => resolve({ error: new Error(why) });
      abort.addEventListener('abort', () => ends('it was ended'), { once: true });
      cancel = this.deps.schedule(this.deps.now() + PATIENCE, () => ends(`no answer within ${PATIENCE / 1000} s`));
    });
    try {
      const told = Promise.resolve()
        .then(() => this.notifier.send(digestOf(items.map(({ notice }) => notice)), call.signal, kept))
        .then((given) => ({ sent: given }))
        .catch((error: unknown) => ({ error }));
      return await Promise.race([told, late]);
    } finally {
      cancel();
      call.end();
    }
  }

  #take(keys: readonly string[], answer: { sent?: Sent | undefined } | { error: unknown }): void {
    const now = this.deps.now();
    const end: SendEnd = 'error' in answer ? endOf(answer.error, randomOf(`${keys[0]}/${now}`)) : { how: 'taken' };
    const { queue, delivered, dead } = sent(this.#queue, keys, end, this.settings, now);
    this.#queue = queue;
    const detail = 'error' in answer ? wordsOf(answer.error) : answer.sent?.detail;
    const keep = 'error' in answer || keys.length > 1 ? undefined : answer.sent?.keep;
    const results = new Map<NoticeHolder, NoticeResult[]>();
    for (const key of keys) {
      const item = this.#items.get(key);
      if (item === undefined) continue;
      const waiting = queue.waiting.find((one) => one.key === key);
      const status = delivered.includes(key) ? 'done' : dead.includes(key) ? 'failed' : 'queued';
      const result = detail ?? item.notice.title;
      const tries = waiting?.tries ?? item.entry.tries + 1;
      const entry = { ...item.entry, status, tries, not_before: waiting?.not_before ?? 0, result } as const;
      if (status === 'queued') this.#items.set(key, { ...item, entry });
      else this.#items.delete(key);
      const { failing_since } = queue;
      const so_far = {
        ...(failing_since === undefined ? {} : { failing_since }),
        ...(waiting?.asked ? { asked: waiting.asked } : {}),
      };
      const told = { entry, detail: result, so_far, ...(keep === undefined ? {} : { keep }) };
      results.set(item.holder, [...(results.get(item.holder) ?? []), told]);
    }
    for (const [holder, all] of results) {
      try {
        holder.save(all);
      } catch {
        // Another process has the run, or is to have it: it sends what is queued there.
        this.leave(holder);
      }
    }
  }
}

function endOf(error: unknown, random: number): SendEnd {
  const { name } = (error ?? {}) as Error;
  if (name === ('UndeliverableError' satisfies UndeliverableError['name'])) return { how: 'refused' };
  const at = name === ('TryLaterError' satisfies TryLaterError['name']) ? (error as TryLaterError).at : undefined;
  return { how: 'failed', random, ...(at === undefined ? {} : { at }) };
}

const wordsOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));

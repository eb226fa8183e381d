import type { ActionResult, Deps, OutboxEntry, RetryBackoff } from '../contract.js';
import { type OutboxEvent, type OutboxState, outbox, outboxDue, startable } from './outbox.js';
import { outcomeOf, type Try } from './outcome-of.js';

/** Of an action that says how often it is tried again, but not when. */
const defaultBackoff: RetryBackoff = { initial: 10_000, factor: 2, max: 600_000, jitter: 0.25 };

export interface OutboxOptions {
  /** Everything that the journal holds, of earlier lives too. */
  readonly entries: readonly OutboxEntry[];
  /** The action of an entry and what it is told; undefined when there is no such action any more. */
  actions(entry: OutboxEntry): Try | undefined;
  /** Commits before an action starts and after it ended. When it throws, nothing further is started. */
  save(entries: readonly OutboxEntry[], outcome?: ActionResult): void | Promise<void>;
  readonly deps: Deps;
  /** 0 ≤ random < 1, for the jitter of retries. */
  readonly random: () => number;
  /** Ends what runs. It stays `running` in the journal and is run again by the next life. */
  readonly abort: AbortSignal;
  /** After each try, once it is committed. */
  readonly onResult?: (entry: OutboxEntry, outcome: ActionResult) => void;
}

export interface Outbox {
  /** Entries that are already committed as `queued`. A known key is ignored. */
  add(entries: readonly OutboxEntry[]): void;
  /** Resolves when nothing is queued or running, or after `abort`. Rejects with what `save` threw. */
  idle(): Promise<void>;
}

/**
 * Runs journaled actions: each is committed as running before it starts and with its result after it ended, so that
 * none is lost in a crash, and none runs twice at the same time.
 */
export function runOutbox(options: OutboxOptions): Outbox {
  const { deps, abort, random } = options;
  let state: OutboxState = {};
  let broken: { readonly error: unknown } | undefined;
  let cancelWake: (() => void) | undefined;
  let active = 0;
  let waiters: { resolve(): void; reject(error: unknown): void }[] = [];

  const apply = (event: OutboxEvent): readonly OutboxEntry[] => {
    const [next, changed] = outbox(state, event);
    state = next;
    return changed;
  };

  const isIdle = () =>
    active === 0 &&
    (broken !== undefined || abort.aborted || !Object.values(state).some((entry) => entry.status === 'queued'));

  const settle = () => {
    if (!isIdle()) return;
    const ready = waiters;
    waiters = [];
    for (const waiter of ready) broken ? waiter.reject(broken.error) : waiter.resolve();
  };

  const pump = () => {
    cancelWake?.();
    cancelWake = undefined;
    if (!broken && !abort.aborted) {
      const now = deps.now();
      const ready = startable(state, now, (entry) => options.actions(entry)?.action.concurrency ?? 1);
      for (const entry of ready) void attempt(entry);
      const due = outboxDue(state, now);
      if (due !== undefined) cancelWake = deps.schedule(due, pump);
    }
    settle();
  };

  const attempt = async (entry: OutboxEntry) => {
    active++;
    const changed = apply({ type: 'start', key: entry.key });
    try {
      await options.save(changed);
      if (broken || abort.aborted) return;
      const found = options.actions(entry);
      const outcome = found ? await outcomeOf(entry.kind, found, deps, abort) : unknownAction(entry);
      // An ending that abort has caused says nothing about the action: it stays `running` and is run again.
      if (broken || (abort.aborted && !outcome.ok)) return;
      const retry =
        found && !outcome.final
          ? {
              retry: {
                retries: found.action.retries ?? 0,
                backoff: found.action.backoff ?? defaultBackoff,
                random: random(),
              },
            }
          : {};
      const { ok, detail } = outcome;
      const [after] = apply({ type: 'end', key: entry.key, at: deps.now(), ok, detail, ...retry });
      await options.save(after ? [after] : [], outcome);
      if (after) options.onResult?.(after, outcome);
    } catch (error) {
      broken ??= { error };
    } finally {
      active--;
      pump();
    }
  };

  apply({ type: 'add', entries: options.entries });
  abort.addEventListener('abort', pump, { once: true });
  queueMicrotask(pump);

  return {
    add(entries) {
      apply({ type: 'add', entries });
      queueMicrotask(pump);
    },
    idle: () =>
      new Promise((resolve, reject) => {
        waiters.push({ resolve, reject });
        queueMicrotask(settle);
      }),
  };
}

function unknownAction(entry: OutboxEntry): ActionResult {
  return { ok: false, detail: `there is no action ${entry.kind} any more`, final: true };
}

import type { Millis, OutboxEntry, RetryBackoff } from '../contract.js';

/** Entries by key, in the order in which they came. Json. */
export type OutboxState = Readonly<Record<string, OutboxEntry>>;

export type OutboxEvent =
  /** Journaled entries, new ones or those of an earlier life. A key that is known already is left as it is. */
  | { readonly type: 'add'; readonly entries: readonly OutboxEntry[] }
  | { readonly type: 'start'; readonly key: string }
  | {
      readonly type: 'end';
      readonly key: string;
      readonly at: Millis;
      readonly ok: boolean;
      readonly detail: string;
      /** What a retry may cost; undefined when trying again can't help. */
      readonly retry?: { readonly retries: number; readonly backoff: RetryBackoff; readonly random: number };
    };

/** Pure: the next state, and the entries that must be committed for it. */
export function outbox(state: OutboxState, event: OutboxEvent): readonly [OutboxState, readonly OutboxEntry[]] {
  if (event.type === 'add') {
    const fresh = event.entries.filter((entry) => !Object.hasOwn(state, entry.key)).map(recovered);
    return [{ ...state, ...Object.fromEntries(fresh.map((entry) => [entry.key, entry])) }, []];
  }
  const entry = state[event.key];
  if (!entry) return [state, []];
  const next = event.type === 'start' ? started(entry) : ended(entry, event);
  return [{ ...state, [entry.key]: next }, [next]];
}

/**
 * A crash left it running: whether it took effect is not known, so it is run again. Actions run at least once; their
 * key, which stays the same, lets them see what they have already done.
 */
function recovered(entry: OutboxEntry): OutboxEntry {
  return entry.status === 'running' ? { ...entry, status: 'queued', not_before: 0 } : entry;
}

function started(entry: OutboxEntry): OutboxEntry {
  return { ...entry, status: 'running', tries: entry.tries + 1 };
}

function ended(entry: OutboxEntry, end: Extract<OutboxEvent, { type: 'end' }>): OutboxEntry {
  const result = end.detail;
  if (end.ok) return { ...entry, status: 'done', result };
  if (!end.retry || entry.tries > end.retry.retries) return { ...entry, status: 'failed', result };
  return { ...entry, status: 'queued', result, not_before: end.at + retryDelay(end.retry, entry.tries) };
}

function retryDelay({ backoff, random }: { backoff: RetryBackoff; random: number }, tries: number): Millis {
  const plain = Math.min(backoff.max, backoff.initial * backoff.factor ** (tries - 1));
  return Math.round(plain * (1 + backoff.jitter * (2 * random - 1)));
}

/** What may start now: due entries in their order, no class beyond its concurrency. */
export function startable(
  state: OutboxState,
  now: Millis,
  concurrencyOf: (entry: OutboxEntry) => number,
): readonly OutboxEntry[] {
  const busy = new Map<string, number>();
  const count = (kind: string, by: number) => busy.set(kind, (busy.get(kind) ?? 0) + by);
  for (const entry of Object.values(state)) if (entry.status === 'running') count(entry.kind, 1);
  const found: OutboxEntry[] = [];
  for (const entry of Object.values(state)) {
    if (entry.status !== 'queued' || entry.not_before > now) continue;
    if ((busy.get(entry.kind) ?? 0) >= Math.max(1, concurrencyOf(entry))) continue;
    count(entry.kind, 1);
    found.push(entry);
  }
  return found;
}

/** When the next entry's waiting time is over; undefined when none waits. */
export function outboxDue(state: OutboxState, now: Millis): Millis | undefined {
  const waiting = Object.values(state).filter((entry) => entry.status === 'queued' && entry.not_before > now);
  return waiting.length === 0 ? undefined : Math.min(...waiting.map((entry) => entry.not_before));
}

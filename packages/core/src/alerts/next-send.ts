import type { Millis, Transition } from '../contract.js';
import { quietUntil } from './quiet-hours.js';
import type { AlertSettings } from './settings.js';

/** A notice that is not delivered yet, as far as its turn depends on it. */
export interface Waiting {
  /** Of its entry; unique in the queue. */
  readonly key: string;
  readonly run_id: string;
  readonly transition: Transition;
  /** When it was queued. */
  readonly at: Millis;
  readonly tries: number;
  /** Of the tries those after which the other side said when to come back. */
  readonly asked?: number;
  readonly not_before: Millis;
}

/** The tries that nothing came of: what the other side has put off is none of them. */
export const failuresOf = ({ tries, asked = 0 }: Pick<Waiting, 'tries' | 'asked'>): number => tries - asked;

/** Everything that one notifier has still to be told, in order, and when it was told something. Json. */
export interface SendQueue {
  readonly waiting: readonly Waiting[];
  /** The sendings of late, oldest first. */
  readonly sent: readonly Millis[];
  /** When what had gathered was last let go. */
  readonly opened?: Millis;
  /** Of what was let go, so many are still to be sent one by one. */
  readonly singly: number;
  /** Since when nothing was taken of what was tried. */
  readonly failing_since?: Millis;
  /** What was tried together, and is tried again as it was. */
  readonly tried?: readonly string[];
}

/** The queue of a notifier that has been sent nothing. */
export const emptyQueue: SendQueue = { waiting: [], sent: [], singly: 0 };

/** What is to be sent now, by its keys: one, or several as one. */
export type NextSend = { readonly send: readonly string[] } | { readonly wait_until: Millis };

/** So many can be told as one. */
const MOST_TOGETHER = 500;

/**
 * Pure: whose turn it is. The first of all is; what was tried is tried again before anything else. `closing`: no run is
 * left that could bring more, so that nothing is gathered any longer. Undefined: nothing waits.
 */
export function nextSend(
  queue: SendQueue,
  settings: AlertSettings,
  now: Millis,
  closing = false,
): NextSend | undefined {
  const { waiting, tried } = queue;
  if (waiting.length === 0) return undefined;
  const spare = rateFree(queue, settings);
  const again = tried === undefined ? [] : waiting.filter(({ key }) => tried.includes(key));
  const quiet = quietUntil(settings.quiet_hours, now);
  const may = quiet === undefined ? waiting : excepted(waiting, settings.quiet_hours?.except ?? []);
  // What was tried before the quiet hours began does not hold back what is told in them.
  const retried = again.filter((one) => may.includes(one));
  const ready = retried.length > 0 ? retried : may;
  const [first] = ready;
  if (first === undefined) return { wait_until: quiet ?? now };
  const earliest = Math.max(spare, ...(retried.length > 0 ? ready : [first]).map(({ not_before }) => not_before));
  if (earliest > now) return { wait_until: earliest };
  if (retried.length > 0) return { send: keysOf(ready) };
  if (queue.singly > 0) return { send: [first.key] };
  const opens = queue.opened === undefined || closing ? now : queue.opened + settings.group_wait;
  if (opens > now) return { wait_until: opens };
  return { send: ready.length > settings.group_over ? keysOf(ready.slice(0, MOST_TOGETHER)) : [first.key] };
}

/** The queue once what `nextSend` named has been handed to the notifier. */
export function sending(queue: SendQueue, keys: readonly string[], settings: AlertSettings, now: Millis): SendQueue {
  const recent = [...queue.sent.filter((at) => at > now - settings.rate.within), now];
  const again = queue.tried?.some((key) => keys.includes(key)) === true;
  const opens = !again && queue.singly === 0;
  return {
    ...queue,
    sent: recent,
    tried: keys,
    ...(opens ? { opened: now } : {}),
    singly: again
      ? queue.singly
      : opens
        ? keys.length > 1
          ? 0
          : Math.min(queue.waiting.length, settings.group_over) - 1
        : queue.singly - 1,
  };
}

/** How a sending came out. */
export type SendEnd =
  | { readonly how: 'taken' }
  /** It will never be taken as it is. */
  | { readonly how: 'refused' }
  /** `at`: not before, where the other side said so. `random`: 0 ≤ random < 1. */
  | { readonly how: 'failed'; readonly at?: Millis; readonly random: number };

/** Pure: the queue after a sending, and what is over by it: delivered, or given up. */
export function sent(
  queue: SendQueue,
  keys: readonly string[],
  end: SendEnd,
  settings: AlertSettings,
  now: Millis,
): { readonly queue: SendQueue; readonly delivered: readonly string[]; readonly dead: readonly string[] } {
  const { tried: _, failing_since: __, ...free } = queue;
  const without = (gone: readonly string[]) => free.waiting.filter(({ key }) => !gone.includes(key));
  if (end.how === 'taken') return { queue: { ...free, waiting: without(keys) }, delivered: keys, dead: [] };
  if (end.how === 'refused') {
    // Each of several may be taken by itself.
    if (keys.length > 1) return { queue: { ...free, singly: keys.length }, delivered: [], dead: [] };
    return { queue: { ...free, waiting: without(keys) }, delivered: [], dead: keys };
  }
  const asked = askedFor(end, now);
  const retried = free.waiting.map((one) => (keys.includes(one.key) ? triedOnce(one, end, asked, now) : one));
  const { failing_since = now } = queue;
  const dead = keys.filter((key) => {
    const one = retried.find((waiting) => waiting.key === key);
    // Who says when to come back is tried then, if only once more.
    const next = asked === undefined ? one?.not_before : now;
    return one !== undefined && Number(next) > Math.max(one.at, failing_since) + settings.give_up;
  });
  const left = retried.filter(({ key }) => !dead.includes(key));
  const tried = keys.filter((key) => !dead.includes(key));
  return {
    queue: { ...free, failing_since, waiting: left, ...(tried.length > 0 ? { tried } : {}) },
    delivered: [],
    dead,
  };
}

const FIRST_WAIT = 10_000;
const LONGEST_WAIT = 600_000;
const JITTER = 0.25;
/** Nobody is left alone for longer. */
const LONGEST_ASKED = 24 * 3_600_000;

type Failed = Extract<SendEnd, { how: 'failed' }>;

/** When the other side wants to be tried again, where it said so; a moment that is over says nothing. */
const askedFor = ({ at }: Failed, now: Millis): Millis | undefined =>
  at !== undefined && at > now ? Math.min(at, now + LONGEST_ASKED) : undefined;

/** When it is tried again: at the moment that was named, which is no failure more, else after 10 s, 20 s … 10 min, a quarter more or less. */
function triedOnce(one: Waiting, { random }: Failed, asked: Millis | undefined, now: Millis): Waiting {
  const tries = one.tries + 1;
  if (asked !== undefined) return { ...one, tries, asked: (one.asked ?? 0) + 1, not_before: asked };
  const plain = Math.min(LONGEST_WAIT, FIRST_WAIT * 2 ** Math.min(failuresOf(one), 20));
  return { ...one, tries, not_before: now + Math.round(plain * (1 + JITTER * (2 * random - 1))) };
}

/** When the rate allows one more. */
function rateFree({ sent }: SendQueue, { rate }: AlertSettings): Millis {
  const oldest = sent[sent.length - rate.count];
  return oldest === undefined ? 0 : oldest + rate.within;
}

/** What is told in quiet hours, and what has to be told before it, since each run's news come in order. */
function excepted(waiting: readonly Waiting[], except: readonly Transition[]): readonly Waiting[] {
  const last = new Map<string, number>();
  for (const [place, { run_id, transition }] of waiting.entries())
    if (except.includes(transition) || (transition === 'gave_up' && except.includes('failed'))) last.set(run_id, place);
  return waiting.filter(({ run_id }, place) => place <= (last.get(run_id) ?? -1));
}

const keysOf = (waiting: readonly Waiting[]): readonly string[] => waiting.map(({ key }) => key);

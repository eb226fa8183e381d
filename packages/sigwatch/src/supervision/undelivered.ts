import { noticePayload, type OutboxEntry, type Store } from '@sigwatch/core';
import { supervisorOf, undeliveredRuns } from '@sigwatch/store';
import { startBackground } from './background.js';

/** How the notices of a notifier stand that it has not taken. */
export interface Untaken {
  /** The notifier's class. */
  readonly notifier: string;
  readonly undelivered: number;
  /** Given up. */
  readonly dead_letters: number;
  /** What it said last. */
  readonly last_error?: string;
  /** Of the oldest of them. */
  readonly since: string;
}

/** What of a run was not delivered, by notifier. Pure. */
export function untakenOf(outbox: readonly OutboxEntry[]): readonly Untaken[] {
  const found = new Map<string, Untaken>();
  for (const entry of outbox) {
    const payload = noticePayload(entry);
    if (payload === undefined || entry.status === 'done') continue;
    const dead = entry.status === 'failed' ? 1 : 0;
    const before = found.get(payload.notifier);
    const last_error = entry.result ?? before?.last_error;
    found.set(payload.notifier, {
      notifier: payload.class_name,
      undelivered: (before?.undelivered ?? 0) + 1 - dead,
      dead_letters: (before?.dead_letters ?? 0) + dead,
      ...(last_error === undefined ? {} : { last_error }),
      since: before?.since ?? new Date(payload.queued_at).toISOString(),
    });
  }
  return [...found.values()];
}

/** In one sentence. */
export function untakenText({ notifier, undelivered, dead_letters, last_error, since }: Untaken): string {
  const counts = [
    ...(undelivered > 0 ? [`${undelivered} not delivered yet`] : []),
    ...(dead_letters > 0 ? [`${dead_letters} given up`] : []),
  ];
  return `${notifier}: ${counts.join(', ')}, since ${since}${last_error === undefined ? '' : `: ${last_error}`}`;
}

/** Each of them, in a line. */
export function untakenNotices(outbox: readonly OutboxEntry[]): readonly string[] {
  return outbox.flatMap((entry) => {
    const payload = noticePayload(entry);
    if (payload === undefined || entry.status === 'done') return [];
    const { notice, queued_at, class_name } = payload;
    const tries = entry.tries === 1 ? 'tried once' : `tried ${entry.tries} times`;
    const how = entry.status === 'failed' ? 'given up' : tries;
    return [`  ${new Date(queued_at).toISOString()} ${notice.title} (${class_name}, ${how})`];
  });
}

/** Sees to it that somebody delivers what runs that have ended have left: the process in the background, which is started where there is none. */
export function deliverInBackground(stateDirectory: string): void {
  if (supervisorOf(stateDirectory) !== undefined) return;
  if (undeliveredRuns(stateDirectory).length > 0) startBackground(stateDirectory);
}

/** Leaves what these runs could not deliver to the process in the background, and says so; undefined: nothing is left. */
export function leftToDeliver(store: Store, stateDirectory: string, run_ids: readonly string[]): string | undefined {
  const untaken = run_ids.flatMap((run_id) => untakenOf(store.load(run_id)?.outbox ?? []));
  const count = untaken.reduce((sum, { undelivered }) => sum + undelivered, 0);
  if (count === 0) return undefined;
  deliverInBackground(stateDirectory);
  const why = untaken.find(({ last_error }) => last_error !== undefined)?.last_error;
  const said = why === undefined ? '' : ` (${why})`;
  const what = count === 1 ? '1 notice is' : `${count} notices are`;
  return `${what} not delivered yet${said}; a process in the background goes on with that: sigwatch status.`;
}

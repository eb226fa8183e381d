import type { JobRef, JobState, JobStatus, Millis } from '@sigwatch/core';
import type { AppRow, ContainerRow } from './apps/rows.js';
import type { ClientState } from './client/client-end.js';
import { isLost, saysTimeout, tellsFailure, tellsNoCause, wordsOf } from './client/last-words.js';

/** What is known of an app at one moment. */
export interface Seen {
  readonly row: AppRow;
  readonly containers: readonly ContainerRow[];
  /** When Modal was asked. */
  readonly asOf: Millis;
  /** Of the `modal run` that made it, where that was here. */
  readonly client?: ClientState;
  /** When we first asked for its end. */
  readonly stopped_at?: Millis;
}

type Told = Omit<JobStatus, 'job' | 'as_of'>;

/** A client that had gone so long (ms) before the app ended did not see its end; clocks differ by less. */
const BEFORE = 300_000;

/**
 * How an app is. Modal's lists never tell how one has ended: an exit code of 0 of `modal run` says it, then our own stop,
 * then a failure of the function that `modal run` tells, then who has stopped it, then any other end of `modal run`; else
 * nobody knows, and the log has the last word. Undefined for a state that Modal does not
 * name.
 */
export function verdictOf(job: JobRef, seen: Seen): JobStatus | undefined {
  const told = stateOf(seen);
  if (told === undefined) return undefined;
  const begun = seen.containers.flatMap(({ started_at }) => started_at ?? []).sort((a, b) => a - b)[0];
  const nodes = seen.containers.filter(({ started_at }) => started_at !== undefined).map(({ id }) => id);
  return {
    job,
    ...told,
    ...(begun === undefined ? {} : { started_at: begun }),
    ...(nodes.length === 0 ? {} : { nodes }),
    as_of: seen.asOf,
  };
}

function stateOf(seen: Seen): Told | undefined {
  const { row, stopped_at } = seen;
  switch (row.state) {
    case 'unknown':
      return undefined;
    case 'disabled':
      return { state: 'failed', reason: 'APP_DISABLED', detail: 'Modal has disabled the app', ...endOf(row) };
    case 'stopped':
      return seen.containers.length > 0 ? completing(seen, 'the app is stopped') : { ...endedAs(seen), ...endOf(row) };
    case 'stopping':
      return completing(seen, 'the app is being stopped');
    default:
      // Whatever its client says: that may end before what it has spawned.
      return stopped_at === undefined ? alive(seen) : completing(seen, 'Modal has taken the stop');
  }
}

/** Deployed apps may rest without a container; they are watched, never submitted. */
function alive({ row, containers }: Seen): Told {
  const starts = containers.some(({ started_at }) => started_at === undefined);
  if (row.state === 'deployed' || containers.some(({ started_at }) => started_at !== undefined))
    return { state: 'running' };
  return { state: 'pending', reason: starts ? 'CONTAINER_STARTING' : 'NO_CONTAINER' };
}

function completing({ containers }: Seen, what: string): Told {
  const n = containers.length;
  if (n === 0) return { state: 'completing' };
  return { state: 'completing', detail: `${what}, and ${n} container${n === 1 ? ' still runs' : 's still run'}` };
}

function endedAs(seen: Seen): Told {
  const { row, stopped_at, client, asOf } = seen;
  if (client?.exit_code === 0) return { state: 'succeeded', exit_code: 0 };
  const failed = failureOf(seen);
  const isOwn = failed !== undefined && tellsFailure(client?.words ?? '');
  // What it fails of after our stop may be that stop.
  const failedBefore = isOwn && client?.ended_at !== undefined && client.ended_at < (stopped_at ?? 0);
  if (stopped_at !== undefined && !failedBefore) return { state: 'cancelled', ended_by: 'sigwatch' };
  // It brings what the app left within seconds, or hangs.
  if (client?.alive && asOf - (row.stopped_at ?? asOf) < BEFORE)
    return { state: 'completing', detail: 'the app is stopped, and `modal run` has not said how it ended' };
  // Modal may name the user of a client, too, that has left the app with the error of its function.
  if (row.stopped_by !== undefined && !isOwn)
    return { state: 'cancelled', ended_by: 'owner', detail: `stopped by ${row.stopped_by}` };
  return failed ?? unknownEnd();
}

/** What its client says of how it failed; undefined where that has not seen its end. */
function failureOf({ client, row }: Seen): Told | undefined {
  if (client?.exit_code === undefined || sawNoEnd(client, row)) return undefined;
  if (tellsNoCause(client.words)) return { ...unknownEnd(), detail: 'Modal has ended the app, and tells nobody why' };
  const state: JobState = saysTimeout(client.words) ? 'timed_out' : 'failed';
  const detail = wordsOf(client.words);
  return {
    ...{ state, exit_code: client.exit_code },
    ...(state === 'timed_out' ? { reason: 'TIMEOUT' } : {}),
    ...(detail === '' ? {} : { detail }),
  };
}

const sawNoEnd = (client: ClientState, { stopped_at }: AppRow): boolean =>
  isLost(client) ||
  (stopped_at !== undefined && client.ended_at !== undefined && stopped_at - client.ended_at > BEFORE);

const unknownEnd = (): Told => ({
  ...{ state: 'failed', reason: 'EXIT_UNKNOWN' },
  detail: 'the app has ended, and nobody here has seen how: its `modal run` was not here, or was ended before',
});

const endOf = ({ stopped_at }: AppRow): Pick<JobStatus, 'ended_at'> =>
  stopped_at === undefined ? {} : { ended_at: stopped_at };

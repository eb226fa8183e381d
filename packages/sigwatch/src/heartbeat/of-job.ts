import { createHash } from 'node:crypto';
import { join } from 'node:path';
import {
  type Discovery,
  finalStates,
  type JobRef,
  type JobStatus,
  type LogSource,
  pause,
  sampledSource,
  systemDeps,
} from '@sigwatch/core';
import {
  asLine,
  errorLogs,
  newMemory,
  openHeartbeatStore,
  parseLocation,
  RunLooks,
  thresholdsOf,
} from '@sigwatch/heartbeat';
import type { Heard } from '../hear-status.js';
import type { HeartbeatUse } from '../settings/heartbeat-use.js';
import { storeOptions } from './heartbeat-config.js';

export interface OfJobOptions {
  readonly location: string;
  readonly use: HeartbeatUse;
  /** Tells which job runs, and since when. */
  readonly seen: Heard;
  /** The file of the lines, and what people call it. */
  readonly path: string;
  readonly id: string;
  /** The folder of the copies of what `_error` said. */
  readonly copies: string;
}

/** How soon a job is looked for that runs by now (ms). */
const SOON = 5_000;
/** For so long (ms) the news of a job's end waits for what that has left here. */
const LAST_LOOK = 5_000;

export interface HeartbeatsOfJob {
  readonly lines: Discovery;
  readonly errors: Discovery;
  /**
   * To be awaited before the run is told: what a job wrote as it ended is looked for once it has, so that it is there
   * when the logs are read to their end. Undefined where there is nothing to wait for.
   */
  ended(status: JobStatus, abort: AbortSignal): Promise<void> | undefined;
}

/** What the heartbeats of one place tell of each job of a run: what is older than a job is of an earlier one. */
export function heartbeatsOfJob(options: OfJobOptions): HeartbeatsOfJob {
  const { location, use, seen, path, id, copies } = options;
  const where = parseLocation(location);
  const { run } = where;
  if (run === undefined) throw new Error(`heartbeat: read: ${location} names no run, but a folder of them`);
  const store = openHeartbeatStore(where, { ...storeOptions(use), deps: systemDeps });
  const known = new Map<string, RunLooks>();
  const make = ({ started_at }: JobStatus): RunLooks =>
    new RunLooks({
      ...{ store, run, thresholds: thresholdsOf(use.stale), interval: use.interval, deps: systemDeps },
      kept: { read: () => newMemory(started_at), write: () => {} },
    });
  const looksOf = (status: JobStatus): RunLooks => {
    const key = keyOf(status.job);
    const looks = known.get(key) ?? make(status);
    known.set(key, looks);
    return looks;
  };
  /** What stands there would be of an earlier job, where nobody knows when this one began. */
  const hasBegun = (status: JobStatus): boolean =>
    status.state === 'running' || status.started_at !== undefined || known.has(keyOf(status.job));
  const over = new Set<string>();
  const ended: HeartbeatsOfJob['ended'] = (status, abort) => {
    const key = keyOf(status.job);
    if (!finalStates.has(status.state) || over.has(key) || !hasBegun(status)) return undefined;
    over.add(key);
    const limit = AbortSignal.any([abort, AbortSignal.timeout(LAST_LOOK)]);
    // A look that was begun in this same millisecond may have been too early.
    return looksOf(status)
      .latest(limit, systemDeps.now() + 1)
      .then(
        () => {},
        () => {},
      );
  };
  const lines = sampledSource({
    ...{ path, id, deps: systemDeps, interval: use.interval },
    sampler: () => async (abort) => {
      const status = seen.last();
      if (status?.state !== 'running') return undefined;
      const { at, verdict } = await looksOf(status).latest(abort);
      return asLine(verdict, at, use.interval);
    },
  });
  const errors: Discovery = {
    async *sources(abort) {
      const told = new Set<string>();
      while (!abort.aborted) {
        const status = seen.last();
        if (status === undefined || !hasBegun(status) || told.has(keyOf(status.job))) {
          await pause(systemDeps, systemDeps.now() + Math.min(SOON, use.interval), abort);
          continue;
        }
        // The next job has looks of its own, and those of this one end with it.
        const ended = new AbortController();
        const isOver = watchEnd(status.job, seen, ended, Math.min(SOON, use.interval), abort);
        const folder = join(copies, nameOf(status.job));
        for await (const source of errorLogs({ looks: looksOf(status), copies: folder }).sources(ended.signal)) {
          told.add(keyOf(status.job));
          yield called(source, status.job);
        }
        ended.abort();
        await isOver;
      }
    },
  };
  return { lines, errors, ended };
}

const keyOf = ({ id, incarnation }: JobRef): string => `${id} ${incarnation}`;
const nameOf = (job: JobRef): string => createHash('sha256').update(keyOf(job)).digest('hex').slice(0, 16);

/** Each job of a run may leave one. */
const called = (source: LogSource, { id }: JobRef): LogSource => ({ ...source, id: `${source.id} of ${id}` });

/** Aborts once another job runs. */
async function watchEnd(job: JobRef, seen: Heard, ended: AbortController, every: number, abort: AbortSignal) {
  while (!abort.aborted && !ended.signal.aborted) {
    const last = seen.last();
    if (last !== undefined && keyOf(last.job) !== keyOf(job)) break;
    await pause(systemDeps, systemDeps.now() + every, AbortSignal.any([abort, ended.signal]));
  }
  ended.abort();
}

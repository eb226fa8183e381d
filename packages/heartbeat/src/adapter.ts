import { createHash } from 'node:crypto';
import { join } from 'node:path';
import {
  type Deps,
  type Discovery,
  type JobAdapter,
  type JobRef,
  type JobStatus,
  type Millis,
  systemDeps,
  UnansweredError,
} from '@sigwatch/core';
import { LOG } from './answers.js';
import { type Location, locationText, parseLocation } from './location.js';
import { runLogs } from './logs/run-logs.js';
import { type Kept, type Looked, RunLooks } from './run-looks.js';
import type { HeartbeatStore } from './store/heartbeat-store.js';
import { openHeartbeatStore, type StoreOptions } from './store/open.js';
import type { Thresholds } from './verdict.js';

export interface HeartbeatAdapterOptions {
  readonly thresholds: Thresholds;
  /** ms between two looks. Default: a minute. */
  readonly interval?: Millis;
  /** ms without a heartbeat after which the run counts as over. Default: six times the threshold. */
  readonly give_up?: Millis;
  /** How stores in S3 are reached. */
  readonly store?: StoreOptions;
  /** Of all runs: copies of logs are kept in `heartbeats/` below it. */
  readonly stateDirectory: string;
  /** What is remembered of a location over restarts. Default: nothing. */
  readonly kept?: (location: string) => Kept;
  readonly deps?: Deps;
  /** Default: that of `store`. */
  readonly open?: (location: Location) => HeartbeatStore;
  /** Is told in sentences for people. */
  readonly tell?: (sentence: string) => void;
}

export interface HeartbeatAdapter extends JobAdapter, Disposable {
  /** The looks of a run, which whoever else follows its heartbeats shares. */
  looks(job: JobRef['id']): RunLooks;
  /** The folder of the copies of its logs. */
  copies(job: JobRef['id']): string;
}

const NAME = 'heartbeat';
const MINUTE: Millis = 60_000;
const GIVE_UP = 6;
/** What was written at the very end is there at once, and a second look at it costs little (ms). */
const SETTLE: Millis = 3_000;

/** Runs that are known by their heartbeats alone: `heartbeat:s3://bucket/prefix/RUN`, `heartbeat:/dir/RUN`. */
export function heartbeatAdapter(options: HeartbeatAdapterOptions): HeartbeatAdapter {
  const { deps = systemDeps, interval = MINUTE } = options;
  const { open = (location) => openHeartbeatStore(location, { ...options.store, deps }) } = options;
  const stores = new Map<string, HeartbeatStore>();
  const runs = new Map<string, RunLooks>();
  const storeOf = (location: Location): HeartbeatStore => {
    const root = locationText({ ...location, run: undefined });
    const store = stores.get(root) ?? open(location);
    stores.set(root, store);
    return store;
  };
  const looks = (id: JobRef['id']): RunLooks => {
    const location = locationOf(id);
    const { run } = location;
    if (run === undefined) throw new Error(`${id} names no run, but a folder of them: leave the slash at its end out.`);
    const text = locationText(location);
    const { thresholds, kept, tell } = options;
    const one =
      runs.get(text) ??
      new RunLooks({
        ...{ store: storeOf(location), run, thresholds, interval, deps },
        ...(kept === undefined ? {} : { kept: kept(text) }),
        ...(tell === undefined ? {} : { tell }),
      });
    runs.set(text, one);
    return one;
  };
  const copies = (id: JobRef['id']): string =>
    join(options.stateDirectory, 'heartbeats', nameOf(locationText(locationOf(id))));
  return {
    name: NAME,
    lag: Math.min(interval, 5_000),
    settle: SETTLE,
    poll: interval,
    looks,
    copies,
    async status(jobs, abort, since) {
      const looked = await Promise.all(
        jobs.map(async (job) => [job, await looks(job.id).latest(abort, since)] as const),
      );
      const told = looked.flatMap(([job, look]) => {
        const status = statusOf(job, look, options.give_up);
        return status === undefined ? [] : [[job.id, status] as const];
      });
      const [first] = looked;
      if (told.length === 0 && first !== undefined) throw new UnansweredError(first[1].verdict.reason);
      return new Map(told);
    },
    logs: (job): Discovery => runLogs({ looks: looks(job.id), copies: join(copies(job.id), nameOf(job.incarnation)) }),
    logPaths: async (job) => [`${locationText(locationOf(job.id))}/${LOG}`],
    async lookUp(id, abort) {
      const { verdict } = await looks(id).latest(abort);
      if (verdict.state === 'unknown') throw new UnansweredError(verdict.reason);
      return {
        job: { id: `${NAME}:${locationText(locationOf(id))}`, incarnation: '1' },
        name: verdict.run_id ?? nameIn(id),
      };
    },
    [Symbol.dispose]() {
      for (const store of stores.values()) store.close();
      stores.clear();
      runs.clear();
    },
  };
}

const locationOf = (id: JobRef['id']): Location => parseLocation(id.slice(id.indexOf(':') + 1));
const nameIn = (id: JobRef['id']): string => locationOf(id).run ?? id;
const nameOf = (text: string): string => createHash('sha256').update(text).digest('hex').slice(0, 16);

/** What the heartbeats mean as a platform's word; undefined where nothing follows from them. */
function statusOf(job: JobRef, { at, verdict }: Looked, give_up?: Millis): JobStatus | undefined {
  const { state, code, since, began, node, instance, silent, threshold } = verdict;
  const where = node ?? instance;
  const common = {
    ...{ job, as_of: at },
    ...(began === null ? {} : { started_at: began }),
    ...(where === null ? {} : { nodes: [where] }),
  };
  const ended = { ...common, ...(since === null ? {} : { ended_at: since }) };
  if (state === 'unknown') return undefined;
  if (state === 'succeeded') return { ...ended, state };
  if (state === 'failed') return { ...ended, state, detail: verdict.error ?? verdict.reason };
  if (state === 'timed_out' && code !== null && silent > (give_up ?? GIVE_UP * threshold))
    return { ...ended, state, reason: code, detail: verdict.reason };
  return { ...common, state: verdict.started ? 'running' : 'pending' };
}

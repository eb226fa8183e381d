import type { Discovery, JobAdapter, JobRef, Millis } from '@sigwatch/core';
import { cancel } from './cancel.js';
import { type Ray, rayClient } from './client.js';
import { clusterUse } from './cluster.js';
import { type Connection, rayConnection } from './connection.js';
import { exec, placesOf } from './exec.js';
import { find } from './find.js';
import { handOver } from './hand-over.js';
import { lookUp } from './look-up.js';
import { Looks } from './looks.js';
import { Notes } from './notes.js';
import type { RayDeps } from './ray-deps.js';
import { type RaySettings, raySettings } from './settings.js';
import { statusNow } from './status-now.js';
import { submit } from './submit.js';
import { KeptPackages } from './upload/kept.js';

export interface RayAdapterOptions {
  /** Of all runs: what must be known again is kept in `ray/` below it. */
  readonly stateDirectory: string;
  /** What the job's driver and workers print. */
  readonly logs: (job: JobRef) => Discovery;
  /** Files on this machine that have it, or will. Default: nobody is told. */
  readonly logPaths?: (job: JobRef) => readonly string[];
  readonly settings?: Partial<RaySettings>;
  readonly now?: () => Millis;
  /** Where addresses, tokens and Ray's own variables are looked for. Default: that of this process. */
  readonly env?: Readonly<Record<string, string | undefined>>;
  /** Default: HTTP to the address of the settings. */
  readonly ray?: Ray;
  /** Shared by all adapters of a process that ask the same cluster. Default: an own one. */
  readonly looks?: Looks;
  /** Is told in sentences for people. */
  readonly tell?: (sentence: string) => void;
}

/** For so long (ms) a request that was given up may still be under way to the job server. */
const LAG = 5_000;
/** Looks cost no call: most of them are answered by what Ray said last (ms). */
const LOOK = 5_000;
/** The dashboard tells what a log holds now: nothing lags but the file of the driver itself (ms). */
const SETTLE = 3_000;

/** Jobs of a Ray cluster, by its Jobs REST API. Throws, with what to write instead, where the settings can't be used. */
export function rayAdapter(options: RayAdapterOptions): JobAdapter {
  const deps = rayDeps(options);
  const { poll_interval_seconds } = deps.settings;
  const { logPaths } = options;
  const places = placesOf(deps);
  return {
    name: 'ray',
    lag: LAG,
    settle: SETTLE,
    poll: Math.min(LOOK, poll_interval_seconds * 1000),
    status: (jobs, abort, since) => statusNow(deps, jobs, abort, since),
    logs: options.logs,
    ...(logPaths && { logPaths: async (job) => logPaths(job) }),
    lookUp: (id, abort) => lookUp(deps, id, abort),
    cancel: (job, abort) => cancel(deps, job, abort),
    submission: {
      keyIsId: true,
      submit: (spec, key, how, abort) => submit(deps, spec, key, how, abort),
      find: (key, abort) => find(deps, key, abort),
    },
    ...(deps.settings.delete_ended ? { handOver: (from, _, abort) => handOver(deps, from, abort) } : {}),
    cluster: (abort) => clusterUse(deps.ray, abort),
    ...(places.length === 0 ? {} : { exec: (_, command, abort) => exec(places, command, abort) }),
  };
}

function rayDeps(options: RayAdapterOptions): RayDeps {
  const { stateDirectory, now = Date.now, tell = () => {}, env = process.env } = options;
  const settings = raySettings(options.settings);
  const connection: Connection = rayConnection(settings, env);
  const ray = options.ray ?? rayClient(connection);
  const looks = options.looks ?? new Looks({ ray, interval: settings.poll_interval_seconds * 1000, now });
  const kept = { notes: new Notes(stateDirectory), packages: new KeptPackages(stateDirectory) };
  return { connection, ray, looks, ...kept, settings, env, now, tell };
}

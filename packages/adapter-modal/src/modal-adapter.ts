import { setTimeout as after } from 'node:timers/promises';
import type { Discovery, JobAdapter, JobRef, Millis } from '@sigwatch/core';
import { Looks } from './apps/looks.js';
import { cancel } from './cancel.js';
import { type Modal, modalClient } from './client/modal.js';
import { exec } from './exec.js';
import { lookUp } from './look-up.js';
import type { ModalDeps } from './modal-deps.js';
import { Notes } from './notes.js';
import { type ModalConfig, modalSettings } from './settings.js';
import { statusNow } from './status-now.js';
import { find } from './submit/find.js';
import { submit } from './submit/submit.js';

export interface ModalAdapterOptions {
  /** Of all runs: what must be known again is kept in `modal/` below it. */
  readonly stateDirectory: string;
  /**
   * Starts each `modal run` as a process of this machine, which outlives sigwatch: once for a key, its output in a file that
   * `logPaths` names, its exit code in its status. It is @sigwatch/adapter-local in `STATE/modal/clients`.
   */
  readonly clients: JobAdapter;
  /** What the app's containers print. */
  readonly logs: (job: JobRef) => Discovery;
  /** Files on this machine that have it, or will. Default: nobody is told. */
  readonly logPaths?: (job: JobRef) => readonly string[];
  readonly settings?: ModalConfig;
  readonly now?: () => Millis;
  /** Of who submits: where the client finds its token. Default: that of this process. */
  readonly env?: Readonly<Record<string, string | undefined>>;
  /** Default: the client of the settings. */
  readonly modal?: Modal;
  /** Shared by all adapters of a process that ask in one environment. Default: an own one. */
  readonly looks?: Looks;
  readonly wait?: (ms: Millis, abort: AbortSignal) => Promise<void>;
  /** Is told in sentences for people. */
  readonly tell?: (sentence: string) => void;
}

/** Lists may show a new app so much later (ms). */
const LAG = 10_000;
/** Looks cost a call only where something may have changed (ms). */
const LOOK = 5_000;
/** Modal keeps logs apart from apps: the last lines may be there later (ms). */
const SETTLE = 10_000;

/** Apps of Modal, by its own client. */
export function modalAdapter(options: ModalAdapterOptions): JobAdapter {
  const deps = modalDeps(options);
  const { logPaths } = options;
  return {
    name: 'modal',
    lag: LAG,
    settle: SETTLE,
    poll: Math.min(LOOK, deps.settings.poll_interval_seconds * 1000),
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
    exec: (job, command, abort) => exec(deps, job, command, abort),
  };
}

function modalDeps(options: ModalAdapterOptions): ModalDeps {
  const { stateDirectory, clients, now = Date.now, tell = () => {}, env = process.env } = options;
  const settings = modalSettings(options.settings);
  const modal = options.modal ?? modalClient(settings, env);
  const looks = options.looks ?? new Looks({ modal, interval: settings.poll_interval_seconds * 1000, now });
  const wait = options.wait ?? ((ms, signal) => after(ms, undefined, { signal }));
  return { modal, looks, clients, notes: new Notes(stateDirectory), settings, now, wait, tell };
}

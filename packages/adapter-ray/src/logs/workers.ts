import { type Deps, type Discovery, type LogSource, pause } from '@sigwatch/core';
import { jobInLog, type WorkerName, workerName } from './worker-name.js';

/** A folder of logs: of a node of the cluster, or of this machine. */
export interface WorkerFolder {
  /** Tells it from every other folder, for good. */
  readonly key: string;
  /** Names of files. Rejects when they can't be had. */
  list(abort: AbortSignal): Promise<readonly string[]>;
  /** The first kilobytes of one. Rejects when they can't be had. */
  beginning(name: string, abort: AbortSignal): Promise<Buffer>;
  source(log: WorkerName): LogSource;
}

export interface WorkersOptions {
  readonly deps: Deps;
  /** Those there are now. Rejects when it can't be asked. */
  folders(abort: AbortSignal): Promise<readonly WorkerFolder[]>;
  /** What Ray calls the driver's connection; undefined before there is one. Rejects when it can't be asked. */
  rayJob(abort: AbortSignal): Promise<string | undefined>;
}

/** Between two searches (ms), and how much longer for each folder: a job that fails at once is soon read to its end. */
const PACE = { least: 2_000, folder: 50 } as const;
/** So many files whose names tell no job are looked into at once; the others have to wait. */
const LOOKS = 64;

/**
 * The logs of a job's workers, as they appear. A script may connect to the cluster several times, each time as another
 * job of Ray's, and the server tells of the last one only: those that were seen stay known.
 */
export function workerLogs(options: WorkersOptions): Discovery {
  return {
    async *sources(abort: AbortSignal): AsyncGenerator<LogSource> {
      const search = new Search(options);
      while (!abort.aborted) {
        yield* await search.news(abort).catch(() => []);
        await pause(options.deps, options.deps.now() + PACE.least + PACE.folder * search.folders, abort);
      }
    },
  };
}

/** A process that was started before it had a job, and has not told of one. */
interface Idle {
  readonly folder: WorkerFolder;
  readonly log: WorkerName;
}

class Search {
  /** How many there were when it was looked last. */
  folders = 0;
  readonly #jobs = new Set<string>();
  readonly #told = new Set<string>();
  /** By file, in the order in which they were looked into last. */
  readonly #idle = new Map<string, Idle>();
  /** Whose job is known, of those whose names don't tell it. */
  readonly #owners = new Map<string, string>();

  constructor(private readonly options: WorkersOptions) {}

  async news(abort: AbortSignal): Promise<readonly LogSource[]> {
    const job = await this.options.rayJob(abort);
    if (job !== undefined) this.#jobs.add(job);
    // Without a connection to the cluster there are no workers.
    if (this.#jobs.size === 0) return [];
    const found: LogSource[] = [];
    const folders = await this.options.folders(abort);
    this.folders = folders.length;
    for (const folder of folders) found.push(...(await this.#named(folder, abort)));
    found.push(...(await this.#unnamed(abort)));
    return found;
  }

  async #named(folder: WorkerFolder, abort: AbortSignal): Promise<readonly LogSource[]> {
    const names = await folder.list(abort).catch(() => []);
    const logs = names.flatMap((name) => workerName(name) ?? []).sort((a, b) => (a.name < b.name ? -1 : 1));
    return logs.flatMap((log) => this.#take(folder, log));
  }

  #take(folder: WorkerFolder, log: WorkerName): readonly LogSource[] {
    const file = `${folder.key}/${log.name}`;
    if (this.#told.has(file)) return [];
    const worker = `${folder.key}/${log.worker}`;
    const job = log.ray_job ?? this.#owners.get(worker);
    if (job === undefined) {
      if (!this.#idle.has(file)) this.#idle.set(file, { folder, log });
      return [];
    }
    this.#idle.delete(file);
    if (!this.#jobs.has(job)) return [];
    this.#told.add(file);
    return [folder.source(log)];
  }

  async #unnamed(abort: AbortSignal): Promise<readonly LogSource[]> {
    const some = [...this.#idle].slice(0, LOOKS);
    const found: LogSource[] = [];
    for (const [file, { folder, log }] of some) {
      this.#idle.delete(file);
      const beginning = await folder.beginning(log.name, abort).catch(() => Buffer.alloc(0));
      const job = jobInLog(beginning);
      if (job !== undefined) this.#owners.set(`${folder.key}/${log.worker}`, job);
      found.push(...this.#take(folder, log));
    }
    return found;
  }
}

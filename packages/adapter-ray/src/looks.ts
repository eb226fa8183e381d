import { type Millis, UnansweredError, unlessAborted } from '@sigwatch/core';
import { ask, askValue } from './ask.js';
import { type Ray, TooLongError } from './client.js';
import { Clusters } from './clusters.js';
import { type JobDetails, jobDetails } from './job-details.js';
import { inPath } from './submission-id.js';
import { type Server, serverNow } from './version.js';

/** What Ray said of a job at one moment. */
export interface Look {
  /** Undefined where it said that there is none. */
  readonly job: JobDetails | undefined;
  /** Who said it; asked before the jobs and after them, so that one cluster's name never stands beside another one's list. */
  readonly server: Server;
  /** Not later than the first question. */
  readonly asOf: Millis;
  /** Whether it has been told for long enough that there is none; `gone.cluster`: that this cluster answers, and no other. One answer alone proves neither. */
  readonly gone: { readonly job: boolean; readonly cluster: boolean };
}

export interface LooksOptions {
  readonly ray: Ray;
  /** ms between two questions about a job that runs. */
  readonly interval: Millis;
  readonly now: () => Millis;
}

/** Of jobs that wait, and of those that are to end (ms). */
const SOON = 5_000;
const AT_ONCE = 1_000;
/** From so many on the list of all jobs is cheaper, although that brings the jobs of others too. */
const MANY = 4;
/** Bytes of that list: each job that failed has up to 20,000 characters of its log in it. */
const MOST = 64 * 1024 * 1024;
/** For so long (ms) a list that had more is not asked for again: jobs are asked for one by one. */
const NO_LIST = 3_600_000;

/** For so long (ms), or so many looks, somebody has to be gone. */
const CERTAIN = { time: 20_000, looks: 5 } as const;
/** Jobs that are asked for one by one at the same time. */
const AT_A_TIME = 8;

/** A round that began before the question may bring nothing of use; the next one does, whatever a clock says. */
const ROUNDS = 2;

/** What is known of jobs, asked for at most once in a while for all runs of a process. */
export class Looks {
  readonly #known = new Map<string, Known>();
  /** What the next round is about. */
  readonly #asked = new Set<string>();
  #round: Promise<void> | undefined;
  readonly #clusters = new Clusters();
  /** Until then the list of all jobs is too long. */
  #noList: Millis = 0;

  constructor(private readonly options: LooksOptions) {}

  /** Rejects as `ask` does. `since`: what was seen before is of no use. */
  async at(ids: readonly string[], abort: AbortSignal, since = 0): Promise<ReadonlyMap<string, Look>> {
    abort.throwIfAborted();
    const from = this.options.now();
    for (const id of ids) this.#known.set(id, { notBefore: 0, ends: false, ...this.#known.get(id), wanted: from });
    for (let round = 0; round < ROUNDS; round += 1) {
      const stale = ids.filter((id) => !this.#isFresh(id, from, Math.min(since, from)));
      if (stale.length === 0) break;
      for (const id of stale) this.#asked.add(id);
      await unlessAborted(() => this.#next(), abort);
    }
    return new Map(ids.flatMap((id) => pair(id, this.#known.get(id)?.look)));
  }

  /** Who answers now. Rejects as `serverNow` does. */
  async server(abort: AbortSignal): Promise<Server> {
    const { ray, now } = this.options;
    const asked = now();
    const server = await serverNow(ray, abort);
    this.#clusters.saw(server.session, asked);
    return server;
  }

  /** Whether two clusters take turns in answering. */
  areMixed(): boolean {
    return this.#clusters.areMixed(this.options.now());
  }

  /** Whether nobody else but the cluster that answered last has answered for long enough. */
  isAlone(): boolean {
    const { now } = this.options;
    return this.#clusters.aloneFor(now()) >= this.#certain();
  }

  /** Something was done to the job: what was seen of it is of no use. With `ends` it is looked at often until it has ended. */
  hasten(id: string, { ends }: { readonly ends: boolean }): void {
    const now = this.options.now();
    const { wanted = now, absent } = this.#known.get(id) ?? {};
    this.#known.set(id, { wanted, notBefore: now, ends, ...(absent === undefined ? {} : { absent }) });
  }

  #isFresh(id: string, from: Millis, since: Millis): boolean {
    const { look, notBefore = 0, ends = false } = this.#known.get(id) ?? {};
    if (look === undefined || look.asOf < Math.max(since, notBefore)) return false;
    // Of before a clock was set back.
    if (look.asOf > this.options.now()) return false;
    // One that was made for this question counts, however long it took.
    return look.asOf >= from || from - look.asOf < this.#pace(look, ends);
  }

  #pace({ job }: Look, ends: boolean): Millis {
    const { interval } = this.options;
    const waits = job === undefined || job.status === 'PENDING';
    if (ends && isAlive(job)) return Math.min(AT_ONCE, interval);
    return waits ? Math.min(SOON, interval) : interval;
  }

  #next(): Promise<void> {
    this.#round ??= this.#ask().finally(() => {
      this.#round = undefined;
    });
    return this.#round;
  }

  /** With those that will be asked for soon, so that runs come to share their rounds. */
  async #ask(): Promise<void> {
    const { interval, now } = this.options;
    const asOf = now();
    for (const [id, { wanted }] of this.#known) if (wanted < asOf - 3 * interval) this.#known.delete(id);
    const soon = [...this.#known].filter(
      ([, { look }]) => isAlive(look?.job) && asOf - (look?.asOf ?? 0) > interval / 2,
    );
    const ids = [...new Set([...this.#asked, ...soon.map(([id]) => id)])];
    this.#asked.clear();
    const never = new AbortController().signal;
    const before = await this.server(never);
    const found = await this.#jobs(ids, never);
    const server = await this.server(never);
    if (before.session !== server.session)
      throw new UnansweredError('another Ray cluster has begun to answer while this one was asked');
    for (const id of ids) this.#take(id, found.get(id), server, asOf);
  }

  #take(id: string, job: JobDetails | undefined, server: Server, asOf: Millis): void {
    const { absent: before, ...known } = this.#known.get(id) ?? { wanted: asOf, notBefore: 0, ends: false };
    const isSame = before?.session === server.session && before.since <= asOf;
    const absent = job === undefined ? (isSame ? before : { session: server.session, since: asOf }) : undefined;
    const cluster = this.isAlone();
    const gone = { cluster, job: cluster && absent !== undefined && asOf - absent.since >= this.#certain() };
    const look = { job, server, asOf, gone };
    this.#known.set(id, { ...known, look, ...(absent === undefined ? {} : { absent }) });
  }

  #certain(): Millis {
    return Math.min(CERTAIN.time, CERTAIN.looks * this.options.interval);
  }

  /** Of those that are known. One that the list does not have is asked for by itself: a list alone proves nothing. */
  async #jobs(ids: readonly string[], abort: AbortSignal): Promise<ReadonlyMap<string, JobDetails>> {
    const { ray, now } = this.options;
    const found = new Map<string, JobDetails>();
    if (ids.length >= MANY && now() >= this.#noList) {
      try {
        for (const [id, job] of await listed(ray, abort)) found.set(id, job);
      } catch (error) {
        if (!(error instanceof TooLongError)) throw error;
        this.#noList = now() + NO_LIST;
      }
    }
    const queue = ids.filter((id) => !found.has(id));
    const worker = async () => {
      for (let id = queue.shift(); id !== undefined; id = queue.shift()) {
        const job = await jobNow(ray, id, abort);
        if (job !== undefined) found.set(id, job);
      }
    };
    await Promise.all(Array.from({ length: Math.min(AT_A_TIME, queue.length) }, worker));
    return found;
  }
}

interface Known {
  /** When somebody last asked for it. */
  readonly wanted: Millis;
  /** What was seen before something was done to it is of no use. */
  readonly notBefore: Millis;
  /** It was told to stop. */
  readonly ends: boolean;
  readonly look?: Look;
  /** Since when, and by whom, it is told that there is none. */
  readonly absent?: { readonly session: string; readonly since: Millis };
}

const isAlive = (job: JobDetails | undefined): boolean => job?.status === 'RUNNING' || job?.status === 'PENDING';

const pair = (id: string, look: Look | undefined): readonly (readonly [string, Look])[] =>
  look === undefined ? [] : [[id, look]];

/** All jobs by submission id, and by Ray's number where they have none. */
export async function listed(ray: Ray, abort: AbortSignal): Promise<ReadonlyMap<string, JobDetails>> {
  const value = await askValue(ray, { method: 'GET', path: '/api/jobs/', most: MOST }, abort);
  if (!Array.isArray(value)) throw new UnansweredError('GET /api/jobs/ was answered with no list of jobs');
  const jobs = value.map(jobDetails).filter((job): job is JobDetails => job !== undefined);
  return new Map(jobs.map((job) => [job.submissionId ?? job.driverId ?? '', job]));
}

/** Undefined where Ray says that there is none. `id`: of the submission, or Ray's number of a driver. */
export async function jobNow(ray: Ray, id: string, abort: AbortSignal): Promise<JobDetails | undefined> {
  const path = `/api/jobs/${inPath(id)}`;
  const told = await ask(ray, { method: 'GET', path }, abort);
  if ('missing' in told) {
    if (told.missing === id || told.missing === inPath(id)) return undefined;
    throw new UnansweredError(`GET ${path} was answered with what is said of another job`);
  }
  const job = jobDetails(told.value);
  if (job === undefined) throw new UnansweredError(`GET ${path} was answered with no job`);
  if (job.submissionId !== undefined && job.submissionId !== id && job.driverId !== id)
    throw new UnansweredError(`GET ${path} was answered with another job`);
  return job;
}

import type { JobAdapter, JobRef, JobSpec, Millis } from '@sigwatch/core';
import type { Faults } from './faults.js';
import { discoveryOf, memorySource } from './memory-source.js';
import { type JobMoment, type JobTruth, type JobWorld, PlatformJob } from './platform-jobs.js';
import { seededRandom } from './seeded-random.js';
import type { VirtualClock } from './virtual-clock.js';

/** How a platform lies, and how long it takes. */
export interface LyingPlatformOptions {
  /** Its time passes as the test lets it. */
  readonly clock: VirtualClock;
  /** The same seed lies in the same way. Default: 1. */
  readonly seed?: number;
  /** How it lies; nothing by default. */
  readonly faults?: Faults;
  /** From this time on it lies no more, but for its lag (default: never). */
  readonly honest_from?: Millis;
  /** What it shows is up to this old, ms. Default: 0. */
  readonly lag?: Millis;
  /** Longest time between submission or release and start, ms. Default: 0. */
  readonly queue?: Millis;
  /** How long a cancelled job is `completing`, ms. Default: 100. */
  readonly completing?: Millis;
  /** Longest time that an answer takes, ms. Default: 0, which is at once. */
  readonly latency?: Millis;
  /** Whether jobs can be held (default: true); without it the adapter has no `release`. */
  readonly can_hold?: boolean;
  /** What each job does once it runs; without it the first word of its command says so. */
  readonly script?: (spec: JobSpec, restarts: number) => readonly JobMoment[];
  /** Jobs are ended so many ms after their start; their status tells it. Default: never. */
  readonly time_limit?: Millis;
  /** All jobs write into one log. Default: false. */
  readonly shares_logs?: boolean;
}

/** A platform, and what is true of it. */
export interface LyingPlatform {
  /** What is tested talks with this. */
  readonly adapter: JobAdapter;
  /** Makes a job behind everybody's back, without a lie. */
  place(spec: JobSpec, key: string, held?: boolean): JobRef;
  /** Writes into the log that all jobs share, as something that outlives its job would. */
  print(text: string): void;
  /** Every job that ever was, in the order of creation. */
  truth(): readonly JobTruth[];
}

/** A scheduler in memory that lags, loses and lies, always the same way for one seed. */
export function lyingPlatform(options: LyingPlatformOptions): LyingPlatform {
  const { clock, faults = {}, lag = 0, latency = 0, can_hold = true } = options;
  const random = seededRandom(options.seed ?? 1);
  const jobs: PlatformJob[] = [];
  const shared = options.shares_logs ? memorySource('lying/out', clock.now) : undefined;
  const world: JobWorld = {
    clock,
    random,
    lag,
    queue: options.queue ?? 0,
    completing: options.completing ?? 100,
    script: options.script,
    time_limit: options.time_limit,
    log: shared,
    requeue: ({ ref, spec, key, restarts }) => {
      const number = Number(ref.id.slice('lying:'.length));
      return added(new PlatformJob(number, spec, key, false, world, restarts + 1));
    },
  };

  const lies = (name: keyof Faults): boolean =>
    clock.now() < (options.honest_from ?? Number.POSITIVE_INFINITY) && random.chance(faults[name]);
  const added = (job: PlatformJob): PlatformJob => {
    jobs.push(job);
    return job;
  };
  const create = (spec: JobSpec, key: string, held: boolean): PlatformJob =>
    added(new PlatformJob(jobs.filter(({ restarts }) => restarts === 0).length + 1, spec, key, held, world));
  const delay = (): Promise<void> => (latency === 0 ? Promise.resolve() : clock.sleep(random.between(0, latency)));
  const jobOf = (ref: JobRef): PlatformJob => {
    const job = jobs.find((one) => one.ref.id === ref.id && one.ref.incarnation === ref.incarnation);
    if (job === undefined) throw new Error(`Invalid job id specified: ${ref.id}`);
    return job;
  };
  /** Every call: ends at the abort, may never answer; what it does on the platform goes on regardless. */
  const call = async <T>(abort: AbortSignal, act: () => Promise<T>): Promise<T> => {
    abort.throwIfAborted();
    let stop = (): void => {};
    const aborted = new Promise<never>((_, reject) => {
      const onAbort = (): void => reject(abort.reason);
      abort.addEventListener('abort', onAbort, { once: true });
      stop = () => abort.removeEventListener('abort', onAbort);
    });
    return Promise.race([act(), aborted]).finally(stop);
  };
  const loseReply = (): Promise<never> =>
    lies('hangs') ? new Promise(() => {}) : Promise.reject(new Error('connection reset by peer'));

  const submit = async (spec: JobSpec, key: string, notAfter: Millis, held: boolean): Promise<JobRef> => {
    if (lies('refuses')) throw refusal('QOSMaxSubmitJobPerUserLimit');
    if (lies('submit_ignored')) return loseReply();
    const late = lies('orphans');
    await (late ? clock.sleep(random.between(0, 90_000)) : delay());
    // An orphaned submitter acts on its own, but the platform's client is bounded: past `notAfter` it does nothing.
    if (clock.now() > notAfter) throw new Error('the submission came too late and was dropped');
    const job = create(spec, key, held);
    if (lies(held ? 'held_twins' : 'plain_twins')) create(spec, key, held);
    if (late || lies('reply_lost')) return loseReply();
    await delay();
    return job.ref;
  };

  const find = async (key: string) => {
    if (lies('find_fails')) return loseReply();
    await delay();
    const now = clock.now();
    const current = jobs.filter((job) => job.shown(now) !== undefined && job.shown(now)?.successor === undefined);
    const shown = current.filter((job) => job.key === key).map((job) => job.ref);
    if (lies('wrong_no')) return { jobs: [], complete: true, asOf: now };
    if (lies('incomplete')) return { jobs: shown.filter(() => random.chance(0.5)), complete: false, asOf: now };
    return { jobs: shown, complete: true, asOf: now };
  };

  const status = async (refs: readonly JobRef[]) => {
    if (lies('status_fails')) return loseReply();
    await delay();
    const isAsked = ({ ref }: PlatformJob) =>
      refs.some(({ id, incarnation }) => id === ref.id && incarnation === ref.incarnation);
    const known = jobs.filter((job) => isAsked(job) && !lies('status_missing'));
    const shown = known.map((job) => [job.ref.id, job.shown(clock.now())] as const);
    return new Map(shown.flatMap(([id, seen]) => (seen === undefined ? [] : [[id, seen] as const])));
  };

  const cancel = async (ref: JobRef): Promise<void> => {
    if (lies('cancel_fails')) return loseReply();
    await delay();
    const job = jobOf(ref);
    if (lies('cancel_lost')) return;
    if (lies('cancel_late')) clock.schedule(clock.now() + random.between(1, 300_000), () => job.cancel());
    else job.cancel();
    if (lies('reply_lost')) return loseReply();
  };

  const release = async (ref: JobRef): Promise<void> => {
    if (lies('release_fails')) return loseReply();
    await delay();
    jobOf(ref).release();
    if (lies('release_reply_lost')) return loseReply();
  };

  const adapter: JobAdapter = {
    name: 'lying',
    lag,
    status: (refs, abort) => call(abort, () => status(refs)),
    ...(shared === undefined ? {} : { sharesLogs: true }),
    logs: (ref) => discoveryOf(jobOf(ref).log),
    cancel: (ref, abort) => call(abort, () => cancel(ref)),
    submission: {
      submit: (spec, key, how, abort) => call(abort, () => submit(spec, key, how.notAfter, how.held)),
      find: (key, abort) => call(abort, () => find(key)),
      ...(can_hold ? { release: (ref: JobRef, abort: AbortSignal) => call(abort, () => release(ref)) } : {}),
    },
  };
  return {
    adapter,
    place: (spec, key, held = false) => create(spec, key, held).ref,
    print: (text) => shared?.append(text),
    truth: () => jobs.map((job) => job.truth()),
  };
}

/** The protocol knows a refusal by its name, since an adapter may come with its own copy of core. */
function refusal(words: string): Error {
  return Object.assign(new Error(words), { name: 'RefusedError' });
}

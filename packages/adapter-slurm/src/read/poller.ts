import type { Millis } from '@sigwatch/core';
import { UnansweredError } from '@sigwatch/core';
import type { Slurm } from '../command.js';
import { Accounting } from './accounting.js';
import type { Asking } from './ask.js';
import { askClusterFacts, type ClusterFacts } from './cluster-facts.js';
import { Pace } from './pace.js';
import type { AccountedJob } from './sacct.js';
import { type RawAnswer, type SharedAnswer, sharedAnswer } from './shared-answer.js';
import { askSqueue, isWhole, type LiveJob, parseSqueue } from './squeue.js';

export interface PollerOptions {
  readonly slurm: Slurm;
  /** Of all runs; answers are shared by it with other processes of the user. */
  readonly stateDirectory: string;
  /** Whose jobs; a name or a uid. Default: who runs sigwatch. */
  readonly user?: string | undefined;
  /** `--clusters`. Default: the one of slurm.conf. */
  readonly cluster?: string | undefined;
  /** ms between two squeue calls, whoever asks. Default 30 s. */
  readonly interval?: Millis | undefined;
  readonly now: () => Millis;
  /** 0 ≤ random < 1; default Math.random. */
  readonly random?: () => number;
}

/** All jobs that slurmctld knows of the user, as they were at one moment. */
export interface Seen {
  /** Not later than the answer, on sigwatch's clock. */
  readonly asOf: Millis;
  readonly jobs: readonly LiveJob[];
  /** Whether all of the answer was understood. */
  readonly whole: boolean;
  /** The same by `base`. */
  readonly byBase: ReadonlyMap<string, readonly LiveJob[]>;
}

/**
 * Asks for all jobs at once, however many runs and processes want to know. One for each process, cluster and user. Several
 * wait for the same answer, so that nobody's abort ends a call; each has a time limit.
 */
export interface Poller extends Asking {
  readonly user: string;
  /** Rejects when slurmctld does not answer. Of what was seen before `since` nothing is told, unless that was a moment ago. */
  jobs(since?: Millis): Promise<Seen>;
  /** Accounting's rows of jobs, by plain id; calls while one is under way go into the next one together. Rejects when slurmdbd does not answer. */
  accounted(id: string, since: Millis): Promise<readonly AccountedJob[]>;
  facts(): Promise<ClusterFacts>;
  /** Something was done to a job: what was seen before counts no more, and the next looks come sooner. */
  hasten(): void;
}

/** For so long (ms) a slurmctld that did not answer is not asked again. */
const SPARED = 5_000;
/** What is younger (ms) is not asked again for somebody who wants to know it anew. */
const AGAIN = 2_000;

export function slurmPoller(options: PollerOptions): Poller {
  const { slurm, cluster, now } = options;
  const asking: Asking = { slurm, cluster };
  const user = options.user ?? String(process.getuid?.() ?? '');
  let facts: Promise<ClusterFacts> | undefined;
  const ask = () => {
    facts ??= askClusterFacts(asking).catch((error) => {
      facts = undefined;
      throw error;
    });
    return facts;
  };
  // Machines of several clusters may have one home, and what is the default cluster here is another one there.
  const shared = async () =>
    sharedAnswer(options.stateDirectory, JSON.stringify([user, cluster ?? '', (await ask()).name]), now);
  const squeue = new Squeue(asking, user, shared, new Pace(options.interval ?? 30_000, options.random), now);
  const accounting = new Accounting(asking, ask);
  return {
    ...asking,
    user,
    jobs: (since) => squeue.look(since),
    accounted: (id, since) => accounting.rows(id, since),
    facts: ask,
    hasten: () => squeue.hasten(),
  };
}

class Squeue {
  #seen: Seen | undefined;
  #text = '';
  #asking: { readonly began: Millis; readonly answer: Promise<Seen> } | undefined;
  #failed: { readonly at: Millis; readonly error: unknown } | undefined;
  /** What was asked before is too old. */
  #since: Millis = Number.NEGATIVE_INFINITY;

  constructor(
    private readonly asking: Asking,
    private readonly user: string,
    private readonly shared: () => Promise<SharedAnswer>,
    private readonly pace: Pace,
    private readonly now: () => Millis,
  ) {}

  hasten(): void {
    this.#since = this.now();
    this.pace.hasten();
    this.#failed = undefined;
  }

  async look(since = Number.NEGATIVE_INFINITY): Promise<Seen> {
    // A clock may be set back.
    this.#since = Math.min(this.#since, this.now());
    // However many jobs end at once: what is newer than a moment does for all.
    const needed = Math.min(since, this.now() - AGAIN);
    const age = Math.min(this.pace.age, this.now() - needed + 1);
    const seen = this.#seen;
    if (seen !== undefined && this.#isGood(seen.asOf, age)) return seen;
    const failed = this.#failed;
    if (failed !== undefined && failed.at <= this.now() && this.now() < failed.at + SPARED) throw failed.error;
    const under = this.#asking;
    if (under !== undefined && under.began >= Math.max(this.#since, needed)) return under.answer;
    const began = this.now();
    const answer = this.#ask(began, age).finally(() => {
      if (this.#asking?.answer === answer) this.#asking = undefined;
    });
    this.#asking = { began, answer };
    return answer;
  }

  async #ask(began: Millis, age: Millis): Promise<Seen> {
    const shared = await this.shared();
    const found = shared.read();
    if (found !== undefined && this.#isGood(found.asOf, age)) return this.#take(found);
    const claimed = shared.claim();
    // Another process is asking: what it asked last time will do until then.
    if (!claimed && found !== undefined && this.#isGood(found.asOf, 2 * age)) return this.#take(found);
    try {
      const text = await askSqueue(this.asking, [this.user]);
      const answer = { asOf: began, text };
      const seen = this.#take(answer);
      shared.write(answer);
      return seen;
    } catch (error) {
      this.#failed = { at: this.now(), error };
      throw error;
    } finally {
      if (claimed) shared.release();
    }
  }

  #isGood(asOf: Millis, age: Millis): boolean {
    return asOf >= this.#since && this.now() - asOf < age && this.now() >= asOf;
  }

  #take({ asOf, text }: RawAnswer): Seen {
    const same = this.#seen !== undefined && text === this.#text;
    const rows = same && this.#seen !== undefined ? this.#seen : indexed(text);
    if (rows.jobs.length === 0 && !rows.whole)
      throw new UnansweredError('what squeue says of the jobs is not understood');
    this.pace.looked(same);
    this.#text = text;
    this.#seen = { ...rows, asOf };
    this.#failed = undefined;
    return this.#seen;
  }
}

function indexed(text: string): Omit<Seen, 'asOf'> {
  const jobs = parseSqueue(text);
  const byBase = new Map<string, LiveJob[]>();
  for (const job of jobs) {
    const list = byBase.get(job.base);
    if (list === undefined) byBase.set(job.base, [job]);
    else list.push(job);
  }
  return { jobs, byBase, whole: isWhole(text, jobs) };
}

import { finalStates, type JobRef, type JobStatus, type Millis, UnansweredError, unlessAborted } from '@sigwatch/core';
import { isOwnCancel } from '../own-cancels.js';
import { Absences } from './absences.js';
import type { ClusterFacts } from './cluster-facts.js';
import { type Evidence, isGroup, isOf } from './evidence.js';
import { type Incarnation, type JobId, jobRef, parseIncarnation, parseJobId, plainId, seconds } from './identity.js';
import { lastWords } from './last-words.js';
import type { Listed } from './listed.js';
import { logPaths } from './log-paths.js';
import type { Poller, Seen } from './poller.js';
import { recalled } from './recalled.js';
import type { Memory, Remembered } from './remembered.js';
import { rowsOf } from './rows-of.js';
import type { AccountedJob } from './sacct.js';
import type { LiveJob } from './squeue.js';
import { judge } from './verdict.js';

export interface ReadingDeps {
  readonly poller: Poller;
  readonly listed: Listed;
  readonly memory: Memory;
  readonly stateDirectory: string;
  readonly now: () => Millis;
}

/** A job that is asked for. */
interface Asked {
  readonly job: JobRef;
  readonly id: JobId;
  readonly incarnation: Incarnation;
  readonly key: string;
}

/** Accounting may tell later than squeue who cancelled a job; so long (ms) that is waited for. */
const PATIENCE = 10_000;
/** Clocks may differ by as much (ms), and jobs that ended are looked for from then on. */
const BEFORE = 3_600_000;

/** Asks SLURM about jobs and remembers what it will not know later. */
export class Reading {
  readonly #ended = new Map<string, JobStatus>();
  /** Of jobs that squeue does not list, what all others together told at the same look: they are asked once a look. */
  readonly #unlisted = new Map<string, { readonly asOf: Millis; readonly status: JobStatus | undefined }>();
  readonly #absences = new Absences();
  /** Since when a job is known to have ended, and not how. */
  readonly #untold = new Map<string, Millis>();

  constructor(private readonly deps: ReadingDeps) {}

  /** Missing: unknown. Rejects when slurmctld does not answer. */
  status(jobs: readonly JobRef[], abort: AbortSignal, since?: Millis): Promise<ReadonlyMap<string, JobStatus>> {
    return unlessAborted(() => this.#status(jobs, since), abort);
  }

  async #status(jobs: readonly JobRef[], since: Millis | undefined): Promise<ReadonlyMap<string, JobStatus>> {
    const asked = jobs.flatMap(askedFor);
    if (asked.length === 0) return new Map();
    const { poller } = this.deps;
    const [facts, seen] = await Promise.all([poller.facts(), poller.jobs(since)]);
    const answers = await Promise.all(
      asked.filter(({ incarnation }) => incarnation.cluster === facts.name).map((one) => this.#one(one, seen, facts)),
    );
    return new Map(answers.flatMap((status) => (status === undefined ? [] : [[status.job.id, status] as const])));
  }

  /** What its logs are found by. */
  async remembered(job: JobRef): Promise<Remembered | undefined> {
    const [asked] = askedFor(job);
    if (asked === undefined) return undefined;
    const { id, incarnation } = asked;
    const known = this.deps.memory.get(incarnation.cluster, id);
    const isKnown = known !== undefined && known.submitted === incarnation.submitted;
    if (isKnown && logPaths(id, known) !== undefined) return known;
    const seen = await this.deps.poller.jobs();
    const listed = rowsOf(id, seen.byBase.get(id.base) ?? []).filter((row) => isOf(row, incarnation));
    const rows = listed.length > 0 ? listed : await this.#present(asked);
    if (rows.length > 0) return this.deps.listed.remember(id, incarnation, rows);
    if (isKnown) return known;
    return recalled(this.deps.poller, id, incarnation);
  }

  async #one(asked: Asked, seen: Seen, facts: ClusterFacts): Promise<JobStatus | undefined> {
    const { key, id, job, incarnation } = asked;
    const live = rowsOf(id, seen.byBase.get(id.base) ?? []);
    const mine = live.filter((row) => isOf(row, incarnation));
    const settled = this.#ended.get(key);
    if (settled !== undefined) return succeeded(settled, asked, mine);
    const silence = this.#unlisted.get(key);
    if (mine.length === 0 && silence?.asOf === seen.asOf) return silence.status;
    if (mine.length > 0) this.deps.listed.remember(id, incarnation, mine);
    const status = await this.#judged(asked, live, seen.asOf, facts);
    if (status === undefined || !finalStates.has(status.state)) {
      const told = status && { ...status, as_of: seen.asOf };
      if (mine.length === 0 && status?.state !== 'completing')
        this.#unlisted.set(key, { asOf: seen.asOf, status: told });
      return told;
    }
    this.#ended.set(key, status);
    this.#untold.delete(key);
    this.#unlisted.delete(key);
    return { ...status, job };
  }

  async #judged(
    asked: Asked,
    live: readonly LiveJob[],
    asOf: Millis,
    facts: ClusterFacts,
  ): Promise<JobStatus | undefined> {
    const { key } = asked;
    const quick = judge(this.#evidence(asked, live, undefined));
    if (quick.kind === 'status') return this.#known(key, quick.status);
    const accounted = await this.#accounted(asked);
    const more = judge(this.#evidence(asked, live, accounted));
    if (more.kind === 'status') return this.#known(key, more.status);
    if (more.otherwise !== undefined) return this.#patiently(asked, more.otherwise, facts);
    // slurmctld lists something else, or a word that nobody knows; or it is silent about it.
    if (live.some((row) => isOf(row, asked.incarnation))) return this.#known(key, undefined);
    return this.#absent(asked, accounted, asOf);
  }

  #known(key: string, status: JobStatus | undefined): JobStatus | undefined {
    this.#absences.forget(key);
    return status;
  }

  /** squeue has told the end, and accounting not yet what belongs to it. */
  #patiently({ job, key }: Asked, otherwise: JobStatus, facts: ClusterFacts): JobStatus {
    this.#absences.forget(key);
    const now = this.deps.now();
    const since = Math.min(this.#untold.get(key) ?? now, now);
    this.#untold.set(key, since);
    if (facts.accounting !== 'database' || now - since >= PATIENCE) return otherwise;
    return { job, state: 'completing' };
  }

  /** Both have answered and nobody knows how it ended. */
  async #absent(
    asked: Asked,
    accounted: readonly AccountedJob[] | undefined,
    asOf: Millis,
  ): Promise<JobStatus | undefined> {
    const { job, id, incarnation, key } = asked;
    // Asked by its number: it may be another user's.
    const rows = await this.#present(asked);
    if (rows.length > 0) {
      const verdict = judge(this.#evidence(asked, rows, accounted));
      return this.#known(key, verdict.kind === 'status' ? verdict.status : verdict.otherwise);
    }
    const knowsIt = accounted?.some((row) => seconds(row.submitted) === incarnation.submitted) ?? true;
    if (knowsIt) return this.#known(key, undefined);
    if (!this.#absences.isGone(key, asOf, incarnation.submitted * 1000)) return undefined;
    const memory = this.deps.memory.get(incarnation.cluster, id);
    const paths = memory === undefined ? [] : (logPaths(id, memory) ?? []);
    const words = lastWords(paths, memory?.raw ?? id.base);
    if (words !== undefined) return { job, ...words, detail: 'SLURM does not know it any more; its log told its end.' };
    const detail = 'Neither squeue nor accounting knows it any more, and its log does not tell how it ended.';
    return { job, state: 'timed_out', reason: 'GONE', detail };
  }

  #evidence({ job, id, incarnation }: Asked, live: readonly LiveJob[], accounted: Evidence['accounted']): Evidence {
    const { stateDirectory, now } = this.deps;
    const ours = (ended: Millis | undefined) => isOwnCancel(stateDirectory, job, ended);
    return { job, id, incarnation, live, accounted, ours, now: now() };
  }

  async #present({ id, incarnation }: Asked): Promise<readonly LiveJob[]> {
    return (await this.deps.listed.rows(id)).filter((row) => isOf(row, incarnation));
  }

  /** Undefined when slurmdbd does not answer: nothing follows from that. */
  async #accounted({ id, incarnation }: Asked): Promise<readonly AccountedJob[] | undefined> {
    const since = incarnation.submitted * 1000 - BEFORE;
    return this.deps.poller.accounted(plainId(id), since).catch((error) => {
      if (error instanceof UnansweredError) return undefined;
      throw error;
    });
  }
}

/** One that has ended may be begun anew at any time later. */
function succeeded(status: JobStatus, { id, incarnation }: Asked, rows: readonly LiveJob[]): JobStatus {
  const starts = rows.filter((row) => !isGroup(id, row)).map((row) => row.restarts);
  const restarts = Math.max(incarnation.restarts, ...starts);
  return restarts === incarnation.restarts
    ? status
    : { ...status, successor: jobRef(id, { ...incarnation, restarts }) };
}

function askedFor(job: JobRef): readonly Asked[] {
  const id = job.id.startsWith('slurm:') ? parseJobId(job.id) : undefined;
  const incarnation = parseIncarnation(job.incarnation);
  return id === undefined || incarnation === undefined
    ? []
    : [{ job, id, incarnation, key: `${job.id} ${job.incarnation}` }];
}

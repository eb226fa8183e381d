import type { Cluster } from '../cluster.js';

/** In these SLURM is done with a job; in all others it is alive, also while it is waiting, held or completing. */
const ended = new Set([
  'BOOT_FAIL',
  'CANCELLED',
  'COMPLETED',
  'DEADLINE',
  'FAILED',
  'NODE_FAIL',
  'OUT_OF_MEMORY',
  'PREEMPTED',
  'TIMEOUT',
]);

interface Row {
  readonly id: string;
  readonly state: string;
  readonly run: string;
  readonly attempt: number;
}

/** Between two looks (ms). */
const PAUSE = 200;

/** Looks at all jobs of a cluster, again and again, for two of one run that are alive at once. */
export class JobWatch {
  /** What must never be, each with the jobs as squeue showed them. */
  readonly twins: string[] = [];
  looks = 0;
  readonly #jobs = new Map<string, Row>();
  readonly #stop = new AbortController();
  readonly #watching: Promise<void>;

  constructor(private readonly cluster: Cluster) {
    this.#watching = this.#watch();
  }

  /** Every job of a run that was ever seen, by attempt, oldest first; complete once the watch was stopped. */
  jobsOf(run: string): readonly { readonly id: string; readonly attempt: number }[] {
    const rows = [...this.#jobs.values()].filter((row) => row.run === run);
    return rows.map(({ id, attempt }) => ({ id, attempt })).sort((a, b) => Number(a.id) - Number(b.id));
  }

  /** Looks a last time, and rejects if the cluster could not be asked at all. */
  async stop(): Promise<void> {
    this.#stop.abort();
    await this.#watching;
    await this.#look();
  }

  async #watch(): Promise<void> {
    while (!this.#stop.signal.aborted) {
      // One that is not answered tells nothing; how many were is told at the end.
      await this.#look().catch(() => {});
      await new Promise((resolve) => setTimeout(resolve, PAUSE));
    }
  }

  async #look(): Promise<void> {
    // One answer of slurmctld is one moment.
    const text = await this.cluster.run('squeue', '-h', '-t', 'all', '-o', '%i|%T|%k');
    this.looks += 1;
    const alive = new Map<string, Row[]>();
    for (const row of text.split('\n').map(rowOf)) {
      if (row === undefined) continue;
      this.#jobs.set(row.id, row);
      if (!ended.has(row.state)) alive.set(row.run, [...(alive.get(row.run) ?? []), row]);
    }
    for (const rows of alive.values()) if (rows.length > 1) this.twins.push(JSON.stringify(rows));
  }
}

/** Undefined of a job that sigwatch did not submit. */
function rowOf(line: string): Row | undefined {
  const [, id, state, comment] = /^(\d+)\|(\w+)\|(.*)$/.exec(line) ?? [];
  const key = /"sigwatch":"([^"]+)\/(\d+)"/.exec(comment ?? '');
  if (id === undefined || state === undefined || key === null) return undefined;
  return { id, state, run: key[1] as string, attempt: Number(key[2]) };
}

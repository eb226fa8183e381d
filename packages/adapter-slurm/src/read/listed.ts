import type { JobRef } from '@sigwatch/core';
import { UnansweredError } from '@sigwatch/core';
import { type Incarnation, type JobId, jobRef, plainId, seconds } from './identity.js';
import type { Poller } from './poller.js';
import type { Memory, Remembered } from './remembered.js';
import { rowsOf } from './rows-of.js';
import { askSqueueOne, isWhole, type LiveJob, parseSqueue } from './squeue.js';

/** How far back (ms) accounting is asked when a job was first submitted: jobs wait and run for long. */
const FAR_BACK = 30 * 86_400_000;

/** Jobs that slurmctld lists, and what stands for them. */
export class Listed {
  constructor(
    private readonly poller: Poller,
    private readonly memory: Memory,
  ) {}

  /** The rows of a job, asked afresh; none where slurmctld does not know it. squeue calls it an error to be asked for one id that it does not know; that is an answer. */
  async rows(id: JobId): Promise<readonly LiveJob[]> {
    try {
      const text = await askSqueueOne(this.poller, id.base);
      const rows = parseSqueue(text);
      if (!isWhole(text, rows)) throw new UnansweredError(`what squeue says of ${plainId(id)} is not understood`);
      return rowsOf(id, rows);
    } catch (error) {
      if (error instanceof Error && /invalid job id/i.test(error.message)) return [];
      throw error;
    }
  }

  /** The job as slurmctld knows it now, whoever's it is; undefined where it knows none. Rejects when it does not answer. */
  async present(id: JobId): Promise<{ job: JobRef; rows: readonly LiveJob[] } | undefined> {
    const rows = await this.rows(id);
    return rows.length === 0 ? undefined : { job: await this.refOf(id, rows), rows };
  }

  /** What stands for a job that squeue lists. Of one that was requeued before it was ever seen, accounting tells the first submission. */
  async refOf(id: JobId, rows: readonly LiveJob[]): Promise<JobRef> {
    const { name } = await this.poller.facts();
    const [first] = rows;
    if (first === undefined) throw new Error(`slurm:${plainId(id)} is not listed`);
    // Tasks of an array are begun anew one by one.
    const group = id.task === undefined && first.task !== undefined;
    const restarts = group ? 0 : first.restarts;
    const submitted = group
      ? Math.min(...rows.map((row) => seconds(row.submitted)))
      : await this.#firstSubmission(name, id, first);
    const incarnation = { cluster: name, submitted, restarts };
    this.remember(id, incarnation, rows);
    return jobRef(id, incarnation);
  }

  async #firstSubmission(cluster: string, id: JobId, row: LiveJob): Promise<number> {
    const own = seconds(row.submitted);
    if (row.restarts === 0) return own;
    const known = this.memory.get(cluster, id);
    // Numbers are given anew when a cluster loses its state, mostly to others.
    const isSame = known?.user === row.user && known.directory === row.directory;
    if (isSame && known.submitted <= own) return known.submitted;
    const rows = await this.poller.accounted(plainId(id), row.submitted - FAR_BACK).catch(() => []);
    const chain = rows.filter(
      ({ submitted, state, component, rough }) =>
        submitted <= row.submitted && state !== 'RESIZING' && component === row.component && !rough,
    );
    // Accounting may have the present one already; while the last one is being ended, squeue still has that one's time.
    const earlier = chain.filter(({ submitted }) => submitted < row.submitted);
    return seconds((earlier.at(-row.restarts) ?? chain[0] ?? row).submitted);
  }

  /** Keeps what will be needed when slurmctld has forgotten it. */
  remember(id: JobId, { cluster, submitted }: Incarnation, rows: readonly LiveJob[]): Remembered | undefined {
    const [row] = [...rows].sort((a, b) => (a.component ?? 0) - (b.component ?? 0));
    if (row === undefined) return undefined;
    const { name, user, directory, stdout, stderr } = row;
    // A task has its own number only when it begins; until then it shows the array's.
    const raw = row.task !== undefined && row.raw === row.base && row.nodes.length === 0 ? {} : { raw: row.raw };
    const job = {
      ...{ submitted, ...raw, name, user, directory },
      ...(stdout === undefined ? {} : { stdout }),
      ...(stderr === undefined ? {} : { stderr }),
    };
    this.memory.set(cluster, id, job);
    return job;
  }
}

import type { Executed, JobRef } from '@sigwatch/core';
import type { LiveJob } from '../read/squeue.js';
import { meaningOf } from '../read/states.js';
import { namedJob, rowsOfIncarnation } from './job-rows.js';
import type { Writing } from './writing.js';

/** Bytes of output that are kept of one node. */
const KEPT = 256 * 1024;
/** A node that hangs must not keep the others waiting, and a login node must not start a thousand processes. */
const AT_ONCE = 8;
/** ms. The caller's `abort` is what bounds it. */
const LONGEST = 3_600_000;

/**
 * Runs a command once on each node of a running job, beside what runs there (`srun --overlap`). What was put out before
 * `abort` counts. Rejects when it could be started on no node.
 */
export async function exec(
  writing: Writing,
  job: JobRef,
  command: readonly string[],
  abort: AbortSignal,
): Promise<readonly Executed[]> {
  abort.throwIfAborted();
  const named = namedJob(job);
  const rows = await rowsOfIncarnation(writing, named, abort);
  const running = rows.filter((row) => meaningOf(row.state)?.state === 'running');
  const places = running.flatMap((row) => row.nodes.map((node) => ({ row, node })));
  if (places.length === 0) throw new Error(`cannot run ${command[0]} beside ${job.id}: it does not run.`);
  const results: Ran[] = [];
  const queue = [...places];
  const worker = async () => {
    for (let next = queue.shift(); next !== undefined; next = queue.shift()) {
      results.push(await onNode(writing, next.row, next.node, command, abort));
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, worker));
  const failed = results.find(({ started }) => !started);
  if (failed !== undefined && results.every(({ started }) => !started))
    throw new Error(`cannot run ${command[0]} beside ${job.id}: ${failed.executed.output.trim()}`);
  return results
    .map(({ executed }) => executed)
    .sort((one, other) => (one.node < other.node ? -1 : Number(one.node > other.node)));
}

interface Ran {
  readonly executed: Executed;
  readonly started: boolean;
}

async function onNode(
  { poller, env }: Writing,
  row: LiveJob,
  node: string,
  command: readonly string[],
  abort: AbortSignal,
): Promise<Ran> {
  if (abort.aborted) return { executed: { node, output: '' }, started: true };
  const parts: Uint8Array[] = [];
  let size = 0;
  const heard = (bytes: Uint8Array): void => {
    // What srun says of being ended by us is nobody's output.
    const part = abort.aborted ? bytes.subarray(0, 0) : bytes.subarray(0, KEPT - size);
    size += part.length;
    if (part.length > 0) parts.push(part);
  };
  const output = () => Buffer.concat(parts).toString('utf8');
  const args = [
    ...(poller.cluster === undefined ? [] : [`--clusters=${poller.cluster}`]),
    ...partOf(row),
    ...['--overlap', `--nodelist=${node}`, '--nodes=1', '--ntasks=1'],
    ...['--input=none', '--mpi=none', `--chdir=${row.directory}`],
    ...command,
  ];
  try {
    const { exitCode } = await poller.slurm(
      { program: 'srun', args, env: outside(env), timeout: LONGEST, heard },
      abort,
    );
    const text = output();
    const started = exitCode === 0 || !CANNOT.test(text);
    return { executed: { node, output: text, exit_code: exitCode }, started };
  } catch (error) {
    const told = size > 0 || abort.aborted;
    return { executed: { node, output: told ? output() : (error as Error).message }, started: told };
  }
}

/** srun takes a task of an array by the number that is SLURM's own, and a part of a heterogeneous job by the leader's. */
function partOf({ raw, base, component }: LiveJob): readonly string[] {
  return component === undefined ? [`--jobid=${raw}`] : [`--jobid=${base}`, `--het-group=${component}`];
}

/** What srun says where it has no step. */
const CANNOT =
  /^srun: (?:error: )?(?:Unable to (?:create step|confirm allocation)|Job\/step|Slurm job \d+ has expired)/m;

/** Inside a job, or below a wrapper, srun takes much from SLURM's variables that is of another job. */
function outside(env: Readonly<Record<string, string | undefined>>): Record<string, string | undefined> {
  return Object.fromEntries(
    Object.entries(env).filter(([name]) => name === 'SLURM_CONF' || !name.startsWith('SLURM_')),
  );
}

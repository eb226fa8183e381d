import { type JobRef, type JobSpec, type Millis, RefusedError, UnansweredError, unlessAborted } from '@sigwatch/core';
import { type JobId, jobRef, parseIncarnation, plainId } from '../read/identity.js';
import { type IntendedJob, intendedJob } from './intended-job.js';
import { namedJob } from './job-rows.js';
import { replyOf } from './reply.js';
import { requeue } from './requeue.js';
import { type SbatchCall, sbatchCall } from './sbatch-call.js';
import { wrapped } from './sbatch-words.js';
import { noteAnswered, noteAsked, noteStarted } from './submissions.js';
import { begunByOthers } from './taken.js';
import type { Writing } from './writing.js';

export interface Submitting extends Writing {
  /** How a restart is made. A job that can't be requeued is submitted again. */
  readonly restartBy: 'resubmit' | 'requeue';
  /** Finds jobs by key, for an `sbatch` that does not end by itself. */
  readonly find: (key: string, abort: AbortSignal) => Promise<{ readonly jobs: readonly JobRef[] }>;
}

interface How {
  readonly notAfter: Millis;
  readonly held: boolean;
}

/** `spec.command` is what stands after `sbatch`, as a user typed it. */
export async function submit(
  submitting: Submitting,
  spec: JobSpec,
  key: string,
  how: How,
  abort: AbortSignal,
): Promise<JobRef> {
  abort.throwIfAborted();
  refuseLate(submitting, how);
  const given = { ...spec.env, SIGWATCH_RUN_ID: spec.run_id, SIGWATCH_ATTEMPT: String(spec.attempt) };
  const env: Record<string, string | undefined> = { ...submitting.env, ...given };
  const job = intendedJob(spec.command, { cwd: spec.cwd, env });
  refuseImpossible(job, submitting.poller.cluster);
  const call = sbatchCall(job, spec, {
    key,
    held: how.held,
    names: Object.keys(given),
    cluster: submitting.poller.cluster,
    now: submitting.now(),
  });

  if (submitting.restartBy === 'requeue' && spec.previous !== undefined) {
    const requeued = await requeue(submitting, { ...spec, previous: spec.previous, call }, key, how.notAfter, abort);
    if ('job' in requeued) return requeued.job;
    submitting.tell(`${spec.previous.id} is submitted again and not requeued: ${requeued.why}.`);
  }
  if (spec.previous !== undefined) {
    const begun = await othersBegan(submitting, { previous: spec.previous, call }, key, abort);
    if (begun !== undefined) return begun;
  }
  refuseLate(submitting, how);
  const waits = job.option('wait') !== undefined;
  return bySbatch(submitting, call, { key, how, env, cwd: spec.cwd, command: spec.command, waits }, abort);
}

/** Nothing was submitted where that can't be told. */
function othersBegan(...asked: Parameters<typeof begunByOthers>): Promise<JobRef | undefined> {
  return begunByOthers(...asked).catch((error: unknown) => {
    if (!(error instanceof UnansweredError)) throw error;
    const why = `whether ${asked[1].previous.id} was begun anew can't be told: ${error.message}`;
    throw new RefusedError(why, { cause: error });
  });
}

/** ms that `sbatch --wait` is given: it submits at once and then stays until the job has ended. */
const WAITING = 10_000;

async function bySbatch(
  submitting: Submitting,
  call: SbatchCall,
  { key, how, env, cwd, command, waits }: SbatchPlace,
  abort: AbortSignal,
): Promise<JobRef> {
  const { poller, stateDirectory, now, tell } = submitting;
  // Before the job: what fails here must not leave one behind whose answer is lost.
  const { name: cluster } = await poller.facts().catch((error: unknown) => {
    if (error instanceof UnansweredError) throw new RefusedError(error.message, { cause: error });
    throw error;
  });
  noteAsked(stateDirectory, key, { ...call, cluster }, now());
  for (const remark of call.remarks) tell(remark);
  const left = how.notAfter - now();
  if (left <= 0) refuseLate(submitting, how);
  const within = waits ? Math.min(left, WAITING) : left;
  const reply = await poller
    .slurm({ program: 'sbatch', args: call.args, cwd, env, within, timeout: within + 2_000 }, abort)
    .then(replyOf)
    .catch(async (error: unknown) => {
      if (error instanceof UnansweredError && !error.started) throw new RefusedError(error.message, { cause: error });
      const found = waits ? await submitting.find(key, abort) : undefined;
      const only = found?.jobs.length === 1 ? found.jobs[0] : undefined;
      if (only === undefined) throw error;
      return only;
    })
    .finally(() => poller.hasten());
  if (!('kind' in reply)) return reply;
  if (reply.kind === 'refused') throw new RefusedError(reply.words);
  if (reply.kind === 'uncertain') throw new Error(`sbatch gave no clear answer: ${reply.words}`);
  const id = { base: reply.id, ...(call.task === undefined ? {} : { task: String(call.task) }) };
  const job = await unlessAborted(() => firstIncarnation(submitting, id), abort);
  noteAnswered(stateDirectory, key, job);
  noteStarted(stateDirectory, job, { submitted: namedJob(job).incarnation.submitted, command });
  return job;
}

/** Also where SLURM has begun it anew meanwhile. */
async function firstIncarnation({ listed }: Writing, id: JobId): Promise<JobRef> {
  const present = await listed.present(id);
  const incarnation = present && parseIncarnation(present.job.incarnation);
  if (incarnation === undefined) throw new Error(`sbatch answered ${plainId(id)}, and squeue does not show it yet`);
  return jobRef(id, { ...incarnation, restarts: 0 });
}

interface SbatchPlace {
  readonly key: string;
  readonly how: How;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly cwd: string;
  readonly command: readonly string[];
  readonly waits: boolean;
}

function refuseLate({ now }: Pick<Writing, 'now'>, { notAfter }: How): void {
  if (now() > notAfter) throw new RefusedError('nothing was submitted: the deadline of the submission had passed.');
}

/** What `sbatch` would do something else with than submit one job that can be submitted again. */
function refuseImpossible(job: IntendedJob, cluster: string | undefined): void {
  const { words } = job;
  const idle = ['help', 'usage', 'version', 'test-only'].find((name) => job.option(name)?.by === 'command line');
  if (idle !== undefined) throw new RefusedError(`with --${idle} sbatch submits nothing: leave it out.`);
  if (words.problems.length === 0 && words.script === undefined && !wrapped(words))
    throw new RefusedError('sbatch would read the script from its input, which can be read once only: name a file.');
  const clusters = job.option('clusters');
  if (clusters !== undefined && clusters.value !== cluster) {
    throw new RefusedError(
      `--clusters=${clusters.value} (${clusters.by}) names another cluster than is asked about the job: ` +
        `leave it out and set "cluster" of SlurmAdapter to one cluster.`,
    );
  }
}

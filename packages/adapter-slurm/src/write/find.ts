import { type JobRef, type Millis, unlessAborted } from '@sigwatch/core';
import { type ClusterFacts, isAtLeast } from '../read/cluster-facts.js';
import { jobRef, parseIncarnation, parseJobId } from '../read/identity.js';
import type { Seen } from '../read/poller.js';
import { type AccountedJob, askSacct } from '../read/sacct.js';
import type { LiveJob } from '../read/squeue.js';
import { meaningOf } from '../read/states.js';
import { readComment } from './comment.js';
import { accountedRef, commentOf, firstSubmissions, liveRef, newest, oldestFirst } from './found-refs.js';
import { type Asked, askedFor } from './submissions.js';
import type { Writing } from './writing.js';

interface Found {
  readonly jobs: readonly JobRef[];
  readonly complete: boolean;
  readonly asOf: Millis;
}

/** ms. Clocks of this machine and of slurmctld differ by less. */
const CLOCKS = 3_600_000;
/** How far back accounting is asked (ms) about a key that was never submitted from this state directory. */
const FAR_BACK = 7 * 24 * CLOCKS;

/**
 * All jobs with the key, ended ones too, each in its latest start: by slurmctld, by accounting, and by what SLURM once
 * answered. Rejects when slurmctld can't be asked, or the key was another cluster's. Without accounting's answer, or while
 * that lags behind, it is complete only while no job with the key can have left slurmctld.
 */
export async function find(writing: Writing, key: string, abort: AbortSignal): Promise<Found> {
  abort.throwIfAborted();
  const { poller, stateDirectory, now } = writing;
  const asked = askedFor(stateDirectory, key);
  // What was read before may be older than the submission.
  poller.hasten();
  const seen = await unlessAborted(() => poller.jobs(), abort);
  const facts = await poller.facts();
  if (asked !== undefined && asked.cluster !== facts.name)
    throw new Error(`${key} was submitted to the cluster ${asked.cluster}, and ${facts.name} is asked here`);
  const accounted = await unlessAborted(() => accountedFor(writing, facts, asked), abort);
  const live = seen.jobs.filter((row) => {
    const comment = readComment(row.comment ?? '');
    return comment?.key === key && row.restarts >= (comment.restart ?? 0);
  });
  const told = (accounted ?? []).filter((row) => {
    const comment = commentOf(row);
    return comment === undefined ? isLike(row, asked, facts) : comment.key === key;
  });
  const first = firstSubmissions(told, asked, live);
  const jobs = [
    ...live.map((row) => liveRef(row, facts.name, first)),
    ...told.map((row) => accountedRef(row, facts.name, first)),
    ...(asked?.jobs ?? []),
    ...begunAnew(asked, seen.jobs),
  ];
  // With an age of 0 slurmctld forgets nothing.
  const remembered = asked === undefined || facts.minJobAge === 0 || now() - asked.asked_at < facts.minJobAge;
  const tellsAll = accounted !== undefined && !lagsBehind(accounted, seen);
  return { jobs: oldestFirst(newest(jobs)), complete: seen.whole && (tellsAll || remembered), asOf: seen.asOf };
}

/** For so long (ms) accounting may not know of a job that has begun. */
const BEHIND = 60_000;

/** Whether something that has run for a while is not written yet: after it was away, slurmdbd is told of what was missed bit by bit. */
function lagsBehind(accounted: readonly AccountedJob[], { jobs, asOf }: Seen): boolean {
  const written = new Set(accounted.flatMap(({ base, partial }) => (partial ? [] : [base])));
  return jobs.some(
    ({ base, state, started }) =>
      meaningOf(state)?.state === 'running' && started !== undefined && started < asOf - BEHIND && !written.has(base),
  );
}

/** Undefined where there is no database, or it does not answer. */
async function accountedFor(
  { poller, now }: Writing,
  facts: ClusterFacts,
  asked: Asked | undefined,
): Promise<readonly AccountedJob[] | undefined> {
  if (facts.accounting !== 'database') return undefined;
  const since = asked === undefined ? now() - FAR_BACK : asked.asked_at - CLOCKS;
  try {
    return await askSacct(poller, { user: poller.user, since, submitLine: isAtLeast(facts, 21, 8) });
  } catch {
    return undefined;
  }
}

/** Where neither is told: our user's, of the same name, from the same place, submitted since we asked for it. */
function isLike(row: AccountedJob, asked: Asked | undefined, facts: ClusterFacts): boolean {
  if (asked === undefined || facts.storesComment || isAtLeast(facts, 21, 8)) return false;
  const { name, directory } = asked;
  return row.name === name && (row.directory ?? directory) === directory && row.submitted >= asked.asked_at - 1_000;
}

/** The job that was to be requeued and has begun anew, where its comment does not tell it yet. */
function begunAnew(asked: Asked | undefined, live: readonly LiveJob[]): readonly JobRef[] {
  if (asked?.requeued === undefined) return [];
  const id = parseJobId(asked.requeued.id);
  const incarnation = parseIncarnation(asked.requeued.incarnation);
  if (id === undefined || incarnation === undefined) return [];
  const next = incarnation.restarts + 1;
  const row = live.find((one) => one.base === id.base && one.task === id.task && one.restarts >= next);
  const named = readComment(row?.comment ?? '')?.restart;
  return row === undefined || (named !== undefined && named > next)
    ? []
    : [jobRef(id, { ...incarnation, restarts: next })];
}

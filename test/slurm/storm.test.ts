import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { SigwatchEvent } from '@sigwatch/core';
import { openStore } from '@sigwatch/store';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { seededRandom } from '../../packages/testkit/src/seeded-random.js';
import { Cluster } from './cluster.js';
import { JobWatch } from './storm/job-watch.js';
import { StormRun } from './storm/storm-run.js';

const KILLS = Number(process.env.SIGWATCH_STORM_KILLS ?? 20);
const SEED = Number(process.env.SIGWATCH_STORM_SEED ?? Date.now() % 1_000_000);
/** Side by side: after a submission whose answer was lost a run waits until it can no longer act, which takes a minute. */
const RUNS = Math.min(20, KILLS);

let cluster: Cluster;
const runs: StormRun[] = [];
beforeAll(async () => {
  cluster = await Cluster.start({ cpus: 32 });
});
afterAll(async () => {
  for (const run of runs) run[Symbol.dispose]();
  await cluster[Symbol.asyncDispose]();
});

it(`${KILLS} kills of supervisors leave each failure with one successor, and never two jobs of a run alive`, {
  timeout: 600_000 + KILLS * 20_000,
}, async () => {
  console.log(`storm: SIGWATCH_STORM_SEED=${SEED}`);
  const watch = new JobWatch(cluster);
  for (let i = 0; i < RUNS; i++) {
    // Every fourth has a state directory of its own.
    const state = i % 4 === 3 ? undefined : join(cluster.directory, 'sigwatch');
    runs.push(new StormRun(cluster, `storm-${i + 1}`, seededRandom(SEED * 1_000 + i), state));
  }
  const share = (i: number) => Math.floor((KILLS * (i + 1)) / RUNS) - Math.floor((KILLS * i) / RUNS);
  const survived = await Promise.all(runs.map((run, i) => run.survive(share(i))));
  await watch.stop();

  const phases = survived.flat();
  console.log(
    figure(
      phases,
      runs.map((run) => tally(run, watch)),
      watch,
    ),
  );
  expect(watch.twins, 'two jobs of a run that are alive').toEqual([]);
  expect(phases.length).toBeGreaterThanOrEqual(KILLS);
  // Accounting hears of a job's key when the job has ended, and later than slurmctld.
  const accounted = await cluster.until(async () => {
    const keys = await keysInAccounting(cluster);
    return runs.every((run) => (keys.get(run.id)?.length ?? 0) >= watch.jobsOf(run.id).length) && keys;
  });
  for (const run of runs) check(run, watch, accounted);
});

function eventsOf(run: StormRun): SigwatchEvent[] {
  using store = openStore({ directory: run.state, readonly: true });
  return [...store.events(run.id)];
}

interface Tally {
  readonly failures: number;
  /** Failures after which the next attempt has a job. */
  readonly followed: number;
  /** Jobs beyond one for each attempt. */
  readonly twins: number;
  /** Submissions of which it was known that the one before had made no job. */
  readonly held: number;
}

function tally(run: StormRun, watch: JobWatch): Tally {
  const failed = eventsOf(run).filter(({ event_type }) => event_type === 'decision');
  const jobs = watch.jobsOf(run.id);
  const attempts = new Set(jobs.map(({ attempt }) => attempt));
  const followed = failed.filter(({ attempt }) => attempts.has(attempt + 1)).length;
  return { failures: failed.length, followed, twins: jobs.length - attempts.size, held: run.held };
}

function figure(phases: readonly string[], tallies: readonly Tally[], { twins, looks }: JobWatch): string {
  const sum = (of: (one: Tally) => number) => tallies.reduce((total, one) => total + of(one), 0);
  const [failures, followed] = [sum((one) => one.failures), sum((one) => one.followed)];
  const submitting = phases.filter((phase) => phase === 'submitting').length;
  return (
    `storm: ${phases.length} kills, ${failures} failures, ${followed} successors, ${sum((one) => one.twins)} twins, ` +
    `${failures - followed} lost; ${submitting} kills while a submission was under way (${counted(phases)}); ` +
    `${sum((one) => one.held)} held submissions; ` +
    `${twins.length} of ${looks} looks at squeue showed two jobs of a run alive`
  );
}

/** Holds what the journal tells against what the jobs and SLURM tell. */
function check(run: StormRun, watch: JobWatch, accounted: ReadonlyMap<string, readonly string[]>): void {
  const events = eventsOf(run);
  const of = (type: string) => events.filter(({ event_type }) => event_type === type);
  const jobs = of('attempt_started').map(({ data }) => String(data.job).slice('slurm:'.length));
  const attempts = jobs.map((_, i) => i + 1);
  const failed = attempts.slice(0, -1);
  const what = (text: string) => `${run.id}: ${text}`;

  expect(
    of('attempt_started').map(({ attempt }) => attempt),
    what('attempts follow each other'),
  ).toEqual(attempts);
  const followed = attempts.map((attempt, i) => ({ id: jobs[i], attempt }));
  expect(watch.jobsOf(run.id), what('each attempt has one job, which was followed')).toEqual(followed);
  expect(accounted.get(run.id), what('accounting knows no others')).toEqual(jobs);
  expect(run.trace, what('each job began once')).toEqual(followed);
  expect(
    of('decision').map(({ attempt, data }) => [attempt, data.action]),
    what('each failure was decided on once'),
  ).toEqual(failed.map((attempt) => [attempt, 'restart']));
  expect(of('incident_closed').map(({ attempt }) => attempt)).toEqual(failed);
  expect(of('run_started')).toHaveLength(1);
  expect(of('run_ended').map(({ data }) => [data.state, data.restarts])).toEqual([['succeeded', failed.length]]);
  const file = readFileSync(join(run.state, 'runs', run.id, 'events.jsonl'), 'utf8');
  expect(file.trimEnd().split('\n')).toEqual(events.map((event) => JSON.stringify(event)));
}

/** Jobs by run, oldest first, as accounting keeps them. */
async function keysInAccounting(cluster: Cluster): Promise<ReadonlyMap<string, readonly string[]>> {
  const text = await cluster.run('sacct', '-X', '-n', '-P', '-D', '-a', '-S', 'now-1day', '-o', 'JobID,Comment');
  const jobs = new Map<string, string[]>();
  for (const line of text.split('\n')) {
    const [, id, run] = /^(\d+)\|.*"sigwatch":"([^"]+)\/\d+"/.exec(line) ?? [];
    if (id !== undefined && run !== undefined) jobs.set(run, [...(jobs.get(run) ?? []), id]);
  }
  for (const ids of jobs.values()) ids.sort((a, b) => Number(a) - Number(b));
  return jobs;
}

function counted(words: readonly string[]): string {
  const counts = new Map<string, number>();
  for (const word of words) counts.set(word, (counts.get(word) ?? 0) + 1);
  return [...counts]
    .sort(([, a], [, b]) => b - a)
    .map(([word, count]) => `${word} ${count}`)
    .join(', ');
}

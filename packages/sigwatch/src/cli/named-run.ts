import type { Store } from '@sigwatch/core';
import { UsageError } from './problem.js';

/** The id of the run that a person names: by itself, or by a job that it has or had, such as `slurm:123`. */
export function namedRun(store: Pick<Store, 'list' | 'load'>, word: string): string {
  const isJob = word.includes(':');
  const found = isJob ? runOfJob(store, word) : store.load(word) && word;
  if (found !== undefined) return found;
  const what = isJob ? `no run has or had the job ${word}` : `there is no run ${word}`;
  throw new UsageError(
    `${what}: sigwatch status lists the runs${isJob ? ` and sigwatch attach ${word} makes one` : ''}`,
  );
}

/** The newest, where several runs followed one job. */
export function runOfJob(store: Pick<Store, 'list' | 'load'>, job: string): string | undefined {
  const runs = [...store.list()].sort((one, other) => other.started_at - one.started_at);
  const present = runs.find((run) => run.job === job);
  const had = (run_id: string) => (store.load(run_id)?.snapshot as { jobs?: readonly string[] } | undefined)?.jobs;
  return (present ?? runs.find(({ run_id }) => had(run_id)?.includes(job)))?.run_id;
}

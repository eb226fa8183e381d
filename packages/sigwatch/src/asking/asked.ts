import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { JobRef } from '@sigwatch/core';
import { openStore } from '@sigwatch/store';
import { type Asker, jobCalled, jobOfRun, type Target } from './target.js';

/**
 * What `use` gives of the job that a word names: a run's (by its id, or a job that it has), or one of a platform, such as
 * `ray:raysubmit_1`. Undefined where a run has no job that can be asked about, and where there is no such run.
 */
export async function ofJob<T>(
  word: string,
  asker: Asker,
  use: (target: Target, run_id: string | undefined) => Promise<T>,
): Promise<T | undefined> {
  const scratch = mkdtempSync(join(tmpdir(), 'sigwatch-ask-'));
  try {
    const own = { ...asker, scratch };
    const run_id = runCalled(word, asker.stateDirectory);
    const target = run_id === undefined ? await called(word, own) : await ofRun(run_id, own);
    return target === undefined ? undefined : await use(target, run_id);
  } finally {
    rmSync(scratch, { recursive: true, force: true, maxRetries: 3 });
  }
}

async function ofRun(run_id: string, asker: Asker): Promise<Target | undefined> {
  using store = openStore({ directory: asker.stateDirectory, readonly: true });
  return jobOfRun(run_id, store, asker);
}

const called = async (word: string, asker: Asker): Promise<Target | undefined> =>
  word.includes(':') ? jobCalled(word as JobRef['id'], asker) : undefined;

/** The run of this id, or the newest one whose present job this is. */
function runCalled(word: string, directory: string): string | undefined {
  using store = openStore({ directory, readonly: true });
  const runs = store.list();
  if (!word.includes(':')) return runs.find(({ run_id }) => run_id === word)?.run_id;
  const had = runs.filter(({ job }) => job === word).sort((a, b) => b.started_at - a.started_at);
  return had[0]?.run_id;
}

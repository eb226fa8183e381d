import { localAdapter, OUTPUT_FILE } from '@sigwatch/adapter-local';
import { discoverFiles, type JobRef, type RunSummary, type Store, systemDeps } from '@sigwatch/core';
import { openStore } from '@sigwatch/store';
import { runsTable } from '../view/runs-table.js';
import { runsDirectoryOf, stateDirectoryOf } from './directories.js';
import { exitCodeOf, exitCodes } from './exit-code.js';
import { UsageError } from './problem.js';

type Options = Readonly<Record<string, unknown>>;

/** `sigwatch status [RUN]`: of one run the exit code tells the state. */
export async function verb(args: readonly string[], options: Options): Promise<number> {
  using store = openStore({ directory: stateDirectoryOf(options), readonly: true });
  const [run_id] = args;
  const all = store.list();
  const runs = run_id === undefined ? all : all.filter((run) => run.run_id === run_id);
  if (run_id !== undefined && runs.length === 0)
    throw new UsageError(`there is no run ${run_id}: sigwatch status lists the runs`);
  const alone = new Set(runs.filter((run) => isAlone(run, store)).map((run) => run.run_id));
  if (options.format === 'jsonl')
    for (const run of runs)
      process.stdout.write(
        `${JSON.stringify({ ...run, supervised: run.ended_at === undefined && !alone.has(run.run_id) })}\n`,
      );
  else {
    const color = process.stdout.isTTY === true && !process.env.NO_COLOR;
    const look = { width: process.stdout.columns ?? Number.POSITIVE_INFINITY, color };
    process.stdout.write(`${runsTable(runs, Date.now(), look, alone).join('\n')}\n`);
    if (run_id === undefined && alone.size > 0)
      process.stdout.write(
        '* nobody supervises it now: this is its last known state. sigwatch status RUN tells more.\n',
      );
  }
  const [only] = runs;
  if (run_id === undefined || only === undefined) return 0;
  if (!alone.has(run_id)) return exitCodeOf(only.state, only.decision);
  const { text, known } = await sinceThen(only, store, options);
  if (options.format !== 'jsonl') process.stdout.write(`${text}\n`);
  return known ? exitCodeOf(only.state, only.decision) : exitCodes.unknown;
}

/** Not ended, and without a supervisor: what is stored is what was last seen. */
function isAlone(run: RunSummary, store: Store): boolean {
  return run.ended_at === undefined && store.owner(run.run_id) === undefined;
}

/** What has become of a run while nobody supervised it. `known`: its last known state still holds. */
async function sinceThen(run: RunSummary, store: Store, options: Options): Promise<{ text: string; known: boolean }> {
  const nobody = `Nobody supervises ${run.run_id} now`;
  const job = (store.load(run.run_id)?.snapshot as { job?: JobRef } | undefined)?.job;
  if (job === undefined)
    return { text: `${nobody}: to follow its logs again: sigwatch watch LOG… --run-id ${run.run_id}`, known: false };
  const again = `sigwatch run --run-id ${run.run_id} takes it up again`;
  if (!job.id.startsWith('local:')) return { text: `${nobody}; its job is ${job.id}. ${again}.`, known: false };
  const logs = (directory: string) => discoverFiles([`${directory}/${OUTPUT_FILE}`], { deps: systemDeps });
  const adapter = localAdapter({ directory: runsDirectoryOf(options), logs });
  const status = (await adapter.status([job], new AbortController().signal)).get(job.id);
  if (status?.state === 'running') return { text: `${nobody}; its job runs on. ${again}.`, known: true };
  const how = status?.exit_code === undefined ? '' : ` (exit code ${status.exit_code})`;
  const what = status === undefined ? 'of its job nothing is known' : `its job is ${status.state}${how}`;
  return { text: `${nobody}; ${what}. ${again}.`, known: false };
}

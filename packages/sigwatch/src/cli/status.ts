import { openStore } from '@sigwatch/store';
import { runsTable } from '../view/runs-table.js';
import { stateDirectoryOf } from './directories.js';
import { exitCodeOf } from './exit-code.js';
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
  if (options.format === 'jsonl') for (const run of runs) process.stdout.write(`${JSON.stringify(run)}\n`);
  else {
    const color = process.stdout.isTTY === true && !process.env.NO_COLOR;
    const look = { width: process.stdout.columns ?? 120, color };
    process.stdout.write(`${runsTable(runs, Date.now(), look).join('\n')}\n`);
    for (const run of runs)
      if (run.ended_at === undefined && store.owner(run.run_id) === undefined)
        process.stdout.write(
          `Nobody supervises ${run.run_id} now: sigwatch run --run-id ${run.run_id} takes it up again.\n`,
        );
  }
  const [only] = runs;
  return run_id === undefined || only === undefined ? 0 : exitCodeOf(only.state, only.decision);
}

import {
  type CopiesReport,
  copiesLines,
  copiesReport,
  costText,
  deadlineLines,
  deadlineReport,
  type JobRef,
  type JobStatus,
  type RunSummary,
  type Store,
} from '@sigwatch/core';
import { openStore } from '@sigwatch/store';
import { PATIENCE } from '../asking/target.js';
import { locationIn } from '../heartbeat/heartbeat-config.js';
import { type Untaken, untakenNotices, untakenOf, untakenText } from '../supervision/undelivered.js';
import { jsonText } from '../view/json-text.js';
import { runsTable } from '../view/runs-table.js';
import { sanitize } from '../view/sanitize.js';
import { stateDirectoryOf } from './directories.js';
import { exitCodeOf, exitCodes } from './exit-code.js';
import { withJob } from './job-of.js';
import { lookOf } from './look.js';
import { namedRun, runOfJob } from './named-run.js';

type Options = Readonly<Record<string, unknown>>;

/** `sigwatch status [RUN]`: of one run the exit code tells the state. */
export async function verb(args: readonly string[], options: Options): Promise<number> {
  const [word] = args;
  const location = word === undefined ? undefined : locationIn(word);
  if (location !== undefined) return (await import('./heartbeat-status.js')).tellHeartbeats(location, options);
  using store = openStore({ directory: stateDirectoryOf(options), readonly: true });
  if (word?.includes(':') && runOfJob(store, word) === undefined)
    return (await import('./status-of-job.js')).statusOfJob(word, options);
  const run_id = word === undefined ? undefined : namedRun(store, word);
  const all = store.list();
  const runs = run_id === undefined ? all : all.filter((run) => run.run_id === run_id);
  const alone = new Set(runs.filter((run) => isAlone(run, store)).map((run) => run.run_id));
  if (options.format !== 'pretty')
    for (const run of runs)
      process.stdout.write(
        `${jsonText({ ...run, supervised: run.ended_at === undefined && !alone.has(run.run_id), ...alertsOf(run, store), ...deadlineOf(run, store), ...(run_id !== undefined || run.ended_at === undefined ? copiesOf(run, store) : {}) })}\n`,
      );
  else {
    process.stdout.write(`${runsTable(runs, Date.now(), lookOf(options), alone).join('\n')}\n`);
    if (run_id === undefined && alone.size > 0)
      process.stdout.write(
        '* nobody supervises it now: this is its last known state. sigwatch status RUN tells more.\n',
      );
  }
  if (options.format === 'pretty') process.stdout.write(untold(runs, store, run_id !== undefined));
  const [only] = runs;
  if (run_id !== undefined && only?.cost !== undefined && options.format === 'pretty')
    process.stdout.write(`cost: ${sanitize(costText(only.cost))}\n`);
  if (run_id !== undefined && only !== undefined && options.format === 'pretty') {
    tellDeadline(only, store);
    tellCopies(only, store);
  }
  if (run_id === undefined || only === undefined) return 0;
  if (!alone.has(run_id)) return exitCodeOf(only.state, only.decision);
  const { text, known } = await sinceThen(only, store, options);
  if (options.format === 'pretty') process.stdout.write(`${sanitize(text)}\n`);
  return known ? exitCodeOf(only.state, only.decision) : exitCodes.unknown;
}

function alertsOf(run: RunSummary, store: Store): { alerts?: readonly Untaken[] } {
  if (run.undelivered === undefined && run.dead_letters === undefined) return {};
  return { alerts: untakenOf(store.load(run.run_id)?.outbox ?? []) };
}

/** When its job ends, and what is saved before; nothing where nobody tells an end. */
function deadlineOf(run: RunSummary, store: Store): { deadline?: NonNullable<ReturnType<typeof deadlineReport>> } {
  const deadline =
    run.ended_at === undefined ? deadlineReport(store.load(run.run_id)?.snapshot, Date.now()) : undefined;
  return deadline === undefined ? {} : { deadline };
}

function tellDeadline(run: RunSummary, store: Store): void {
  const { deadline } = deadlineOf(run, store);
  const lines = deadline === undefined ? [] : deadlineLines(deadline, Date.now());
  process.stdout.write(lines.map((line) => `${sanitize(line)}\n`).join(''));
}

/** Where its checkpoints are copied to, and which is the newest there. */
function copiesOf(run: RunSummary, store: Store): { copies?: CopiesReport } {
  const copies = copiesReport(store.load(run.run_id)?.snapshot);
  return copies === undefined ? {} : { copies };
}

function tellCopies(run: RunSummary, store: Store): void {
  const { copies } = copiesOf(run, store);
  const lines = copies === undefined ? [] : copiesLines(copies, Date.now());
  process.stdout.write(lines.map((line) => `${sanitize(line)}\n`).join(''));
}

/** What people were not told. `alone`: of one run, with each notice. */
function untold(runs: readonly RunSummary[], store: Store, alone: boolean): string {
  const lines = runs.flatMap((run) => {
    const { alerts = [] } = alertsOf(run, store);
    const of = alerts.map((one) => `${alone ? '' : `${run.run_id}: `}notices by ${untakenText(one)}`);
    const dead = alerts.some(({ dead_letters }) => dead_letters > 0);
    const again = dead ? [`sigwatch notify retry ${run.run_id} sends again what was given up.`] : [];
    return [...of, ...(alone ? untakenNotices(store.load(run.run_id)?.outbox ?? []) : []), ...again];
  });
  return lines.map((line) => `${sanitize(line)}\n`).join('');
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
  const asked = await askedFor(run.run_id, options);
  if (typeof asked === 'string') return { text: `${nobody}; its job is ${job.id}, ${asked}. ${again}.`, known: false };
  if (asked?.state === 'running') return { text: `${nobody}; its job runs on. ${again}.`, known: true };
  const how = asked?.exit_code === undefined ? '' : ` (exit code ${asked.exit_code})`;
  const what = asked === undefined ? 'of its job nothing is known' : `its job is ${asked.state}${how}`;
  return { text: `${nobody}; ${what}. ${again}.`, known: false };
}

/** What the platform says now; a text when it can't be asked. */
async function askedFor(run_id: string, options: Options): Promise<JobStatus | string | undefined> {
  try {
    return await withJob(run_id, options, async ({ adapter, known: { job } }) =>
      (await adapter.status([job], AbortSignal.timeout(PATIENCE))).get(job.id),
    );
  } catch (error) {
    return `which can't be asked about (${(error as Error).message})`;
  }
}

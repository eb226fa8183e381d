import type { ScriptOf } from '@sigwatch/adapter-slurm';
import type { ComponentConfig, RunSummary, Store } from '@sigwatch/core';
import { systemDeps } from '@sigwatch/core';
import { currentOwner, openStore } from '@sigwatch/store';
import { environmentOf, newJob, settingsFor, type Typed } from '../../job-settings.js';
import { forgetEnvironment, keepEnvironment, keptEnvironment } from '../../kept-environment.js';
import { newRunId } from '../../run-names.js';
import { componentsFor } from '../../settings/components-for.js';
import { createShared, type TypedTold } from '../../shared.js';
import {
  type ArrayGroup,
  ArrayRefusedError,
  bringUpGroup,
  groupsDirectory,
  storedGroup,
  taskRun,
} from '../../supervision/array-group.js';
import { keepAll } from '../../supervision/keep-all.js';
import { leftToDeliver } from '../../supervision/undelivered.js';
import { stateDirectoryOf } from '../directories.js';
import { exitCodeOf, exitCodes } from '../exit-code.js';
import { createLog } from '../log.js';
import { UsageError } from '../problem.js';
import { settingsOf } from '../settings-of.js';
import { showAll } from '../show-all.js';
import { detach, requireToldInBackground } from '../supervise-job.js';
import { untilSignalled } from '../until-signalled.js';

type Options = Readonly<Record<string, unknown>>;

export interface AskedArray {
  readonly typed: Typed;
  readonly name: string;
  readonly adapter: ComponentConfig;
}

/** Submits an array job once, and supervises each of its tasks as a run of its own, all in this process. */
export async function submitArray(asked: AskedArray, script: ScriptOf, options: Options): Promise<number> {
  requireToldInBackground(options);
  const { slackWebhook, snsTopic } = options as TypedTold;
  const stateDirectory = stateDirectoryOf(options);
  const log = await createLog(options);
  using runs = openStore({ directory: stateDirectory, warn: (text) => log.warn(text) });
  using groups = openStore({ directory: groupsDirectory(stateDirectory), warn: (text) => log.warn(text) });
  const group = groupOf(asked, script, options, groups);
  const shared = createShared(stateDirectory, {
    ...(slackWebhook !== undefined && { slackWebhook }),
    ...(snsTopic !== undefined && { snsTopic }),
  });
  const settings = settingsOf(options);
  const shown = showAll(options, log, runs);
  const interrupt = new AbortController();
  const tell = (text: string) => shown.tell(group.run_id, text);
  /** What the rules lack is told before anything is submitted. */
  const submitted = async () => {
    const { registry } = shared.rules({ ...group.job, ...(await componentsFor(group.job, settings)) });
    const submitter = keptEnvironment(stateDirectory, group.run_id) ?? process.env;
    keepEnvironment(stateDirectory, group.run_id, submitter);
    const array = await bringUpGroup(group, {
      ...{ groups, runs, stateDirectory, owner: currentOwner(), deps: systemDeps, abort: interrupt.signal, tell },
      platform: shared.platform(group.job.adapter, { registry, env: submitter, tell }),
      env: environmentOf(group.job, submitter, settings),
      endsWhenRefused: true,
    });
    forgetEnvironment(stateDirectory, group.run_id);
    tell(`submitted ${array.id} (${group.job.name}), ${group.tasks.length} tasks`);
    return group.tasks.map(({ task }) => taskRun(group.run_id, task));
  };
  try {
    const { result, interrupted } = await untilSignalled(
      () => interrupt.abort(),
      async () => {
        const ids = await submitted();
        if (options.detach === true) return detach(stateDirectory, ids, options);
        await keepAll({ ...{ store: runs, shared, audience: shown, abort: interrupt.signal }, only: new Set(ids) });
        const left = leftToDeliver(runs, stateDirectory, ids);
        if (left !== undefined) tell(left);
        return worstOf(ids.flatMap((id) => runs.load(id)?.summary ?? []));
      },
    );
    return interrupted ?? result;
  } catch (error) {
    if (interrupt.signal.aborted) return exitCodes.unknown;
    if (error instanceof ArrayRefusedError) {
      forgetEnvironment(stateDirectory, group.run_id);
      tell(`not submitted: ${error.message}`);
      return exitCodes.usage;
    }
    throw error;
  } finally {
    shown.close();
    log.close();
  }
}

/** A new one, or the one of this name as it was begun. */
function groupOf({ typed, name, adapter }: AskedArray, script: ScriptOf, options: Options, groups: Store): ArrayGroup {
  const settings = settingsFor(typed, settingsOf(options));
  const known = newJob(settings, typed);
  if (known === undefined) throw new UsageError('there is no script to submit');
  const job = { ...known, name: settings.name?.value ?? name, adapter };
  const run_id = settings.run_id?.value ?? newRunId(job.name, new Date(), Math.random());
  const before = storedGroup(groups, run_id);
  if (before !== undefined && JSON.stringify(before.job.argv) !== JSON.stringify(typed.argv))
    throw new UsageError(
      `run ${run_id} was started with another command (${before.job.argv.join(' ')}); choose another --run-id`,
    );
  if (before !== undefined) return before;
  const tasks = (script.tasks ?? []).map((task) => ({ task, argv: alone(typed.argv, script.at, task) }));
  return { run_id, job, tasks };
}

/** The same submission of one task: of an option that is given twice sbatch takes the last. */
function alone(argv: readonly string[], scriptAt: number, task: number): readonly string[] {
  const at = scriptAt < 0 ? argv.length : scriptAt;
  return [...argv.slice(0, at), `--array=${task}`, ...argv.slice(at)];
}

/** Of several runs the code of the one that ended worst; those that go on count as unknown. */
function worstOf(runs: readonly RunSummary[]): number {
  const codes = runs.map((run) =>
    run.ended_at === undefined ? exitCodes.unknown : exitCodeOf(run.state, run.decision),
  );
  return ORDER.find((code) => codes.includes(code)) ?? exitCodes.succeeded;
}

const ORDER = [
  exitCodes.stopped_by_policy,
  exitCodes.failed,
  exitCodes.stalled,
  exitCodes.cancelled,
  exitCodes.unknown,
  exitCodes.degraded,
];

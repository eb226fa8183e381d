import { resolve } from 'node:path';
import { ArgumentError, type ComponentConfig, type RunResult, type Watch, watchLater } from '@sigwatch/core';
import { openStore, stateDirectory } from '@sigwatch/store';
import { checkCommand } from './embed-arguments.js';
import { endsBy, keptIn } from './embed-keep.js';
import { type Checked, type JobRunOptions, type Restart, settingsOf } from './embed-options.js';
import { inWorld, type World } from './embed-world.js';
import type { Typed } from './job-settings.js';
import { type AttachedJob, attachedJob, requireJobId } from './jobs/attached-job.js';
import { type GivenAdapter, givenAdapter } from './jobs/given-adapter.js';
import { readyJob } from './jobs/ready-job.js';
import { refusing } from './jobs/refusing.js';
import { forgetEnvironment } from './kept-environment.js';
import { nameOfCommand, newRunId } from './run-names.js';
import type { PlatformWord } from './settings/adapter-config.js';
import type { Settings } from './settings/settings.js';
import { watchEnding } from './watch-ending.js';

/** What `submit` takes. */
export interface SubmitOptions extends JobRunOptions {
  /** Where the job runs: a platform by its word (`slurm`, `ray`, `modal`, `exec`, `colab`, `local`), or an adapter with its settings, as sigwatch.yaml has it. Default: that of `config`. */
  readonly adapter?: PlatformWord | ComponentConfig;
}

/** What `attach` takes. */
export interface AttachOptions extends JobRunOptions {
  /** Of the job's platform, as sigwatch.yaml has it. Default: that of `config`, else the platform's defaults. */
  readonly adapter?: ComponentConfig;
  /** argv that a restart submits. Default: as the platform knows it of the job; where it does not, nothing is restarted. */
  readonly command?: readonly string[];
}

/**
 * Submits a command once, or that of `config` where it is empty, and supervises its job, restarts included, as `sigwatch
 * submit` does; with SLURM the command is what stands behind `sbatch`. An unfinished run of this `runId` is taken up again.
 * The job goes on when supervision ends, and who knows `stateDir` may take its run up. Throws at once when options can't be
 * used. `done` rejects when the rules or the script can't be, and with a `RefusedError` in the platform's own words when it
 * refuses the first submission: then there is no job.
 */
export function submit<const Policy extends Restart>(
  command: readonly string[],
  options: Checked<SubmitOptions, Policy> = {},
): Watch {
  checkCommand(command);
  const { cwd = process.cwd() } = options;
  const { settings, adapter } = placed(settingsOf(options), options.adapter, cwd);
  if (settings.adapter.from === 'default')
    throw new ArgumentError("where to submit to is not said: give { adapter: 'slurm' }, or another platform");
  const typed = command.length === 0 ? undefined : { argv: command, cwd: resolve(cwd) };
  const argv = command.length === 0 ? settings.command?.value : command;
  if (argv === undefined) throw new ArgumentError('there is no command to submit');
  const asked = { ...(typed && { typed }), ...(adapter && { adapter }) };
  return supervised(nameOfCommand(argv), settings, options, async ({ env, tell }) => {
    if (typed === undefined || settings.adapter.value.class_name !== 'SlurmAdapter') return { asked, settings };
    const { checkedScript } = await import('./jobs/slurm-script.js');
    const { script, notes } = await checkedScript(typed, env);
    for (const note of notes) tell(note);
    if (script.tasks !== undefined && script.tasks.length > 0)
      throw new ArgumentError(
        `${argv.join(' ')} is a job array, each task of which is a run of its own: sigwatch submit slurm supervises them all; here submit one task at a time`,
      );
    return { asked: { ...asked, name: script.name }, settings };
  });
}

/**
 * Supervises a job that exists, by its name (`slurm:123`, `ray:SUBMISSION_ID`), as `sigwatch attach` does; the run that has
 * it already is taken up. Throws at once when options can't be used or the text names no job. `done` rejects with a
 * `JobNotFoundError` (`code` `job_not_found`) where the platform has none of this name, and when it can't be asked.
 */
export function attach<const Policy extends Restart>(id: string, options: Checked<AttachOptions, Policy> = {}): Watch {
  requireJobId(id);
  const { cwd = process.cwd(), command } = options;
  const { settings } = placed(settingsOf(options), options.adapter, cwd);
  const typed: Typed | undefined = command && { argv: command, cwd: resolve(cwd) };
  return supervised(id.slice(id.indexOf(':') + 1), settings, options, ({ env, abort, directory }) =>
    attachedJob(id, typed, { settings, flags: {}, env, stateDirectory: directory, abort }),
  );
}

/** The settings with the adapter that was given, all of it, and what of it may be kept with the run. */
function placed(settings: Settings, adapter: GivenAdapter | undefined, cwd: string) {
  if (adapter === undefined) return { settings, adapter: undefined };
  const { whole, kept } = givenAdapter(adapter, settings, resolve(cwd));
  return { settings: { ...settings, adapter: { value: whole, from: 'flag', by: 'adapter' } as const }, adapter: kept };
}

interface Circumstances {
  readonly env: NodeJS.ProcessEnv;
  readonly abort: AbortSignal;
  readonly directory: string;
  /** Takes sentences for people. */
  readonly tell: (sentence: string) => void;
}

function supervised(
  name: string,
  settings: Settings,
  options: JobRunOptions,
  find: (circumstances: Circumstances) => Promise<AttachedJob>,
): Watch {
  const directory = settings.state_dir?.value ?? stateDirectory();
  const { env = process.env, signal } = options;
  const ready = async (abort: AbortSignal, world: World) => {
    const { asked, settings: asking } = await find({ env, abort, directory, tell: world.tell });
    const job = await readyJob(asked, {
      ...{ settings: asking, stateDirectory: directory, env, option: 'runId' },
      ...{ tell: world.tell, common: world.common },
    });
    if (job === undefined) throw new ArgumentError('there is no command to submit');
    return () => {
      job.keep();
      const { run_id } = job.run;
      const store = openStore({ directory });
      const watched = keptIn({ ...job.run, ...endsBy(settings, options), abort }, store, world);
      return watchEnding(
        refusing(watched, store, run_id),
        ({ end }) => {
          if (end !== undefined) forgetEnvironment(directory, run_id);
        },
        () => {},
      );
    };
  };
  const unbegun: RunResult = {
    run_id: settings.run_id?.value ?? newRunId(name, new Date(), Math.random()),
    ...{ end: undefined, restarts: 0, undelivered: 0 },
  };
  return inWorld(options, settings, (world) => watchLater({ ready: (abort) => ready(abort, world), signal, unbegun }));
}

import { resolve } from 'node:path';
import {
  ArgumentError,
  type ComponentConfig,
  intent,
  JobNotFoundError,
  type JobRef,
  type LaterCommand,
  type LatestCheckpoint,
  laterCommand,
  latestCheckpoint,
  platformErrorCode,
  RefusedError,
  submitOnce,
  systemDeps,
} from '@sigwatch/core';
import { stateDirectory } from '@sigwatch/store';
import { ofJob } from './asking/asked.js';
import { type JobReport, jobReport } from './asking/job-report.js';
import type { Asker } from './asking/target.js';
import { checkCommand } from './embed-arguments.js';
import { type RuleOptions, settingsOf } from './embed-options.js';
import { ruleNames } from './rules.js';
import { newRunId } from './run-names.js';
import { type AdapterFlags, mergedAdapter, PLATFORMS } from './settings/adapter-config.js';
import { rulesOf } from './settings/rules-of.js';
import { createShared } from './shared.js';

/** What `status` takes. */
export interface JobOptions extends Omit<RuleOptions, 'restart'> {
  /** Where runs are kept. Default: `$XDG_STATE_HOME/sigwatch`, else `~/.local/state/sigwatch`. */
  readonly stateDir?: string;
  /** The platform with its settings, as sigwatch.yaml has it. Default: that of `config`, else the platform's defaults. */
  readonly adapter?: ComponentConfig;
  /** Of Ray's dashboard. Default: `adapter.address`, else `RAY_ADDRESS`, else `http://127.0.0.1:8265`. */
  readonly address?: string;
  /** Where tokens and addresses are looked for. Default: the environment of this process. */
  readonly env?: NodeJS.ProcessEnv;
}

/**
 * How a job is now: `ray:SUBMISSION_ID` (or its job id or name), `slurm:123`, or the id of a run. Its platform is asked
 * once, and its log read once through the rules, for a minute at most. Rejects with a `JobNotFoundError` (`code`
 * `job_not_found`) where there is none, with a `PermissionDeniedError` (`permission_denied`) or `KubectlMissingError`
 * (`kubectl_not_configured`) where it may not be asked about. Of a platform that does not answer it rejects where the job
 * is not known otherwise, and else tells the state `unknown`. Rejects with the reason of `signal` when that fires.
 */
export async function status(target: string, options: JobOptions = {}): Promise<JobReport> {
  const asker = askerOf(options);
  const report = await ofJob(target, asker, (found) => jobReport(found, rulesOf(asker.settings), options.signal));
  if (report === undefined)
    throw new JobNotFoundError(
      target,
      `the runs in ${asker.stateDirectory}`,
      'Name a job as ray:ID, or a run that is there.',
    );
  return report;
}

/** What `submitWithResume` takes. */
export interface ResumeOptions extends Omit<JobOptions, 'adapter' | 'monitor'> {
  /** Where the job runs. */
  readonly adapter: ComponentConfig;
  /** argv; no shell reads it. */
  readonly command: readonly string[];
  /** Where the training saves, as this machine sees it. */
  readonly checkpointDir: string;
  /** What the command is given where there is a checkpoint, with `{checkpoint_path}` and `{step}`: an option that stands there is replaced. Default: the adapter's. */
  readonly resumeArgs?: readonly string[];
  /** Where there is no whole checkpoint: begin anew, or reject with a `NoCheckpointError`. Default: `start_over`. */
  readonly noCheckpointFound?: 'start_over' | 'stop';
  /** Variables of the job, beside `SIGWATCH_RESUME_FROM` and those that name its run. Default: none. */
  readonly jobEnv?: Readonly<Record<string, string>>;
  /** Names the submission: a second one of this name finds the job of the first, where that is still known. Default: a new name. */
  readonly runId?: string;
  /** What a new `runId` begins with. Default: `resumed`. */
  readonly name?: string;
  /** Where the job is started, and what `checkpointDir` is meant from. Default: the working directory of this process. */
  readonly cwd?: string;
  /** Told in sentences for people: what is waited for. Default: nobody is. */
  readonly tell?: (sentence: string) => void;
  /** Gives up waiting; what was submitted stays. Default: none. */
  readonly signal?: AbortSignal;
}

/** What `submitWithResume` has submitted. */
export interface Resumed {
  /** The job, as its platform names it. */
  readonly job: JobRef;
  /** What it resumes from; undefined where it begins anew. */
  readonly checkpoint: LatestCheckpoint | undefined;
}

/**
 * Submits a command once, resumed from the newest whole checkpoint, and leaves it: nobody supervises it (for that there is
 * `sigwatch submit` and `run`). Rejects with a `NoCheckpointError`, a `PermissionDeniedError`, or a `RefusedError` in the
 * platform's own words; when it resolves there is one job of this `runId`.
 */
export async function submitWithResume(options: ResumeOptions): Promise<Resumed> {
  const { command, checkpointDir, noCheckpointFound = 'start_over', cwd = process.cwd(), tell = () => {} } = options;
  checkCommand(command);
  if (command.length === 0) throw new ArgumentError('there is no command to submit');
  const checkpoint = await latestCheckpoint(
    resolve(cwd, checkpointDir),
    options.signal && { signal: options.signal },
  ).catch((error: unknown) => {
    if (noCheckpointFound === 'stop' || platformErrorCode(error) !== 'no_checkpoint_found') throw error;
    return undefined;
  });
  const asker = askerOf(options);
  const { registry } = ruleNames(asker.settings.registry);
  const config = withAddress(options.adapter, options.address);
  const platform = createShared(asker.stateDirectory).platform(config, { registry, env: asker.env, tell });
  const resume_args = options.resumeArgs ?? platform.resume_args ?? [];
  const resumed: LaterCommand =
    checkpoint === undefined
      ? { argv: command }
      : laterCommand(
          command,
          { resume_args },
          { resume_from: checkpoint.path, ...(checkpoint.step !== undefined && { resume_step: checkpoint.step }) },
        );
  if (resumed.left_out !== undefined) tell(resumed.left_out);
  const run_id = options.runId ?? newRunId(options.name ?? 'resumed', new Date(), Math.random());
  const job = await submitOnce({
    adapter: platform.adapter,
    spec: {
      run_id,
      attempt: 1,
      command: resumed.argv,
      cwd: resolve(cwd),
      env: {
        ...options.jobEnv,
        SIGWATCH_RUN_ID: run_id,
        SIGWATCH_ATTEMPT: '1',
        ...(checkpoint !== undefined && { SIGWATCH_RESUME_FROM: checkpoint.path }),
      },
    },
    state: intent({ key: `${run_id}/1`, attempt: 1 }),
    // Nobody is there to whom a later try would be of use.
    save: (state) => {
      if (state.phase === 'refused') throw new RefusedError(state.words);
    },
    ...{ tell, deps: systemDeps, abort: options.signal ?? new AbortController().signal },
    ...(platform.timing === undefined ? {} : { timing: platform.timing }),
  });
  return { job, checkpoint };
}

/** Whom the functions for embedders ask. */
export function askerOf(options: JobOptions): Asker {
  const { adapter, address, env = process.env, signal } = options;
  const settings = settingsOf(options);
  const file = mergedAdapter(settings.adapter.value, adapter) ?? settings.adapter.value;
  return {
    settings: { ...settings, adapter: { value: file, from: 'flag', by: 'adapter' } },
    flags: address === undefined ? {} : ({ address } satisfies AdapterFlags),
    env,
    stateDirectory: settings.state_dir?.value ?? stateDirectory(),
    abort: signal,
  };
}

const withAddress = (adapter: ComponentConfig, address: string | undefined): ComponentConfig =>
  address !== undefined && adapter.class_name === PLATFORMS.ray?.class_name ? { ...adapter, address } : adapter;

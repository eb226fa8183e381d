import { type ComponentConfig, completedBefore, type JobRef } from '@sigwatch/core';
import { openStore } from '@sigwatch/store';
import { beside } from '../beside.js';
import { type JobSettings, jobRun } from '../job-run.js';
import { environmentOf, newJob, settingsFor, type Typed, takenUp } from '../job-settings.js';
import { keepEnvironment, keptEnvironment } from '../kept-environment.js';
import { isHere, LOCAL } from '../platform.js';
import { withPolicy } from '../platform-defaults.js';
import { newRunId } from '../run-names.js';
import { mergedAdapter } from '../settings/adapter-config.js';
import { componentsFor } from '../settings/components-for.js';
import type { Settings } from '../settings/settings.js';
import { createShared } from '../shared.js';
import { backgroundLog, handToBackground } from '../supervision/background.js';
import { pruneState } from '../supervision/prune.js';
import { settingsOfRun } from '../supervision/take-up.js';
import { copiesHint } from './before-start.js';
import { stateDirectoryOf } from './directories.js';
import { exitCodes } from './exit-code.js';
import { unfinishedRun } from './known-run.js';
import { UsageError } from './problem.js';
import { say as sayOnStderr } from './say.js';
import { timeoutOf } from './setting.js';
import { settingsOf } from './settings-of.js';
import { type Manner, superviseInForeground } from './supervise.js';

type Options = Readonly<Record<string, unknown>>;

/** What a verb adds to what the settings say of a job. */
export interface Asked {
  /** A command that was given, instead of the file's. */
  readonly typed?: Typed;
  /** What the run is called where nobody says. */
  readonly name?: string;
  /** Where the job runs, whatever the file says. */
  readonly adapter?: ComponentConfig;
  /** The job, which exists already. */
  readonly job?: JobRef;
  /** Said when there is nothing that could be started. */
  readonly nothing: (settings: Settings) => string;
}

/** A job of a cluster goes on when somebody stops looking at it, as it would without sigwatch. */
export const ofCluster: Manner = { stops: false, logs: true };

/** Starts a job, or takes up its run again, and supervises it here; with `--detach` until it is submitted, and from then on in the background. */
export async function superviseJob(asked: Asked, options: Options, manner: Manner): Promise<number> {
  requireToldInBackground(options);
  const { typed } = asked;
  const settings = settingsFor(typed, settingsOf(options));
  const before = settingsOfRun(unfinishedRun(settings.run_id, options));
  if (before !== undefined) requireSame(before, typed?.argv, settings);
  const job = before === undefined ? newJobOf(asked, settings) : takenUp(before, settings);
  if (job === undefined) throw new UsageError(asked.nothing(settings));
  const run_id = settings.run_id?.value ?? newRunId(job.name, new Date(), Math.random());
  const directory = stateDirectoryOf(options);
  const components = await componentsFor(job, settings);
  const local = isHere(mergedAdapter(components.adapter, job.adapter) ?? LOCAL);
  const kept = before === undefined ? undefined : keptEnvironment(directory, run_id);
  const env = environmentOf(job, kept ?? process.env, settings);
  const hints: string[] = [];
  let tell = (sentence: string): void => void hints.push(sentence);
  const run = {
    run_id,
    ...jobRun(job, env, createShared(directory), components, (one) => tell(one)),
    ...timeoutOf(options),
  };
  const over = before === undefined ? await completedBefore(run) : undefined;
  const hint = copiesHint(run);
  tell = sayOnStderr;
  if (over !== undefined) {
    tell(over);
    return exitCodes.succeeded;
  }
  for (const one of [...hints, ...(hint === undefined ? [] : [hint])]) tell(one);
  const given = beside(run, directory);
  if (!local) pruneState(directory, Date.now());
  if (!local && kept === undefined) keepEnvironment(directory, run_id, process.env);
  if (options.detach !== true) return superviseInForeground(given, options, manner);
  const code = await superviseInForeground(given, options, {
    ...manner,
    until: ({ event_type, data }) => event_type === 'attempt_started' && typeof data.job === 'string',
  });
  return code === exitCodes.succeeded ? detach(directory, [run_id], options) : code;
}

/** What was typed lives in this process alone: the one in the background would tell nobody. */
export function requireToldInBackground({ detach, slackWebhook, snsTopic }: Options): void {
  if (detach !== true || (slackWebhook === undefined && snsTopic === undefined)) return;
  const [flag, variable] =
    slackWebhook === undefined ? ['--sns-topic', 'SNS_TOPIC_ARN'] : ['--slack-webhook', 'SLACK_WEBHOOK_URL'];
  throw new UsageError(
    `with --detach a process in the background tells, which does not see ${flag}: write ${variable}=… into .env, or name it under notifiers: of sigwatch.yaml`,
  );
}

/** Leaves runs, which nobody supervises by now, to the process in the background. */
export async function detach(directory: string, run_ids: readonly string[], options: Options): Promise<number> {
  using store = openStore({ directory, readonly: true });
  const who = await handToBackground(store, directory, run_ids);
  const these = run_ids.length > 3 ? `${run_ids.length} runs` : run_ids.join(', ');
  const say = options.format === 'jsonl' ? process.stderr : process.stdout;
  if (who === undefined) {
    say.write(`No process in the background has taken up ${these}: see ${backgroundLog(directory)}.\n`);
    return exitCodes.unknown;
  }
  say.write(`Process ${who.pid} on ${who.host} supervises ${these} from here on: sigwatch status\n`);
  return exitCodes.succeeded;
}

function newJobOf({ typed, name, adapter, job }: Asked, settings: Settings): JobSettings | undefined {
  const known = newJob(settings, typed);
  if (known === undefined) return undefined;
  const asked = {
    ...known,
    ...(name !== undefined && settings.name === undefined && { name }),
    ...(adapter !== undefined && { adapter }),
    ...(job !== undefined && { job }),
  };
  return withPolicy(asked, settings);
}

/** One name is one command; that of the file counts where the file names the run as well. */
function requireSame(before: JobSettings, typed: readonly string[] | undefined, { run_id, command }: Settings): void {
  const asked = typed ?? (run_id?.from === 'file' ? command?.value : undefined);
  if (asked === undefined || asked.length === 0 || JSON.stringify(asked) === JSON.stringify(before.argv)) return;
  throw new UsageError(
    `run ${run_id?.value} was started with another command (${before.argv.join(' ')}); choose another --run-id, or leave the command out`,
  );
}

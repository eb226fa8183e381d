import { openStore } from '@sigwatch/store';
import { settingsFor } from '../job-settings.js';
import { type AskedJob, readyJob } from '../jobs/ready-job.js';
import type { Settings } from '../settings/settings.js';
import { backgroundLog, handToBackground } from '../supervision/background.js';
import { stateDirectoryOf } from './directories.js';
import { exitCodes } from './exit-code.js';
import { UsageError } from './problem.js';
import { say as sayOnStderr } from './say.js';
import { timeoutOf } from './setting.js';
import { settingsOf } from './settings-of.js';
import { type Manner, superviseInForeground } from './supervise.js';

type Options = Readonly<Record<string, unknown>>;

/** What a verb adds to what the settings say of a job. */
export interface Asked extends AskedJob {
  /** Said when there is nothing that could be started. */
  readonly nothing: (settings: Settings) => string;
}

/** A job of a cluster goes on when somebody stops looking at it, as it would without sigwatch. */
export const ofCluster: Manner = { stops: false, logs: true };

/** Starts a job, or takes up its run again, and supervises it here; with `--detach` until it is submitted, and from then on in the background. */
export async function superviseJob(asked: Asked, options: Options, manner: Manner): Promise<number> {
  requireToldInBackground(options);
  const settings = settingsOf(options);
  const directory = stateDirectoryOf(options);
  const hints: string[] = [];
  let tell = (sentence: string): void => void hints.push(sentence);
  const asking = { settings, stateDirectory: directory, env: process.env, tell: (one: string) => tell(one) };
  const ready = await readyJob(asked, asking);
  if (ready === undefined) throw new UsageError(asked.nothing(settingsFor(asked.typed, settings)));
  tell = sayOnStderr;
  if (ready.over !== undefined) {
    tell(ready.over);
    return exitCodes.succeeded;
  }
  for (const one of hints) tell(one);
  ready.keep();
  const { run_id } = ready.run;
  const given = { ...ready.run, ...timeoutOf(options) };
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

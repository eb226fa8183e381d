import { InvalidArgumentError, Option } from 'commander';

export const format = new Option('--format <format>', 'how it is printed: for people, or as JSON, one object a line')
  .choices(['pretty', 'jsonl'])
  .default('pretty');
/** Every verb takes them, so that who always wants them can always write them. */
export const manner = [
  new Option('--color <when>', 'colours: auto is on a terminal, unless NO_COLOR is set; FORCE_COLOR is elsewhere too')
    .choices(['auto', 'always', 'never'])
    .default('auto'),
  new Option(
    '--plain',
    'for screen readers: whole lines as into a file, nothing drawn anew, words for symbols (or SIGWATCH_PLAIN)',
  ),
] as const;

/** For a verb that tells one thing, and no events. */
export const told = new Option('--format <format>', 'how it is printed: for people, or as one object in JSON')
  .choices(['pretty', 'json', 'jsonl'])
  .default('pretty');
export const stateDir = new Option('--state-dir <dir>', 'where runs are kept (or SIGWATCH_STATE_DIR)');
export const records = new Option(
  '--records <dir>',
  'keep records of the run there: events and errors by day, and a summary (default: records of sigwatch.yaml)',
);
export const recordsVolume = new Option(
  '--records-volume <name>',
  'the Modal Volume that folder is of, NAME or NAME:/PATH: what was written is committed to it at intervals and at the end',
);
export const logLevel = new Option(
  '--log-level <level>',
  "sigwatch's own log, on stderr or in SIGWATCH_LOG_FILE (or SIGWATCH_LOG_LEVEL)",
);
export const monitor = new Option(
  '--monitor <name|file>',
  'rules to match; may be repeated (default: default, of Ray and exec jobs ray_training, of Modal modal_training; or monitoring=NAME, or SIGWATCH_MONITOR)',
).argParser(collect);
export const plugin = new Option(
  '--plugin <name|file>',
  'a plugin, whose components the files may name; may be repeated (beside plugins: of sigwatch.yaml)',
).argParser(collect);
export const watchRules = new Option(
  '--watch-rules',
  'load the rules and the policy anew when one of their files has changed (otherwise: sigwatch reload RUN, or SIGHUP)',
);
export const restart = new Option(
  '--restart <name|file>',
  'restart policy; with none sigwatch only observes (default: none, of Ray and exec jobs ray; or restart=NAME, or SIGWATCH_RESTART)',
);
export const runId = new Option('--run-id <id>', 'name of the run; an unfinished run of this name is taken up again');
export const takeOver = new Option(
  '--take-over',
  'where another process leads the run: lead it when that one is gone (otherwise it is only watched)',
);
/** Who is told of a run that is followed, beside the notifiers of sigwatch.yaml. */
export const whoIsTold = [
  new Option(
    '--slack-webhook <url>',
    'tell this Slack channel; shows in the list of processes, which SLACK_WEBHOOK_URL does not',
  ),
  new Option('--sns-topic <arn>', 'tell this SNS topic (or SNS_TOPIC_ARN)'),
] as const;
/** Both stand together: the second one is how the first is said no to. */
export const config = [
  new Option(
    '--config <file>',
    'settings of the run (default: ./sigwatch.yaml where there is one; or SIGWATCH_CONFIG)',
  ),
  new Option('--no-config', 'no file of settings'),
] as const;

/** For a verb that asks of the file its plugins alone, and goes on where that has faults. */
export const plugins = [
  new Option('--config <file>', 'where plugins are named (default: ./sigwatch.yaml where there is one)'),
  new Option('--no-config', 'no plugins'),
] as const;

export function collect(value: string, before: string[] | undefined): string[] {
  return [...(before ?? []), value];
}

export const workers = new Option(
  '--workers <n>',
  'threads that search (default: one for each core where the logs are large)',
).argParser(threadCount);

export const searchers = new Option(
  '--workers <n>',
  'threads that search while this one judges (default: 1, which is this one alone)',
).argParser(threadCount);

/** More threads than any reading can feed. */
const MOST_WORKERS = 64;

function threadCount(value: string): number {
  const count = /^[0-9]{1,2}$/.test(value) ? Number(value) : 0;
  if (count < 1 || count > MOST_WORKERS)
    throw new InvalidArgumentError(`It has to be a whole number from 1 to ${MOST_WORKERS}.`);
  return count;
}

/** What a process of this machine is started with, and no job of a cluster. */
export const ofProcess = {
  checkpointDir: new Option(
    '--checkpoint-dir <dir>',
    'where the command keeps checkpoints: a restart resumes from the newest whole one',
  ),
  copies: new Option(
    '--copies <dir>',
    'copy checkpoints there as well, to a place that outlives this machine; a restart resumes from there too',
  ),
  platform: new Option(
    '--platform <name>',
    'what this machine is: local, or colab for a runtime of Colab (default: local)',
  ),
};

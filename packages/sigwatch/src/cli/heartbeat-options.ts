import { type Command, InvalidArgumentError, Option } from 'commander';

/** The most lines of a log that a status may end with. */
const MOST_LINES = 1000;

/** What only heartbeats can be told; each is refused where logs are watched. */
const OF_HEARTBEATS: readonly Option[] = [
  new Option('--heartbeat', 'the directory is one of heartbeats, whatever it holds by now'),
  new Option('--bucket <bucket>', 'S3 bucket of the run that --run-id names (or MONITORING_BUCKET)'),
  new Option('--region <region>', 'region of the bucket (or MONITORING_REGION; default: us-east-1)'),
  new Option('--stale-minutes <n>', 'heartbeats that are older are stale (or STALE_MINUTES; default: 10)'),
  new Option('--interval <duration>', 'how often heartbeats are looked at (default: 60s)'),
  new Option('--tail <n>', 'with --once: the last lines of its log').argParser(lineCount),
];

export function addHeartbeats(command: Command): Command {
  for (const option of OF_HEARTBEATS) command.addOption(option);
  return command;
}

/** The first option that was given and is of heartbeats alone, as it is typed. */
export const optionOfHeartbeats = (options: Readonly<Record<string, unknown>>): string | undefined =>
  OF_HEARTBEATS.find((option) => options[option.attributeName()] !== undefined)?.long ?? undefined;

function lineCount(value: string): number {
  const count = /^[0-9]{1,4}$/.test(value) ? Number(value) : 0;
  if (count < 1 || count > MOST_LINES)
    throw new InvalidArgumentError(`It has to be a whole number from 1 to ${MOST_LINES}.`);
  return count;
}

import { Option } from 'commander';

export const format = new Option('--format <format>', 'how events are printed')
  .choices(['pretty', 'jsonl'])
  .default('pretty');
export const stateDir = new Option('--state-dir <dir>', 'where runs are kept').env('SIGWATCH_STATE_DIR');
export const logLevel = new Option('--log-level <level>', "sigwatch's own log, on stderr or in SIGWATCH_LOG_FILE").env(
  'SIGWATCH_LOG_LEVEL',
);
export const monitor = new Option(
  '--monitor <name|file>',
  'rules to match; may be repeated (default: default)',
).argParser(collect);
export const restart = new Option('--restart <name|file>', 'restart policy; without it sigwatch only observes');
export const runId = new Option('--run-id <id>', 'name of the run; an unfinished run of this name is taken up again');

export function collect(value: string, before: string[] | undefined): string[] {
  return [...(before ?? []), value];
}

import type { Command } from 'commander';
import { declareVerbs } from '../declare.js';

/** `sigwatch retry`: a command of scripts that is run again where it fails. */
export function describeRetry(program: Command, exit: (code: number) => void): void {
  const verb = declareVerbs(program, exit);
  verb(
    'retry',
    'run a command, and again where it fails: with waits that grow, for downloads and uploads of a script',
    'sigwatch retry --on-exit 1,75 -- aws s3 cp s3://models/base.tar .',
    () => import('./verb.js'),
  )
    .argument('<command...>', 'the command and its arguments, after --; no shell reads them')
    .passThroughOptions()
    .option('--retries <n>', 'tries after the first one', '3')
    .option('--initial <duration>', 'longest wait before the first of them; chance makes it shorter', '1s')
    .option('--factor <x>', 'by which each further wait is longer', '2')
    .option('--max <duration>', 'no wait is longer', '60s')
    .option('--on-exit <codes>', 'exit codes that are tried again, such as 1,75-78 (default: all but 126 and 127)')
    .addHelpText(
      'after',
      'Exits as the last try did: with its exit code, or 128 and the number of the\nsignal that ended it; 126 and 127 where it could not be run. SIGINT, SIGTERM and\nSIGHUP are handed on, and nothing is tried again after them.\n',
    );
}

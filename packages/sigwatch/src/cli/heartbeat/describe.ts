import { type Command, InvalidArgumentError, Option } from 'commander';
import { declareVerbs } from '../declare.js';
import { config } from '../options.js';

/** Verbs with which scripts tell that they live, how far they are, and how they ended. */
export function describeHeartbeats(program: Command, exit: (code: number) => void): void {
  const heartbeat = program
    .command('heartbeat')
    .description('tell from a script that it lives, how far it is, and how it ended')
    .addHelpText(
      'after',
      '\nExample:\n  sigwatch heartbeat write s3://bucket/training-runs/train-1 --start --phase setup\n',
    );
  heartbeat.exitOverride().showHelpAfterError('(sigwatch heartbeat --help shows what there is)');
  const declared = declareVerbs(heartbeat, exit);
  const verb = (name: 'write' | 'error' | 'complete', description: string, example: string): Command =>
    declared(name, description, example, async () => {
      const { heartbeatVerb } = await import('./verb.js');
      return { verb: heartbeatVerb(name) };
    })
      .argument('[target]', 's3://BUCKET/PREFIX/RUN, or the directory of the run (default: by --run-id)')
      .option('--run-id <id>', 'name of the run; with MONITORING_BUCKET or --bucket also its place')
      .option('--bucket <name>', 'S3 bucket of the runs (or MONITORING_BUCKET)')
      .option('--region <name>', 'its region (or MONITORING_REGION; default: us-east-1)')
      .option('--log <file>', 'put the end of this log (256 KiB) beside it')
      .option('--strict', 'exit with 1 where it could not be written (default: say so, and exit with 0)')
      .option('--config <file>', 'where heartbeat: stands (default: ./sigwatch.yaml where there is one)')
      .addOption(config[1])
      .addHelpText('after', EXIT_CODES);
  verb(
    'write',
    'tell that the script lives, and how far it is',
    'sigwatch heartbeat write /shared/runs/train-1 --step 1200 --total 5000',
  )
    .option('--start', 'a new attempt begins: what ended an earlier one is old from now on')
    .option('--phase <name>', 'setup, data, training, eval or checkpoint, each with a limit of its own')
    .option('--status <word>', 'default: running')
    .option('--instance <id>', 'where it runs (default: the name of this machine)')
    .addOption(number('--step <n>', 'how far it is'))
    .addOption(number('--total <n>', 'of how many steps'))
    .addOption(metric('--loss <x>', 'of that step'))
    .addOption(metric('--learning-rate <x>', 'of that step'));
  verb(
    'error',
    'tell that it has failed',
    'tail -n 200 train.log | sigwatch heartbeat error /shared/runs/train-1 --message -',
  )
    .option('--message <text>', 'why, such as a traceback; - reads it from standard input')
    .option('--exit-code <n>', 'of the training');
  verb('complete', 'tell that it has succeeded', 'sigwatch heartbeat complete /shared/runs/train-1');
}

const EXIT_CODES = `Exit codes:
  0 written, or not written without --strict
  1 not written, with --strict   2 wrong use
`;

const number = (flags: string, description: string): Option =>
  new Option(flags, description).argParser((text) => {
    if (text.trim() === '' || !Number.isFinite(Number(text))) throw new InvalidArgumentError('It has to be a number.');
    return Number(text);
  });

/** A loss may be none, and is told all the same. */
const metric = (flags: string, description: string): Option =>
  new Option(flags, description).argParser((text) => {
    const word = text.trim().toLowerCase();
    if (['nan', 'inf', '-inf'].includes(word)) return word;
    if (word === '' || !Number.isFinite(Number(word))) throw new InvalidArgumentError('It has to be a number.');
    return Number(word);
  });

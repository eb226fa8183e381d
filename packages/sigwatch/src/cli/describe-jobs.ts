import { type Command, Option } from 'commander';
import { declareVerbs } from './declare.js';
import {
  collect,
  config,
  format,
  logLevel,
  monitor,
  plugin,
  records,
  restart,
  runId,
  stateDir,
  takeOver,
  told,
  watchRules,
  whoIsTold,
} from './options.js';
import { addPlatforms, addWhere } from './platform-options.js';

/** Verbs for jobs of a cluster, and for what keeps their runs supervised. */
export function describeJobs(program: Command, exit: (code: number) => void): void {
  const verb = declareVerbs(program, exit);

  const job = (command: Command): Command =>
    command
      .addOption(monitor)
      .addOption(plugin)
      .addOption(restart)
      .addOption(runId)
      .option('--name <name>', 'what to call the run (default: the name of the job)')
      .addOption(
        new Option('--log <file|glob>', 'a log that the job writes beside its own; may be repeated').argParser(collect),
      )
      .option('--checkpoint-dir <dir>', 'where the job keeps checkpoints: a restart resumes from the newest whole one')
      .option('--detach', 'leave at once; a process in the background supervises from then on (see ensure)')
      .option('--timeout <duration>', 'end supervision after this long; the job goes on')
      .addOption(whoIsTold[0])
      .addOption(whoIsTold[1])
      .addOption(records)
      .addOption(takeOver)
      .addOption(watchRules)
      .addOption(format)
      .addOption(config[0])
      .addOption(config[1])
      .addOption(stateDir)
      .addOption(logLevel);

  addPlatforms(
    job(
      verb(
        'submit',
        'submit a job to a cluster or to Modal, or start it in a pod or on another machine, and supervise it',
        'sigwatch submit ray --address http://head:8265 -- python train.py',
        () => import('./submit.js'),
      )
        .argument('<platform>', 'slurm, ray, modal or exec')
        .argument(
          '[words...]',
          "the command after --; of slurm sbatch's options, the script and its arguments, just as sbatch is given them",
        )
        .passThroughOptions()
        .addHelpText('after', SUBMIT),
    ),
  );
  addWhere(
    job(
      verb('attach', 'supervise a job that exists', 'sigwatch attach slurm:123', () => import('./attach.js'))
        .argument('<job>', 'platform and number or name: slurm:123, ray:raysubmit_1, modal:ap-…, exec:PID@LOG')
        .argument('[words...]', 'what submits it anew, after -- (default: as the platform knows it)'),
    ),
  );
  addWhere(
    verb(
      'step',
      'the last verified step of a job or run, by its log as it is now',
      'sigwatch step ray:raysubmit_1',
      () => import('./step.js'),
    )
      .argument('<job>', 'a run, or a job as its platform calls it, such as ray:raysubmit_1')
      .addOption(monitor)
      .addOption(plugin)
      .addOption(told)
      .addOption(config[0])
      .addOption(config[1])
      .addOption(stateDir),
  );
  verb(
    'ensure',
    'supervise every run that has not ended and that nobody supervises, all in one process',
    'sigwatch ensure --once',
    () => import('./ensure.js'),
  )
    .option('--once', 'start the process in the background if there is none and it is needed, and exit (for cron)')
    .addOption(format)
    .addOption(config[0])
    .addOption(config[1])
    .addOption(stateDir)
    .addOption(logLevel);

  const slurm = program
    .command('slurm')
    .description('helpers for SLURM')
    .addHelpText('after', '\nExample:\n  sigwatch slurm wrap train.sbatch --out wrapped.sbatch\n');
  slurm.exitOverride().showHelpAfterError('(sigwatch slurm --help shows what there is)');
  declareVerbs(slurm, exit)(
    'wrap',
    'make a script that supervises itself inside its allocation',
    'sigwatch slurm wrap train.sbatch --out wrapped.sbatch',
    () => import('./slurm-wrap.js'),
  )
    .argument('<script>', 'a batch script')
    .option('--out <file>', 'write it there instead of printing it')
    .addOption(monitor)
    .addOption(plugin)
    .addOption(restart)
    .addOption(config[0])
    .addOption(config[1]);
}

const SUBMIT = `Options of sigwatch stand before the platform, or among those of sbatch before
the script or command. Behind that only --monitor, --restart and --detach are its
own; everything else there belongs to it. After -- nothing is. An array job of
SLURM becomes one run for each of its tasks.
`;

import { Command, Option } from 'commander';
import { AFTER_HELP } from './after-help.js';
import { describeCompletion } from './completion/describe.js';
import { addManner, declareVerbs, withArguments } from './declare.js';
import { describeJobs } from './describe-jobs.js';
import { describeHeartbeats } from './heartbeat/describe.js';
import { addHeartbeats } from './heartbeat-options.js';
import { describeNotify } from './notify/describe.js';
import {
  collect,
  config,
  format,
  logLevel,
  monitor,
  ofProcess,
  plugin,
  records,
  recordsVolume,
  restart,
  runId,
  searchers,
  stateDir,
  takeOver,
  told,
  watchRules,
  whoIsTold,
  workers,
} from './options.js';
import { addWhere } from './platform-options.js';
import { describeRetry } from './retry/describe.js';
import { describeRules } from './rules/describe.js';
import { describeSetup } from './setup.js';
import { ownVersion } from './version.js';

/** All verbs with their options; none of them is loaded. `exit` is told the code of the one that was called. */
export function describeProgram(exit: (code: number) => void): Command {
  const program = new Command('sigwatch')
    .description('Follows a training run, says once what went wrong, and restarts only what a restart can fix.')
    .version(ownVersion(), '-V, --version', 'print the version')
    .addHelpText('after', AFTER_HELP)
    .exitOverride()
    .showHelpAfterError('(sigwatch --help shows what there is)')
    .enablePositionalOptions()
    .configureHelp({ subcommandTerm: withArguments });
  const verb = declareVerbs(program, exit);

  verb(
    'run',
    'start a local process and supervise it',
    'sigwatch run --restart megatron_transient -- python train.py',
    () => import('./run.js'),
  )
    .argument('[command...]', 'the command and its arguments, after -- (default: the job of sigwatch.yaml)')
    .passThroughOptions()
    .addOption(monitor)
    .addOption(plugin)
    .addOption(restart)
    .addOption(runId)
    .option('--name <name>', 'what to call the run (default: from the command)')
    .addOption(
      new Option('--log <file|glob>', 'a log that the command writes itself; may be repeated').argParser(collect),
    )
    .addOption(ofProcess.checkpointDir)
    .addOption(ofProcess.copies)
    .addOption(ofProcess.platform)
    .option('--timeout <duration>', 'end supervision after this long; the process goes on')
    .addOption(whoIsTold[0])
    .addOption(whoIsTold[1])
    .addOption(records)
    .addOption(recordsVolume)
    .addOption(takeOver)
    .addOption(watchRules)
    .addOption(format)
    .addOption(config[0])
    .addOption(config[1])
    .addOption(stateDir)
    .addOption(logLevel);
  describeJobs(program, exit);
  addHeartbeats(
    verb(
      'watch',
      'follow logs, or the heartbeats of a run, and report; touches no job',
      "sigwatch watch 'logs/*.out' --monitor megatron_basic",
      () => import('./watch.js'),
    ),
  )
    .argument(
      '[target...]',
      'files, globs, directories, or - for standard input; s3://BUCKET/PREFIX/RUN or a directory with heartbeats; with a slash at its end all runs below it (default: the logs of sigwatch.yaml)',
    )
    .addOption(monitor)
    .addOption(plugin)
    .addOption(restart)
    .addOption(runId)
    .option('--timeout <duration>', 'stop watching after this long')
    .addOption(watchRules)
    .option('--once', 'read what is there, report, and exit; of heartbeats one status, which the exit code tells too')
    .addOption(whoIsTold[0])
    .addOption(whoIsTold[1])
    .addOption(records)
    .addOption(recordsVolume)
    .addOption(told)
    .addOption(config[0])
    .addOption(config[1])
    .addOption(stateDir)
    .addOption(logLevel);
  verb(
    'replay',
    'dry run of finished logs: what would have been decided, and when',
    'sigwatch replay slurm-123.out --restart megatron_transient',
    () => import('./replay.js'),
  )
    .argument('[log...]', 'files, globs or directories; .gz too, .zst from Node 22.15 on')
    .addOption(monitor)
    .addOption(plugin)
    .addOption(restart)
    .option('--record <run>', 'replay the exact record of an earlier run instead')
    .addOption(searchers)
    .addOption(records)
    .addOption(format)
    .addOption(config[0])
    .addOption(config[1])
    .addOption(stateDir);
  verb('scan', 'matches only, without judging them', 'sigwatch scan big.log', () => import('./scan.js'))
    .argument('<log...>', 'files, globs or directories; .gz too, .zst from Node 22.15 on; - for standard input')
    .addOption(monitor)
    .addOption(plugin)
    .option('--all', 'show progress and checkpoint lines too')
    .option('--count', 'show no line, only how many each rule hits')
    .addOption(workers)
    .addOption(config[0])
    .addOption(config[1])
    .addOption(format);
  addWhere(
    verb('status', 'runs and how they are, or a job of a platform', 'sigwatch status', () => import('./status.js'))
      .argument('[run]', 'one run, or a job that no run has, such as ray:raysubmit_1; exits with its state')
      .addOption(told)
      .addOption(config[0])
      .addOption(config[1])
      .addOption(stateDir),
  );
  addWhere(
    verb(
      'health',
      'what is measured beside the log (GPUs, network, cluster, checkpoints), and how stable the steps of a run are',
      'sigwatch health ray:raysubmit_1',
      () => import('./health.js'),
    )
      .argument(
        '[target]',
        'a run, or a job such as ray:raysubmit_1 or slurm:123 (default: this machine); exits with 0, 1 or 7',
      )
      .addOption(
        new Option(
          '--node <name=command>',
          "a node, and what stands before a command there: gpu-1='kubectl exec POD --'; may be repeated",
        ).argParser(collect),
      )
      .option('--checkpoint-dir <dir>', 'where checkpoints are, as this machine sees it')
      .option('--csv <file>', 'write the steps of a run with their losses and gradient norms there, as a table')
      .option('--json <file>', 'write all that its steps tell there')
      .option('--watch', 'measure again and again')
      .option('--interval <duration>', 'how often, with --watch (default: 60s)')
      .addOption(told)
      .addOption(config[0])
      .addOption(config[1])
      .addOption(stateDir),
  );
  verb(
    'history',
    'what happened in a run: attempts, incidents, decisions, notes',
    'sigwatch history train-1',
    () => import('./history.js'),
  )
    .argument('<run>')
    .addOption(format)
    .addOption(config[0])
    .addOption(config[1])
    .addOption(stateDir);
  verb(
    'report',
    'a run in short, to be pasted into an issue or a mail',
    'sigwatch report train-1 --format markdown',
    () => import('./report.js'),
  )
    .argument('<run>', 'a run, or modal:APP: then of the records in its Volume')
    .option('--volume <name>', 'of modal:APP: the Volume with the records of its containers, NAME or NAME:/PATH')
    .addOption(
      new Option('--format <format>', 'text, or for programs json (indented) and jsonl (one line)')
        .choices(['text', 'markdown', 'json', 'jsonl'])
        .default('text'),
    )
    .addOption(config[0])
    .addOption(config[1])
    .addOption(stateDir);
  const control = (name: string, description: string) =>
    verb(name, description, `sigwatch ${name} train-1`, async () => {
      const { controlVerb } = await import('./control.js');
      return { verb: controlVerb(name as 'stop') };
    })
      .argument('<run>')
      .addOption(format)
      .addOption(config[0])
      .addOption(config[1])
      .addOption(stateDir)
      .addOption(logLevel);
  control('stop', 'cancel the job of a run and end the run');
  control('pause', 'keep watching a run, but decide nothing');
  control('resume', 'decide again after a pause');
  control('restart', 'cancel the job of a run and start a new attempt');
  verb(
    'checkpoint',
    'ask the program of a run for a checkpoint, and say whether it saved one that is whole',
    'sigwatch checkpoint train-1 --wait 5m',
    () => import('./checkpoint.js'),
  )
    .argument('<run>')
    .option('--wait <time>', 'how long to wait for its answer', '10m')
    .addOption(format)
    .addOption(config[0])
    .addOption(config[1])
    .addOption(stateDir);
  verb(
    'reload',
    'load the rules and the policy of a run anew while it goes on',
    'sigwatch reload train-1',
    () => import('./reload.js'),
  )
    .argument('<run>')
    .addOption(format)
    .addOption(config[0])
    .addOption(config[1])
    .addOption(stateDir);
  describeRules(program, exit);
  describeNotify(program, exit);
  describeHeartbeats(program, exit);
  describeRetry(program, exit);
  describeSetup(program, exit);
  describeCompletion(program, exit);
  addManner(program);
  return program;
}

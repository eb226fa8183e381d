import { Argument, type Command, Option } from 'commander';
import { declareVerbs } from '../declare.js';
import { collect, config, format, monitor, plugin, plugins, restart, stateDir } from '../options.js';

/** `sigwatch rules …`: what rules there are, whether they are in order, and what they say of a line. */
export function describeRules(program: Command, exit: (code: number) => void): void {
  const rules = program
    .command('rules')
    .description('list, show, lint, test, backtest, explain and import rules')
    .addHelpText('after', '\nExample:\n  sigwatch rules explain "RuntimeError: NCCL error in: x.cpp:1"\n')
    .exitOverride()
    .showHelpAfterError('(sigwatch rules --help shows what there is)');
  const verb = declareVerbs(rules, exit);

  verb('list', 'the rules of a monitor', 'sigwatch rules list --monitor megatron_basic', () => import('./list.js'))
    .addOption(monitor)
    .addOption(plugin)
    .addOption(config[0])
    .addOption(config[1])
    .option('--packs', 'the packs that are known here, in place of rules')
    .option('--locked <run>', 'whether the packs that a run began with are here as they were, in place of rules')
    .addOption(stateDir)
    .addOption(format)
    .addHelpText('after', '\nExit codes with --locked:\n  0 all are the same   1 one is changed or missing\n');
  verb('show', 'all about one rule', 'sigwatch rules show cuda_oom', () => import('./show.js'))
    .argument('<name>', 'name of the rule')
    .addOption(monitor)
    .addOption(plugin)
    .addOption(config[0])
    .addOption(config[1])
    .addOption(format);
  verb(
    'lint',
    'find what is wrong with monitors, policies, their tests and packs',
    'sigwatch rules lint my-rules.yaml',
    () => import('./lint.js'),
  )
    .argument(
      '[path...]',
      'files, packs or folders of packs (default: sigwatch.yaml where there is one, else the packs that come with sigwatch)',
    )
    .addOption(plugin)
    .addOption(plugins[0])
    .addOption(plugins[1])
    .option('--strict', 'what rules owe their users, such as near misses, counts as a warning and not as a note')
    .option('--fix', 'correct what only one thing can be meant by, in place; comments and layout stay')
    .option('--dry-run', 'with --fix: print the changes as a diff, and change nothing')
    .addOption(format)
    .addHelpText('after', 'Exit codes:\n  0 clean, perhaps with notes   1 warnings   2 a file cannot be used\n');
  verb(
    'test',
    'run the tests in the rules, and those in NAME.test.yaml beside them',
    'sigwatch rules test my-rules.yaml',
    () => import('./test.js'),
  )
    .argument('[path...]', 'files, packs or folders of packs (default: the packs that come with sigwatch)')
    .addOption(plugin)
    .addOption(plugins[0])
    .addOption(plugins[1])
    .addOption(format)
    .addOption(
      new Option('--reporter <reporter>', 'pretty and jsonl as by --format; junit: XML for a CI').choices([
        'pretty',
        'jsonl',
        'junit',
      ]),
    )
    .option('--output <file>', 'where --reporter junit writes (default: standard output)')
    .option('--coverage', 'which rules have no hit and no near miss in any test, and the totals')
    .addHelpText('after', 'Exit codes:\n  0 all passed   1 a test failed   2 a file cannot be loaded\n');
  verb(
    'backtest',
    'replay old logs by two versions of rules or policies: which decisions differ, and why',
    'sigwatch rules backtest --base old-rules.yaml --head rules.yaml --restart megatron_transient logs/*.out',
    () => import('./backtest/backtest.js'),
  )
    .argument(
      '<log...>',
      'files, globs in quotes or directories; .gz too; each file is a run of its own, and so is each folder in a directory',
    )
    .addOption(
      new Option(
        '--base <what>',
        'what held: monitors and a policy by name or file, packs or folders of packs; may be repeated, or a,b',
      ).argParser(collect),
    )
    .addOption(
      new Option('--head <what>', 'what is to hold; as --base (default: what comes with sigwatch)').argParser(collect),
    )
    .option('--base-restart <name|file>', 'the policy of --base')
    .option('--head-restart <name|file>', 'the policy of --head')
    .addOption(
      new Option(
        '--monitor <name|file>',
        'monitor of a side that names none; may be repeated (default: default)',
      ).argParser(collect),
    )
    .option('--restart <name|file>', 'policy of a side that names none; without one nothing is decided')
    .option('--as-one', 'all logs belong to one run: those of its ranks, say')
    .addOption(plugin)
    .addOption(plugins[0])
    .addOption(plugins[1])
    .addOption(format)
    .addHelpText('after', 'Exit codes:\n  0 all the same   1 a log differs   2 rules or logs cannot be used\n');
  verb(
    'explain',
    'which rules match a line, which nearly do, and what would follow',
    'sigwatch rules explain "RuntimeError: NCCL error in: x.cpp:1" --restart megatron_transient',
    () => import('./explain.js'),
  )
    .argument('<line>', 'a line of a log, in quotes; several for a block; - for standard input')
    .addOption(monitor)
    .addOption(plugin)
    .addOption(restart)
    .addOption(config[0])
    .addOption(config[1])
    .addOption(format)
    .addHelpText('after', 'Exit codes:\n  0 a rule matches   1 none does   2 wrong use or configuration\n');
  verb(
    'import',
    'rules of another system as a pack of rules, with a restart policy and tests',
    'sigwatch rules import hyperpod job.yaml --out my-rules',
    () => import('./import/import.js'),
  )
    .addArgument(
      new Argument('<system>', 'whose rules: of SageMaker HyperPod, or of Determined').choices([
        'hyperpod',
        'determined',
      ]),
    )
    .argument('<file>', 'YAML or JSON that holds them: the manifest of a job, an experiment; - for standard input')
    .option('--out <dir>', 'the folder of the pack, whose name becomes its own (default: print the files)')
    .option('--force', 'replace files that are there')
    .addOption(format)
    .addHelpText(
      'after',
      'Exit codes:\n  0 all was taken over   1 something has no equivalent here   2 the file cannot be used\n',
    );
}

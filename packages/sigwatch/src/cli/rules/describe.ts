import type { Command } from 'commander';
import { declareVerbs } from '../declare.js';
import { config, format, monitor, plugins, restart } from '../options.js';

/** `sigwatch rules …`: what rules there are, whether they are in order, and what they say of a line. */
export function describeRules(program: Command, exit: (code: number) => void): void {
  const rules = program
    .command('rules')
    .description('list, show, lint, test and explain rules')
    .addHelpText('after', '\nExample:\n  sigwatch rules explain "RuntimeError: NCCL error in: x.cpp:1"\n')
    .exitOverride()
    .showHelpAfterError('(sigwatch rules --help shows what there is)');
  const verb = declareVerbs(rules, exit);

  verb('list', 'the rules of a monitor', 'sigwatch rules list --monitor megatron_basic', () => import('./list.js'))
    .addOption(monitor)
    .addOption(config[0])
    .addOption(config[1])
    .option('--packs', 'the packs that come with sigwatch, in place of rules')
    .addOption(format);
  verb('show', 'all about one rule', 'sigwatch rules show cuda_oom', () => import('./show.js'))
    .argument('<name>', 'name of the rule')
    .addOption(monitor)
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
    .addOption(plugins[0])
    .addOption(plugins[1])
    .addOption(format)
    .addHelpText('after', 'Exit codes:\n  0 all passed   1 a test failed   2 a file cannot be loaded\n');
  verb(
    'explain',
    'which rules match a line, which nearly do, and what would follow',
    'sigwatch rules explain "RuntimeError: NCCL error in: x.cpp:1" --restart megatron_transient',
    () => import('./explain.js'),
  )
    .argument('<line>', 'a line of a log, in quotes; several for a block; - for standard input')
    .addOption(monitor)
    .addOption(restart)
    .addOption(config[0])
    .addOption(config[1])
    .addOption(format)
    .addHelpText('after', 'Exit codes:\n  0 a rule matches   1 none does   2 wrong use or configuration\n');
}

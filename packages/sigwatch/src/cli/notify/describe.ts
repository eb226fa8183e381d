import { type Command, Option } from 'commander';
import { declareVerbs } from '../declare.js';
import { format, config as ofRun, stateDir } from '../options.js';

/** `sigwatch notify …`: who is told, and whether telling them works. */
export function describeNotify(program: Command, exit: (code: number) => void): void {
  const notify = program
    .command('notify')
    .description('who is told of what happens, and whether that works')
    .addHelpText('after', '\nExample:\n  sigwatch notify test slack\n')
    .exitOverride()
    .showHelpAfterError('(sigwatch notify --help shows what there is)');
  const verb = declareVerbs(notify, exit);
  // Other than those of verbs that follow a run: the file is read in any case.
  const config = () =>
    new Option('--config <file>', 'where notifiers are named (default: ./sigwatch.yaml where there is one)');
  const none = () => new Option('--no-config', 'no file: only who is named by variables');

  verb('test', 'send a sample and say what came back', 'sigwatch notify test slack', () => import('./test.js'))
    .argument(
      '[name]',
      'slack, slack-bot, sns, email, webhook, pagerduty or command, or the name of one in sigwatch.yaml',
    )
    .option('--all', 'all of them')
    .addOption(config())
    .addOption(none())
    .addOption(format)
    .addHelpText('after', 'Exit codes:\n  0 each has taken it   1 one has not   2 wrong use or configuration\n');
  verb('list', 'who is told, and where their secrets come from', 'sigwatch notify list', () => import('./list.js'))
    .addOption(config())
    .addOption(none())
    .addOption(format);
  verb(
    'retry',
    'send again what nobody took, of runs that have ended',
    'sigwatch notify retry',
    () => import('./retry.js'),
  )
    .argument('[run]', 'of this run alone')
    .addOption(ofRun[0])
    .addOption(ofRun[1])
    .addOption(stateDir)
    .addHelpText('after', 'Exit codes:\n  0 all is delivered   1 something is not   2 wrong use\n');
}

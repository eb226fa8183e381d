import { type Command, Option } from 'commander';
import { declareVerbs } from './declare.js';
import { collect, format, logLevel, monitor, plugin, plugins, restart, stateDir } from './options.js';

/** Verbs around a run: a first sigwatch.yaml, whether this machine is in order, the shapes of files. */
export function describeSetup(program: Command, exit: (code: number) => void): void {
  const verb = declareVerbs(program, exit);

  verb('init', 'write a sigwatch.yaml by looking at a directory', 'sigwatch init', () => import('./init.js'))
    .argument('[dir]', 'where the run is at home', '.')
    .option('--print', 'print it instead')
    .option('--force', 'replace a file that is there');
  verb(
    'doctor',
    'check this machine, or with --config tell every setting and where it comes from',
    'sigwatch doctor',
    () => import('./doctor.js'),
  )
    .addOption(
      new Option('--config [file]', 'tell every setting, its value and its origin (default: of ./sigwatch.yaml)'),
    )
    .addOption(monitor)
    .addOption(plugin)
    .addOption(restart)
    .addOption(format)
    .addOption(stateDir)
    .addOption(logLevel)
    .addHelpText('after', 'Exit codes:\n  0 nothing failed; there may be warnings   2 a check failed\n');
  verb(
    'schema',
    'JSON Schemas of all files and events, for editors and programs',
    'sigwatch schema monitor',
    () => import('./schema.js'),
  )
    .argument('[name]', 'which one (default: a list of them)')
    .option('--out <dir>', 'write all of them into a directory')
    .option(
      '--install [dir]',
      'write them into a project for its editor, with the components of its plugins, and name them in .vscode/settings.json',
    )
    .addOption(
      new Option('--modeline <file>', 'with --install: name it in this file instead; may be repeated').argParser(
        collect,
      ),
    )
    .addOption(plugins[0])
    .addOption(plugins[1]);
}

import { existsSync, statSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { loadMonitors, loadPolicies, loadRunFile } from '@sigwatch/core';
import { findCommand } from '../find-command.js';
import { chooseMonitor } from '../init/choose-monitor.js';
import { composeFile } from '../init/compose-file.js';
import { type Guess, guessOf, type Sure } from '../init/guess.js';
import { surveyOf } from '../init/survey.js';
import { ruleNames } from '../rules.js';
import { nearPath } from '../settings/voices.js';
import { sanitize } from '../view/sanitize.js';
import { UsageError } from './problem.js';

type Options = Readonly<Record<string, unknown>>;

/** `sigwatch init [DIR]` */
export async function verb(args: readonly string[], options: Options): Promise<number> {
  const directory = resolve(args[0] ?? '.');
  if (!statSync(directory, { throwIfNoEntry: false })?.isDirectory())
    throw new UsageError(`${args[0]} is no directory; give the one where the run is at home`);
  const path =
    ['sigwatch.yaml', 'sigwatch.yml'].map((name) => join(directory, name)).find(existsSync) ??
    join(directory, 'sigwatch.yaml');
  const shown = nearPath(path, process.cwd());
  if (existsSync(path) && options.force !== true && options.print !== true)
    throw new UsageError(`${shown} is there already; --force replaces it, --print only shows what would be written`);

  const guess = guessOf(
    surveyOf(directory),
    findCommand('python') === undefined && findCommand('python3') ? 'python3' : 'python',
  );
  const where = ruleNames();
  const log =
    guess.newestLog === undefined ? undefined : { path: join(directory, guess.newestLog), shown: guess.newestLog };
  const monitor = chooseMonitor(log, guess.framework?.name, where);
  const text = composeFile(guess, monitor);
  // What does not load is never written.
  const { settings } = loadRunFile(path, where, text);
  loadMonitors([...(settings.monitor ?? [])], where);
  if (settings.restart !== undefined) loadPolicies(settings.restart, where);
  if (options.print === true) {
    process.stdout.write(text);
    return 0;
  }
  writeFileSync(path, text, { flag: options.force === true ? 'w' : 'wx' });
  process.stdout.write(`${[...told(guess, monitor), `wrote    ${shown}`, ...next(guess)].map(sanitize).join('\n')}\n`);
  return 0;
}

function told({ name, framework, command, logs, checkpoint_dir }: Guess, monitor: Sure<string>): string[] {
  const line = (what: string, one: Sure<string | readonly string[]> | undefined) => {
    if (one === undefined) return [];
    const value = typeof one.value === 'string' ? one.value : one.value.join(' ');
    return [`${one.how.padEnd(7)}  ${what} ${value}: ${one.why}`];
  };
  return [
    ...line('name', name),
    ...(framework === undefined
      ? []
      : [`found    framework ${framework.name}: \`${framework.mark}\` in ${framework.file}`]),
    ...line('monitor', monitor),
    ...line('command', command),
    ...line('logs', logs),
    ...line('checkpoints', checkpoint_dir),
  ];
}

function next({ batch, command, logs }: Guess): string[] {
  if (batch !== undefined)
    return ['next     sigwatch submit slurm submits it and supervises it; sigwatch doctor looks at this machine'];
  if (command !== undefined)
    return ['next     sigwatch run starts it and supervises it; sigwatch doctor looks at this machine'];
  if (logs !== undefined)
    return ['next     sigwatch watch follows the logs; sigwatch replay LOG tells what would have been decided'];
  return ['next     name the command or the logs in it, then sigwatch run or sigwatch watch'];
}

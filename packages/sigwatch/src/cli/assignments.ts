import { existsSync } from 'node:fs';
import { type Command, Option } from 'commander';
import { verbOf } from './behind-verb.js';
import { takesRules } from './declare.js';
import { collect } from './options.js';
import { UsageError } from './problem.js';

const GROUPS: Readonly<Record<string, string>> = {
  monitoring: '--argument-monitor',
  monitor: '--argument-monitor',
  restart: '--argument-restart',
};

/**
 * `monitoring=NAME restart=NAME` among the arguments of a verb become options of their own, so that they are told from
 * the flags. Nothing after `--` is looked at, nor the command of `run`.
 */
export async function takeAssignments(program: Command, argv: readonly string[]): Promise<readonly string[]> {
  const { command, at } = verbOf(program, argv);
  if (command === program || !takesRules(command)) return argv;
  command.addOption(new Option('--argument-monitor <name>').argParser(collect).hideHelp());
  command.addOption(new Option('--argument-restart <name>').hideHelp());
  const words = argv.slice(at);
  // The one argument of `rules explain` is a line of a log, which may be anything.
  const isText = command.registeredArguments.some(({ variadic }) => !variadic);
  // What stands behind their first word belongs to another program.
  const isCommand = ['run', 'submit', 'attach'].includes(command.name());
  const operands = operandsOf(command, words, isCommand);
  if (isText && operands.length < 2) return argv;
  const taken = new Map<number, string>();
  for (const index of operands) {
    const word = words[index] as string;
    const match = /^([/+~]?)([A-Za-z_][\w.-]*)=(.*)$/s.exec(word);
    const flag = match && GROUPS[match[2] as string];
    if (flag) taken.set(index, `${flag}=${match[3]}`);
    else if (match && !isText && !existsSync(word) && !/[*?[{]/.test(word))
      throw await unknown(match[2] as string, word, isCommand);
  }
  return [...argv.slice(0, at), ...words.map((word, index) => taken.get(index) ?? word)];
}

/** Where the words stand that are neither options nor their values; of a command only those before it. */
function operandsOf(command: Command, words: readonly string[], isCommand: boolean): readonly number[] {
  const operands: number[] = [];
  for (let index = 0; index < words.length; index++) {
    const word = words[index] as string;
    if (word === '--') break;
    if (!word.startsWith('-') || word === '-') {
      if (isCommand && !word.includes('=')) break;
      operands.push(index);
    } else if (command.options.find(({ short, long }) => word === short || word === long)?.required) index++;
  }
  return operands;
}

async function unknown(key: string, word: string, isCommand: boolean): Promise<UsageError> {
  const { nearest } = await import('@sigwatch/core');
  const near = nearest(key, Object.keys(GROUPS));
  const value = word.slice(word.indexOf('=') + 1);
  const meant = near
    ? `did you mean ${near}=${value}?`
    : 'monitoring=NAME and restart=NAME can be given so; everything else is a flag, or stands in sigwatch.yaml';
  const other = isCommand ? 'What belongs to the command comes after --' : `For a log of this name write ./${word}`;
  return new UsageError(`${word} is no setting and no file: ${meant}. ${other}.`.replace('?.', '?'));
}

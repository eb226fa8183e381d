import type { Command } from 'commander';

/**
 * `--color WHEN` and `--plain` before the verb stand behind it, where every verb takes them: so that
 * `alias sigwatch='sigwatch --plain'` holds for all of them. All other words stay where they are.
 */
export function behindVerb(program: Command, argv: readonly string[]): readonly string[] {
  const from = mannerEnd(argv);
  if (from === 0) return argv;
  const words = argv.slice(from);
  const { command, at } = verbOf(program, words);
  // The help of what has verbs below it looks the same in any manner.
  if (command.commands.length > 0) return words;
  return [...words.slice(0, at), ...argv.slice(0, from), ...words.slice(at)];
}

function mannerEnd(argv: readonly string[]): number {
  let at = 0;
  for (;;) {
    const word = argv[at];
    if (word === '--plain' || word?.startsWith('--color=')) at += 1;
    else if (word === '--color' && at + 1 < argv.length) at += 2;
    else return at;
  }
}

/** The verb that the words begin with, and where what it is given begins. */
export function verbOf(program: Command, words: readonly string[]): { command: Command; at: number } {
  let command = program;
  let at = 0;
  for (; at < words.length && command.commands.length > 0; at++) {
    const next = command.commands.find((one) => one.name() === words[at]);
    if (next === undefined) break;
    command = next;
  }
  return { command, at };
}

import type { Argument, Command, Option } from 'commander';

/** A word that may stand at the cursor, and what it is in a few words. */
export interface Candidate {
  readonly value: string;
  readonly about?: string;
}

/** What only a look at this machine tells. */
export type Names = 'monitors' | 'policies' | 'runs' | 'schemas';

export interface Completion {
  readonly candidates: readonly Candidate[];
  /** What the shell completes beside them. */
  readonly paths: 'files' | 'folders' | 'none';
}

const NOTHING: Completion = { candidates: [], paths: 'none' };

/**
 * What may stand where the last of `words` stands, which may be empty; `words` are those behind `sigwatch`. Pure but for
 * `namesOf`, which is asked for one kind at most.
 */
export function complete(
  program: Command,
  words: readonly string[],
  namesOf: (names: Names) => readonly Candidate[],
): Completion {
  const typed = words.at(-1) ?? '';
  const { command, given, position, open, over } = walk(program, words.slice(0, -1));
  // A command of the user's own.
  if (over) return { candidates: [], paths: 'files' };
  if (open !== undefined) return valuesOf(open, typed, namesOf);
  const [name = '', value] = splitAt(typed);
  if (value !== undefined && name.startsWith('--')) {
    const option = optionOf(command, name);
    const found = option === undefined ? NOTHING : valuesOf(option, value, namesOf);
    return { ...found, candidates: found.candidates.map((one) => ({ ...one, value: `${name}=${one.value}` })) };
  }
  if (typed.startsWith('-')) return { candidates: starting(typed, optionsOf(command, given)), paths: 'none' };
  const verbs = position > 0 ? [] : verbsOf(command);
  const argument = command.registeredArguments[position] ?? command.registeredArguments.findLast((one) => one.variadic);
  const values = argument === undefined ? NOTHING : argumentOf(command, argument, typed, namesOf);
  return { candidates: [...starting(typed, verbs), ...values.candidates], paths: values.paths };
}

interface Walked {
  readonly command: Command;
  /** Options that stand there already. */
  readonly given: ReadonlySet<Option>;
  /** How many arguments do. */
  readonly position: number;
  /** The option whose value is at the cursor. */
  readonly open: Option | undefined;
  /** All that follows is a command of the user's own. */
  readonly over: boolean;
}

function walk(program: Command, words: readonly string[]): Walked {
  let command = program;
  let given = new Set<Option>();
  let position = 0;
  let open: Option | undefined;
  for (const word of words) {
    if (open !== undefined) open = undefined;
    else if (word === '--') return { command, given, position, open, over: true };
    else if (word.startsWith('-')) {
      const [name = '', value] = splitAt(word);
      const option = optionOf(command, name);
      if (option === undefined) continue;
      given.add(option);
      if (value === undefined && option.required) open = option;
    } else {
      const verb = position > 0 ? undefined : command.commands.find((one) => one.name() === word);
      if (verb === undefined) position += 1;
      else [command, given] = [verb, new Set()];
      if (verb === undefined && passesOn(command)) return { command, given, position, open, over: true };
    }
  }
  return { command, given, position, open, over: false };
}

/** Behind the first word of its argument nothing is an option of ours. */
const passesOn = (command: Command): boolean => command.registeredArguments[0]?.name() === 'command';

function splitAt(word: string): readonly string[] {
  const at = word.indexOf('=');
  return at < 0 ? [word] : [word.slice(0, at), word.slice(at + 1)];
}

const optionOf = (command: Command, name: string): Option | undefined =>
  command.options.find(({ long, short }) => long === name || short === name);

/** One that may stand there several times has a parser, which collects. */
const optionsOf = (command: Command, given: ReadonlySet<Option>): readonly Candidate[] => [
  ...command.options
    .filter((option) => !option.hidden && (!given.has(option) || option.parseArg !== undefined))
    .map(({ long, short, description }) => ({ value: long ?? short ?? '', about: description })),
  { value: '--help', about: 'what there is' },
];

const verbsOf = (command: Command): readonly Candidate[] =>
  command.commands
    .filter((one) => !one.name().startsWith('_'))
    .map((one) => ({ value: one.name(), about: one.description() }));

function valuesOf(option: Option, typed: string, namesOf: (names: Names) => readonly Candidate[]): Completion {
  if (option.argChoices !== undefined) return only(typed, option.argChoices);
  switch (option.long) {
    case '--monitor':
      return { candidates: starting(typed, namesOf('monitors')), paths: 'files' };
    case '--restart':
      return { candidates: starting(typed, namesOf('policies')), paths: 'files' };
    case '--run-id':
      return { candidates: starting(typed, namesOf('runs')), paths: 'none' };
  }
  return byPlace(/[<[]([^>\]]*)/.exec(option.flags)?.[1] ?? '', typed, namesOf);
}

function argumentOf(
  command: Command,
  argument: Argument,
  typed: string,
  namesOf: (names: Names) => readonly Candidate[],
): Completion {
  if (argument.argChoices !== undefined) return only(typed, argument.argChoices);
  if (command.name() === 'schema') return { candidates: starting(typed, namesOf('schemas')), paths: 'none' };
  return byPlace(argument.name(), typed, namesOf);
}

/** By what its help calls the place. */
function byPlace(place: string, typed: string, namesOf: (names: Names) => readonly Candidate[]): Completion {
  if (place === 'run') return { candidates: starting(typed, namesOf('runs')), paths: 'none' };
  if (place === 'target') return { candidates: starting(typed, namesOf('runs')), paths: 'files' };
  if (/^(?:dir|folder)$/.test(place)) return { candidates: [], paths: 'folders' };
  return { candidates: [], paths: /^(?:file|log|path|command|script|job)/.test(place) ? 'files' : 'none' };
}

const only = (typed: string, choices: readonly string[]): Completion => ({
  candidates: starting(
    typed,
    choices.map((value) => ({ value })),
  ),
  paths: 'none',
});

const starting = (typed: string, all: readonly Candidate[]): readonly Candidate[] =>
  all.filter(({ value }) => value.startsWith(typed));

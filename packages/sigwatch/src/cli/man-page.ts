import type { Command } from 'commander';

/**
 * The manual page of a program, made of what its help says, in the macros of man(7). Not loaded by any verb: the build
 * writes it.
 */
export function manPage(program: Command, version: string): string {
  return [
    `.TH SIGWATCH 1 "" "sigwatch ${plain(version)}" "User Commands"`,
    '.SH NAME',
    `sigwatch \\- ${text(lower(program.description()))}`,
    '.SH SYNOPSIS',
    '.B sigwatch',
    '.I verb',
    '[\\fIoptions\\fR] [\\fIarguments\\fR]',
    '.SH VERBS',
    ...verbsOf(program).flatMap((command) => verbPart(command, [])),
    '.SH EXIT STATUS',
    '.nf',
    ...exitCodesOf(program).map(text),
    '.fi',
    '.SH SEE ALSO',
    'The pages of docs/ at https://github.com/sigwatch/sigwatch',
    '',
  ].join('\n');
}

function verbPart(command: Command, before: readonly string[]): readonly string[] {
  const path = [...before, command.name()];
  const below = verbsOf(command);
  if (below.length > 0) return below.flatMap((one) => verbPart(one, path));
  const taken = command.registeredArguments.map((one) => {
    const name = `\\fI${plain(one.name())}\\fR${one.variadic ? '...' : ''}`;
    return one.required ? name : `[${name}]`;
  });
  return [
    `.SS "${['sigwatch', ...path].map(plain).join(' ')}"`,
    [`\\fB${plain(path.join(' '))}\\fR`, '[\\fIoptions\\fR]', ...taken].join(' '),
    '.PP',
    `${text(upper(command.description()))}.`,
    ...command.registeredArguments
      .filter(({ description }) => description !== '')
      .flatMap((one) => ['.TP', `\\fI${plain(one.name())}\\fR`, text(one.description)]),
    ...command.options
      .filter((option) => !option.hidden)
      .flatMap(({ flags, description }) => ['.TP', `\\fB${plain(flags)}\\fR`, text(description)]),
  ];
}

const verbsOf = (command: Command): readonly Command[] =>
  command.commands.filter((one) => !one.name().startsWith('_') && one.name() !== 'help');

/** As the help tells them after its list of verbs. */
function exitCodesOf(program: Command): readonly string[] {
  let help = '';
  const { writeOut, writeErr } = program.configureOutput();
  program.configureOutput({ writeOut: (more) => (help += more), writeErr: (more) => (help += more) });
  program.outputHelp();
  program.configureOutput({ ...(writeOut && { writeOut }), ...(writeErr && { writeErr }) });
  return (help.split(/^Exit codes:\n/m)[1] ?? '').split('\n').filter((line) => line.trim() !== '');
}

/** What troff would take for a request or an escape. */
const plain = (words: string): string =>
  words
    .replaceAll('\\', '\\e')
    .replaceAll('-', '\\-')
    .replaceAll('"', '\\(dq')
    .replaceAll(
      /[^\n -~]/gu,
      (sign) => `\\[u${(sign.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}]`,
    );

/** A line that begins with a dot or an apostrophe would be a request. */
const text = (words: string): string => `${/^[.']/.test(words) ? '\\&' : ''}${plain(words)}`;

const upper = (words: string): string => words.charAt(0).toUpperCase() + words.slice(1);
const lower = (words: string): string => (words.charAt(0).toLowerCase() + words.slice(1)).replace(/\.$/, '');

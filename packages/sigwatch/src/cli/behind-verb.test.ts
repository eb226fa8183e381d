import { expect, it } from 'vitest';
import { behindVerb } from './behind-verb.js';
import { describeProgram } from './program.js';

const program = describeProgram(() => {});
const arranged = (line: string) => behindVerb(program, line.split(' ')).join(' ');

it.each([
  ['--plain status', 'status --plain'],
  ['--color never --plain rules list --packs', 'rules list --color never --plain --packs'],
  ['--color=always submit slurm --nodes 2 train.sbatch', 'submit --color=always slurm --nodes 2 train.sbatch'],
  ['--plain run -- train --plain', 'run --plain -- train --plain'],
  ['run -- train --color never', 'run -- train --color never'],
  ['status --plain', 'status --plain'],
  ['--plain --help', '--help'],
  ['--plain rules', 'rules'],
  ['--plain nothing', 'nothing'],
  ['--color', '--color'],
])('%s is %s', (line, expected) => expect(arranged(line)).toBe(expected));

it('every verb takes them, and what completes words in a shell does not', () => {
  const leaves = (command: typeof program): (typeof program)[] =>
    command.commands.length === 0 ? [command] : command.commands.flatMap((one) => leaves(one as typeof program));
  for (const command of leaves(program)) {
    const names = command.options.map(({ long }) => long);
    expect(names.includes('--color') && names.includes('--plain'), command.name()).toBe(
      !command.name().startsWith('_'),
    );
  }
});

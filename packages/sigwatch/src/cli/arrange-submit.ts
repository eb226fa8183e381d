import type { Command } from 'commander';
import { platformOfOption } from './platform-options.js';
import { oursFirst, platformIn } from './submit-words.js';

/** Before the command it is asked of us: sbatch's own says nothing of sigwatch. */
const HELP = [
  { long: '--help', required: false },
  { long: '-h', required: false },
];

/** `submit` takes its own options among those of the platform; all other verbs stay as they are typed. */
export async function arrangeSubmit(program: Command, argv: readonly string[]): Promise<readonly string[]> {
  const [name, ...words] = argv;
  const command = program.commands.find((one) => one.name() === name);
  if (name !== 'submit' || command === undefined) return argv;
  const own = [...command.options, ...HELP];
  const platform = platformIn(words, own);
  if (platform !== 'slurm') return [name, ...oursFirst(words, own, firstPlain, 'kept')];
  const { scriptOf } = await import('@sigwatch/adapter-slurm');
  const place = { cwd: process.cwd(), env: process.env };
  // sbatch has options of its own that are called like those of other platforms.
  const common = own.filter(({ long }) => platformOfOption(long) === undefined);
  return [name, ...oursFirst(words, common, (given) => scriptOf(given, place).at)];
}

/** Where a command begins whose platform has no options of its own. */
const firstPlain = (words: readonly string[]): number => words.findIndex((word) => !word.startsWith('-'));

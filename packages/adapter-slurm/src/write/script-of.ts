import { numbers } from '../read/node-list.js';
import { intendedJob, jobName } from './intended-job.js';
import { wrapped } from './sbatch-words.js';

export interface ScriptOf {
  /** Absolute path of the script; missing with `--wrap`, and where it can't be found. */
  readonly script?: string;
  /** Where the script stands among the words; -1 with `--wrap` or where there is none. */
  readonly at: number;
  readonly wrapped: boolean;
  /** What SLURM will call the job. */
  readonly name: string;
  /** Numbers of the tasks, of an array job. */
  readonly tasks?: readonly number[];
  /** Directory in which the job runs, as far as the words and the script name one. */
  readonly chdir?: string;
  /** Where its output goes as it is written, `%j` and all; empty where SLURM chooses. */
  readonly outputs: readonly string[];
  /** What `sbatch` refuses: options without their values, abbreviations that stand for several. */
  readonly problems: readonly string[];
  /** Words that no version of `sbatch` knows for an option; a plugin of the cluster may: see `unknownOptions`. */
  readonly unknown: readonly string[];
}

/** What the words after `sbatch` mean: `['-N2', 'train.sbatch', '--lr', '3e-4']`. Reads the script; never throws. */
export function scriptOf(
  argv: readonly string[],
  place: { readonly cwd: string; readonly env: Readonly<Record<string, string | undefined>> },
): ScriptOf {
  const job = intendedJob(argv, place);
  const { script, args, problems } = job.words;
  const array = job.option('array')?.value;
  const tasks = array === undefined ? undefined : arrayTasks(array);
  const chdir = job.option('chdir')?.value;
  return {
    ...(job.script === undefined ? {} : { script: job.script }),
    at: script === undefined ? -1 : argv.length - args.length - 1,
    wrapped: wrapped(job.words),
    name: jobName(job),
    ...(tasks === undefined ? {} : { tasks }),
    ...(chdir === undefined ? {} : { chdir }),
    outputs: ['output', 'error'].flatMap((name) => job.option(name)?.value ?? []),
    problems: problems.flatMap(({ word, why }) => (why === 'unknown' ? [] : [`${word}: ${SAYS[why]}`])),
    unknown: problems.flatMap(({ word, why }) => (why === 'unknown' ? [word] : [])),
  };
}

const SAYS = {
  ambiguous: 'this stands for several options of sbatch',
  'needs a value': 'this option of sbatch needs a value',
  'takes no value': 'this option of sbatch takes no value',
} as const;

/** The tasks of `--array`, `[0-3%2]` too, each once and in order. */
export function arrayTasks(spec: string): readonly number[] {
  const tasks = numbers(spec.replace(/^\[|\]$/g, '')).map(Number);
  return [...new Set(tasks.filter(Number.isInteger))].sort((one, other) => one - other);
}

import { basename } from 'node:path';
import type { SbatchOption } from './parse-options.js';
import { type Component, lastOf, type SbatchWords, sbatchWords, wrapped } from './sbatch-words.js';
import { scriptFile, scriptText } from './script-file.js';
import { type ScriptOptions, scriptOptions } from './script-options.js';

/** Where an option is set: what is typed counts before the environment, and that before the script. */
export type SetBy = 'command line' | 'environment' | 'script';

export interface SetOption extends SbatchOption {
  readonly by: SetBy;
}

/** What `sbatch` would be asked for by these words, in this place. */
export interface IntendedJob {
  readonly words: SbatchWords;
  /** Absolute; missing with `--wrap` and where there is no such file. */
  readonly script?: string;
  /** Of the job, or of the component at `index` of a heterogeneous one. */
  option(name: string, index?: number): SetOption | undefined;
}

/** Variables of `sbatch` that stand for options that matter here. */
const VARIABLES: Readonly<Record<string, readonly string[]>> = {
  array: ['SBATCH_ARRAY_INX'],
  clusters: ['SBATCH_CLUSTERS', 'SLURM_CLUSTERS'],
  error: ['SBATCH_ERROR'],
  export: ['SBATCH_EXPORT'],
  'job-name': ['SBATCH_JOB_NAME'],
  'no-requeue': ['SBATCH_NO_REQUEUE'],
  'open-mode': ['SBATCH_OPEN_MODE'],
  output: ['SBATCH_OUTPUT'],
  requeue: ['SBATCH_REQUEUE'],
  signal: ['SBATCH_SIGNAL'],
  wait: ['SBATCH_WAIT'],
};

export function intendedJob(
  argv: readonly string[],
  place: { readonly cwd: string; readonly env: Readonly<Record<string, string | undefined>> },
): IntendedJob {
  const words = sbatchWords(argv, (word) => scriptFile(word, { cwd: place.cwd }) !== undefined);
  const first = words.components[0] as Component;
  const chdir = lastOf(first.options, 'chdir')?.value;
  const path = place.env.PATH;
  const script =
    words.script === undefined || wrapped(words)
      ? undefined
      : scriptFile(words.script, {
          cwd: place.cwd,
          ...(chdir === undefined ? {} : { chdir }),
          ...(path === undefined ? {} : { path }),
        });
  const inScript: ScriptOptions = script === undefined ? [] : scriptOptions(scriptText(script));
  return {
    words,
    ...(script === undefined ? {} : { script }),
    option(name, index = 0) {
      const typed = lastOf(words.components[index]?.options ?? [], name);
      if (typed !== undefined) return { ...typed, by: 'command line' };
      const variable = VARIABLES[name]?.find((one) => place.env[one] !== undefined);
      if (variable !== undefined) return { name, value: place.env[variable] ?? '', by: 'environment' };
      const written = lastOf(inScript[index] ?? [], name);
      return written && { ...written, by: 'script' };
    },
  };
}

/** What `sbatch` calls a job without a name: its script, or `wrap`. */
export function jobName(job: IntendedJob): string {
  return job.option('job-name')?.value ?? (job.words.script === undefined ? 'wrap' : basename(job.words.script));
}

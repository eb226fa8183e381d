import { resolve } from 'node:path';
import { type ScriptOf, scriptOf, unknownOptions } from '@sigwatch/adapter-slurm';
import { ArgumentError } from '@sigwatch/core';
import { findCommand } from '../find-command.js';
import type { Typed } from '../job-settings.js';
import { missingLogFolders } from '../slurm/log-folders.js';

/** A script for SLURM with sbatch's options, as it would be submitted. */
export interface CheckedScript {
  readonly script: ScriptOf;
  /** Sentences of what SLURM would make of it, for people. */
  readonly notes: readonly string[];
}

/** Looks at what sbatch would be given, before anything is submitted. Rejects where there is no sbatch, no script, or an option that sbatch does not have. */
export async function checkedScript({ argv, cwd }: Typed, env: NodeJS.ProcessEnv): Promise<CheckedScript> {
  const script = scriptOf(argv, { cwd, env });
  requireSbatch();
  await requireSound(script, argv);
  const notes = missingLogFolders(argv, { cwd, env }).map(
    (folder) => `${folder}, where its log goes, can't be written: SLURM would fail the job.`,
  );
  return { script, notes };
}

/** Where there is none it would be tried again and again, as what a platform refuses is. */
function requireSbatch(): void {
  if (findCommand('sbatch') === undefined)
    throw new ArgumentError('sbatch is not in PATH: submit where SLURM is installed, or load its module first');
}

/** sbatch would read its script from standard input, which nobody could give it again at a restart. */
async function requireSound(script: ScriptOf, argv: readonly string[]): Promise<void> {
  const { at, wrapped, chdir } = script;
  const unknown = await unknownOptions(script.unknown, new AbortController().signal);
  const [problem] = [...script.problems, ...unknown.map((word) => `${word}: sbatch has no such option`)];
  if (problem !== undefined) throw new ArgumentError(`${problem}; options of sigwatch: sigwatch submit --help`);
  if (at < 0 && !wrapped)
    throw new ArgumentError(`${argv.join(' ')} names no script: sigwatch submit slurm train.sbatch, or --wrap`);
  if (at >= 0 && script.script === undefined)
    throw new ArgumentError(
      `${argv[at]}: no script of this name can be read in ${resolve(chdir ?? '.')}, nor in PATH; nothing was submitted`,
    );
}

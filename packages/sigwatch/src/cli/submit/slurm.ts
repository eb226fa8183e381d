import { resolve } from 'node:path';
import { type ScriptOf, scriptOf, unknownOptions } from '@sigwatch/adapter-slurm';
import type { ComponentConfig } from '@sigwatch/core';
import { findCommand } from '../../find-command.js';
import { missingLogFolders } from '../../slurm/log-folders.js';
import { UsageError } from '../problem.js';
import { say } from '../say.js';
import { ofCluster, superviseJob } from '../supervise-job.js';
import { submitArray } from './array.js';

type Options = Readonly<Record<string, unknown>>;

/** `sigwatch submit slurm [sbatch's options] SCRIPT [its arguments]`. */
export async function submitScript(
  adapter: ComponentConfig,
  argv: readonly string[],
  nothing: () => string,
  options: Options,
): Promise<number> {
  const cwd = process.cwd();
  const script = scriptOf(argv, { cwd, env: process.env });
  requireSbatch();
  await requireSound(script, argv);
  for (const folder of missingLogFolders(argv, { cwd, env: process.env }))
    say(`${folder}, where its log goes, can't be written: SLURM would fail the job.`);
  const asked = { typed: { argv, cwd }, name: script.name, adapter, nothing };
  if (script.tasks !== undefined && script.tasks.length > 0) return submitArray(asked, script, options);
  return superviseJob(asked, options, ofCluster);
}

/** Where there is none it would be tried again and again, as what a platform refuses is. */
function requireSbatch(): void {
  if (findCommand('sbatch') === undefined)
    throw new UsageError('sbatch is not in PATH: submit where SLURM is installed, or load its module first');
}

/** sbatch would read its script from standard input, which nobody could give it again at a restart. */
async function requireSound(script: ScriptOf, argv: readonly string[]): Promise<void> {
  const { at, wrapped, chdir } = script;
  const unknown = await unknownOptions(script.unknown, new AbortController().signal);
  const [problem] = [...script.problems, ...unknown.map((word) => `${word}: sbatch has no such option`)];
  if (problem !== undefined) throw new UsageError(`${problem}; options of sigwatch: sigwatch submit --help`);
  if (at < 0 && !wrapped)
    throw new UsageError(`${argv.join(' ')} names no script: sigwatch submit slurm train.sbatch, or --wrap`);
  if (at >= 0 && script.script === undefined)
    throw new UsageError(
      `${argv[at]}: no script of this name can be read in ${resolve(chdir ?? '.')}, nor in PATH; nothing was submitted`,
    );
}

import type { ComponentConfig } from '@sigwatch/core';
import { checkedScript } from '../../jobs/slurm-script.js';
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
  const typed = { argv, cwd: process.cwd() };
  const { script, notes } = await checkedScript(typed, process.env);
  for (const note of notes) say(note);
  const asked = { typed, name: script.name, adapter, nothing };
  if (script.tasks !== undefined && script.tasks.length > 0) return submitArray(asked, script, options);
  return superviseJob(asked, options, ofCluster);
}

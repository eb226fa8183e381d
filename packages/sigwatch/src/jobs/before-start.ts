import { driveProblem } from '@sigwatch/adapter-colab';
import { ArgumentError } from '@sigwatch/core';
import type { JobRun } from '../job-run.js';

/**
 * What a person is told of the copies of a run before it starts. Throws where their place is not there although the run
 * goes on from them: it would begin anew, and what it saves would be lost with the machine.
 */
export function copiesHint({ copies, checkpoint_dir }: Pick<JobRun, 'copies' | 'checkpoint_dir'>): string | undefined {
  if (copies === undefined) return undefined;
  const problem = copies.continues === true ? driveProblem(copies.to) : undefined;
  if (problem !== undefined) throw new ArgumentError(problem);
  if (checkpoint_dir !== undefined) return undefined;
  return `where checkpoints are is not said (--checkpoint-dir, or job.checkpoint_dir of sigwatch.yaml): none are looked for to be copied to ${copies.to}.`;
}

import { UnansweredError } from '@sigwatch/core';
import type { Call, Slurm } from '../command.js';

/** How SLURM is asked, and which cluster where a user works with several. */
export interface Asking {
  readonly slurm: Slurm;
  /** `--clusters` of each command; the default one otherwise. */
  readonly cluster?: string | undefined;
}

/** ms. With slurmctld down squeue gives up after its own time limits, which are twice `MessageTimeout` and more. */
const LIMIT = 40_000;

/**
 * What a command that only reads puts out. Rejects with `UnansweredError` where it failed: that is no answer, whatever
 * it printed, and where it takes too long. Times are in UTC, so that the hour that an autumn has twice is told apart.
 */
export async function ask(
  { slurm, cluster }: Asking,
  program: Call['program'],
  args: readonly string[],
): Promise<string> {
  const where = cluster === undefined ? [] : [`--clusters=${cluster}`];
  const env = { ...process.env, TZ: 'UTC' };
  const { stdout, stderr, exitCode } = await slurm(
    { program, args: [...where, ...args], env, timeout: LIMIT },
    new AbortController().signal,
  );
  // A few give up with an exit code of 0.
  if (exitCode === 0 && (stdout.trim() !== '' || !/error|fatal/i.test(stderr))) return stdout;
  const said = stderr.trim().split('\n')[0] || `exit code ${exitCode}`;
  throw new UnansweredError(`${program} gave no answer: ${said}`);
}

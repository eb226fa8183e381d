import { type Deps, retry, systemDeps, UnansweredError } from '@sigwatch/core';
import type { Call, Slurm } from '../command.js';

/** How SLURM is asked, and which cluster where a user works with several. */
export interface Asking {
  readonly slurm: Slurm;
  /** `--clusters` of each command; the default one otherwise. */
  readonly cluster?: string | undefined;
  /** Default: the clock of this machine. */
  readonly deps?: Deps;
}

/** ms. With slurmctld down squeue gives up after its own time limits, which are twice `MessageTimeout` and more. */
const LIMIT = 40_000;

/**
 * A slurmctld under load refuses a connection here and there, which the next one gets: asked again soon, and not for long.
 * What took its time to fail is no such thing, and whoever polls is to hear of it.
 */
const AGAIN = { retries: 2, initial: 500, max: 1_000, within: 2_000 } as const;

/** Words of a connection that failed, not of the question. */
const PASSING =
  /Socket timed out|Unable to contact slurm controller|Transport endpoint is not connected|Zero Bytes were transmitted|Connection (?:refused|reset)|Resource temporarily unavailable|Communication connection failure/i;

/**
 * What a command that only reads puts out. Rejects with `UnansweredError` where it failed: that is no answer, whatever
 * it printed, and where it takes too long. Times are in UTC, so that the hour that an autumn has twice is told apart.
 */
export async function ask(
  { slurm, cluster, deps = systemDeps }: Asking,
  program: Call['program'],
  args: readonly string[],
): Promise<string> {
  const where = cluster === undefined ? [] : [`--clusters=${cluster}`];
  const env = { ...process.env, TZ: 'UTC' };
  const until = deps.now() + LIMIT;
  const retryable = (error: unknown) => error instanceof UnansweredError && PASSING.test(error.message);
  const once = (abort: AbortSignal) =>
    answerOf(slurm, { program, args: [...where, ...args], env, timeout: until - deps.now() }, abort);
  return retry(once, { ...AGAIN, deps, retryable });
}

async function answerOf(slurm: Slurm, call: Call, abort: AbortSignal): Promise<string> {
  const { program } = call;
  const { stdout, stderr, exitCode } = await slurm(call, abort);
  // A few give up with an exit code of 0.
  if (exitCode === 0 && (stdout.trim() !== '' || !/error|fatal/i.test(stderr))) return stdout;
  const said = stderr.trim().split('\n')[0] || `exit code ${exitCode}`;
  throw new UnansweredError(`${program} gave no answer: ${said}`);
}

import type { Millis } from '@sigwatch/core';
import type { Answer, Call } from '../command.js';
import type { Listed } from '../read/listed.js';
import type { Poller } from '../read/poller.js';

/** What all that changes something on the cluster works with. */
export interface Writing {
  readonly poller: Poller;
  readonly listed: Listed;
  /** Of all runs. */
  readonly stateDirectory: string;
  readonly now: () => Millis;
  /** What `sbatch` and `srun` are given, and through them jobs. */
  readonly env: Readonly<Record<string, string | undefined>>;
  /** A sentence for people, of what nobody asked for and they should know. */
  readonly tell: (sentence: string) => void;
}

/** ms. slurmctld answers in less, or its commands give up. */
const LIMIT = 25_000;

/** One command that changes something; the answer of the cluster is for the caller to judge. */
export function act(
  { poller }: Pick<Writing, 'poller'>,
  program: Call['program'],
  args: readonly string[],
  abort: AbortSignal,
): Promise<Answer> {
  const { slurm, cluster } = poller;
  const where = cluster === undefined ? [] : [`--clusters=${cluster}`];
  return slurm({ program, args: [...where, ...args], timeout: LIMIT }, abort);
}

/** What a command complained about, in one line. */
export function complaint({ stderr, exitCode }: Answer): string {
  const lines = stderr.split('\n').map((line) => line.replace(/^\w+: (?:error: |fatal: )?/, '').trim());
  return lines.filter((line) => line !== '').join('; ') || `exit code ${exitCode}`;
}

import { type Slurm, slurmCommands } from '../command.js';

/** ms. It asks no daemon. */
const LIMIT = 10_000;

/** Those of the words whose options the cluster's `sbatch` does not list, plugins included; none where it can't be asked. */
export async function unknownOptions(
  words: readonly string[],
  abort: AbortSignal,
  slurm: Slurm = slurmCommands,
): Promise<readonly string[]> {
  if (words.length === 0) return [];
  const { stdout } = await slurm({ program: 'sbatch', args: ['--help'], timeout: LIMIT }, abort).catch(() => NOTHING);
  const known = new Set([...stdout.matchAll(/(?:^|[\s,])(--?[A-Za-z][\w-]*)/g)].map(([, name]) => name));
  return known.size === 0 ? [] : words.filter((word) => !known.has(word.split('=', 1)[0] as string));
}

const NOTHING = { stdout: '' };

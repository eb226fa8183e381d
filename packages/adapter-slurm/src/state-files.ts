import { mkdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { writeJson } from '@sigwatch/core/host';

/** Where the adapter keeps what it must know again, below the state directory of all runs. */
export const slurmDirectory = (stateDirectory: string): string => join(stateDirectory, 'slurm');

/** Keeps a value whole or not at all, for readers of other processes too. */
export function keepJson(path: string, value: unknown): void {
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
  writeJson(path, value);
}

import { UnansweredError } from '@sigwatch/core';
import { expect, it } from 'vitest';
import type { Slurm } from '../command.js';
import { unknownOptions } from './unknown-options.js';

const { signal: never } = new AbortController();
// As sbatch ends its help where Pyxis is installed.
const help = `Parallel run options:
  -a, --array=indexes         job array index values

Options provided by plugins:
      --container-image=[USER@][REGISTRY#]IMAGE[:TAG]|PATH
      --no-container-mount-home
`;
const answers =
  (stdout: string): Slurm =>
  async () => ({ stdout, stderr: '', exitCode: 0 });

it('tells options that neither sbatch nor a plugin of the cluster has', async () => {
  const words = ['--container-image=a/b', '--no-container-mount-home', '--container', '--bogus=1', '-Y'];
  expect(await unknownOptions(words, never, answers(help))).toEqual(['--container', '--bogus=1', '-Y']);
});

it('tells none where sbatch does not say', async () => {
  const silent: Slurm = async () => {
    throw new UnansweredError('sbatch could not be started', { started: false });
  };
  expect(await unknownOptions(['--bogus'], never, silent)).toEqual([]);
  expect(await unknownOptions(['--bogus'], never, answers(''))).toEqual([]);
});

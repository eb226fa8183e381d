import { spawnSync } from 'node:child_process';
import { unknownOptions } from '@sigwatch/adapter-slurm';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import {
  longOptions,
  recentOptions,
  shortOptions,
  type Takes,
} from '../../packages/adapter-slurm/src/write/sbatch-option-table.js';
import { Cluster } from './cluster.js';

let cluster: Cluster;
beforeAll(async () => {
  cluster = await Cluster.start({ accounting: false });
});
afterAll(() => cluster[Symbol.asyncDispose]());

const SBATCH = 'sbatch';
const sbatch = (argument: string) => spawnSync(SBATCH, [argument], { env: cluster.env, input: '', encoding: 'utf8' });

/** What the `sbatch` that is installed makes of one word; undefined where it does not know the option. */
function takes(word: string): Takes | undefined {
  const says = (argument: string) => {
    // Without a script nothing is submitted.
    const { stdout, stderr } = sbatch(argument);
    return stdout + stderr;
  };
  const alone = says(word);
  if (/unrecognized option|invalid option/.test(alone)) return undefined;
  if (/requires an argument/.test(alone)) return 'value';
  return !word.startsWith('--') || /doesn't allow an argument/.test(says(`${word}=x`)) ? 'nothing' : 'glued value';
}

describe('sbatch', () => {
  it('has no option that we do not know', () => {
    const { stdout } = sbatch('--help');
    const names = [...stdout.matchAll(/^ {2}(?:-\w, ? ?| {4}|-\w {2})--([a-z-]+)/gm)].map(([, name = '']) => name);
    expect(names.length).toBeGreaterThan(90);
    expect(names.filter((name) => !longOptions.has(name))).toEqual([]);
  });

  it('takes values as we think, of each option that it has', () => {
    // `--requeue` has had a value only since 25.11.
    const known = [...longOptions].filter(([name]) => name !== 'requeue');
    const wrong = known.flatMap(([name, expected]) => {
      const real = takes(`--${name}`);
      return real === undefined || real === expected ? [] : [`--${name}: ${real}, not ${expected}`];
    });
    expect(wrong).toEqual([]);
    const { stdout } = sbatch('--version');
    if (!stdout.includes(' 22.05')) return;
    const absent = known.flatMap(([name]) => (takes(`--${name}`) === undefined ? [name] : []));
    expect(new Set(absent)).toEqual(recentOptions);
  });

  it('is asked for options that we do not know', async () => {
    vi.stubEnv('SLURM_CONF', cluster.env.SLURM_CONF);
    const words = ['--bogus=1', '--time=5', '--nice', '-N', '-Y'];
    expect(await unknownOptions(words, new AbortController().signal)).toEqual(['--bogus=1', '-Y']);
    vi.unstubAllEnvs();
  });

  it('has the short names that we think', () => {
    const letters = [...'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ'];
    const real = letters.filter((letter) => takes(`-${letter}`) !== undefined);
    expect(real.filter((letter) => shortOptions[letter] === undefined)).toEqual([]);
    const needing = real.filter((letter) => takes(`-${letter}`) === 'value');
    expect(needing).toEqual(real.filter((letter) => longOptions.get(shortOptions[letter] ?? '') === 'value'));
  });
});

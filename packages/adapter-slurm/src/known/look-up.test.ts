import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { FakeSlurm, sacctRow, squeueRow } from '../../test/fake-slurm.js';
import { slurmDeps } from '../slurm-adapter.js';
import { shownArguments, shownOptions } from './kept-script.js';
import { lookUp, typedWords } from './look-up.js';

const cwd = mkdtempSync(join(tmpdir(), 'sigwatch-lookup-'));
writeFileSync(join(cwd, 'train.sbatch'), '#!/bin/sh\n');
afterAll(() => rmSync(cwd, { recursive: true, force: true }));

it.each<[string, string | undefined, readonly string[] | undefined]>([
  ['as it was typed', 'sbatch -N2 train.sbatch --lr 1', ['-N2', 'train.sbatch', '--lr', '1']],
  ['by its whole path', '/usr/bin/sbatch train.sbatch', ['train.sbatch']],
  ['without what sigwatch adds', 'sbatch --parsable --comment={"sigwatch":"r/1"} train.sbatch', ['train.sbatch']],
  [
    'without what sigwatch adds to a restart',
    'sbatch -N2 --hold --array=0-3 --parsable --comment={"sigwatch":"r/2","comment":"my own } words","task":3} --hold ' +
      '--clusters=c --array=3 --export=A,SIGWATCH_RUN_ID --exclude=n1,n2 --dependency= --begin=now+91 train.sbatch --hold',
    ['-N2', '--hold', '--array=0-3', 'train.sbatch', '--hold'],
  ],
  ['no script that is there', 'sbatch other.sbatch', undefined],
  ['what was wrapped', 'sbatch --wrap=sleep 60', undefined],
  ['an option that nobody knows', 'sbatch --bogus train.sbatch', undefined],
  ['words that may have held blanks', 'sbatch train.sbatch a  b', undefined],
  ['srun', 'srun train.sbatch', undefined],
  ['nothing', undefined, undefined],
])('takes the line of a submission for words: %s', (_, line, words) => {
  expect(typedWords(line, cwd)).toEqual(words);
});

it('takes no command of another job that had the same number', async () => {
  const fake = new FakeSlurm();
  fake.one = squeueRow();
  fake.sacct = sacctRow({ submit: '2026-11-20T10:00:00', line: `sbatch ${join(cwd, 'train.sbatch')} --of-another` });
  const options = { stateDirectory: cwd, slurm: fake.slurm, logs: () => ({ async *sources() {} }) };
  const look = () => lookUp(slurmDeps({ ...options, pause: async () => {} }), 'slurm:12', new AbortController().signal);
  expect((await look())?.command).toBeUndefined();
  fake.sacct += sacctRow({ line: `sbatch ${join(cwd, 'train.sbatch')} --own` });
  expect((await look())?.command?.argv).toEqual([join(cwd, 'train.sbatch'), '--own']);
});

// As `scontrol -o show job` of 22.05 has it.
const shown =
  'JobId=21 JobName=slow UserId=root(0) Priority=4294901758 Nice=0 Account=(null) QOS=normal Requeue=1 ' +
  'TimeLimit=00:10:00 Partition=main NumNodes=1 NumCPUs=1 NumTasks=1 CPUs/Task=1 Features=(null) ' +
  'Command=/w/slow.sbatch 16 fail WorkDir=/w StdErr=/w/slurm-21.out Power= \n';

it('takes of a job what SLURM shows of it', () => {
  expect(shownOptions(shown)).toEqual(
    [
      'job-name=slow',
      'qos=normal',
      'partition=main',
      'time=00:10:00',
      'nodes=1',
      'ntasks=1',
      'cpus-per-task=1',
      'chdir=/w',
    ].map((option) => `--${option}`),
  );
  expect(shownArguments(shown)).toEqual(['16', 'fail']);
});

import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Cluster } from './cluster.js';

describe.each([
  ['with accounting', true],
  ['without accounting', false],
])('a cluster %s', (_, accounting) => {
  let cluster: Cluster;
  beforeAll(async () => {
    cluster = await Cluster.start({ accounting, extra: 'MessageTimeout=10' });
  });
  afterAll(() => cluster[Symbol.asyncDispose]());

  it('runs jobs, and says how they ended', async () => {
    const job = await cluster.sbatch('#!/bin/sh\nexit 3\n', '--output=/dev/null');
    await cluster.untilState(job, 'FAILED');
    expect((await cluster.show(job)).ExitCode).toBe('3:0');
    if (!accounting) return;
    // Accounting hears of it later, and shows it as running until then.
    await cluster.until(async () => {
      const row = (await cluster.run('sacct', '-X', '-n', '-P', '-j', job)).trim();
      if (!row.includes('FAILED|3:0')) throw new Error(row);
      return row;
    });
  });

  it('survives the end of each daemon', async () => {
    const job = await cluster.sbatch('#!/bin/sh\nsleep 600\n', '--output=/dev/null');
    await cluster.untilState(job, 'RUNNING');
    await cluster.stop('slurmctld');
    if (accounting) await cluster.stop('slurmdbd');
    await expect(cluster.run('scontrol', 'ping')).rejects.toThrow();
    await cluster.up();
    expect((await cluster.show(job)).JobState).toBe('RUNNING');
  });
});

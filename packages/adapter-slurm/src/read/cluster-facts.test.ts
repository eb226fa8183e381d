import { describe, expect, it } from 'vitest';
import { isAtLeast, parseClusterFacts } from './cluster-facts.js';

// Lines of `scontrol show config` of a real 22.05.8.
const recorded = `Configuration data as of 2026-11-22T09:51:04
AccountingStorageBackupHost = (null)
AccountingStorageHost   = 127.0.0.1
AccountingStorageTRES   = cpu,mem,energy,node,billing,fs/disk,vmem,pages,gres/gpu
AccountingStorageType   = accounting_storage/slurmdbd
AccountingStoreFlags    = job_comment,job_env,job_script
BOOT_TIME               = 2026-11-22T14:50:50
ClusterName             = probe
JobCompType             = jobcomp/filetxt
JobRequeue              = 1
KillWait                = 2 sec
MinJobAge               = 600 sec
PreemptMode             = REQUEUE
RequeueExit             = 99,140-142
RequeueExitHold         = (null)
SLURM_VERSION           = 22.05.8
Slurmctld(primary) at localhost is UP
`;

describe('what holds for a cluster', () => {
  it('is read from a real answer', () => {
    expect(parseClusterFacts(recorded)).toEqual({
      name: 'probe',
      version: '22.05.8',
      minJobAge: 600_000,
      accounting: 'database',
      storesComment: true,
      requeue: true,
      preemptMode: 'REQUEUE',
      requeueExit: [99, 140, 141, 142],
      requeueExitHold: [],
      killWait: 2_000,
    });
  });

  // Constructed: 20.11 says AccountingStoreJobComment, and slurm.conf(5) of each version names the plugins.
  it.each([
    ['accounting_storage/none', 'jobcomp/filetxt', 'jobcomp'],
    ['accounting_storage/none', 'jobcomp/none', 'none'],
    ['(null)', '(null)', 'none'],
    ['accounting_storage/slurmdbd', 'jobcomp/none', 'database'],
    ['accounting_storage/none', 'jobcomp/elasticsearch', 'none'],
  ])('%s and %s: %s', (storage, completion, accounting) => {
    const text = `ClusterName = a\nAccountingStorageType = ${storage}\nJobCompType = ${completion}\n`;
    expect(parseClusterFacts(text).accounting).toBe(accounting);
  });

  it.each([
    ['AccountingStoreJobComment = Yes', true],
    ['AccountingStoreJobComment = No', false],
    ['AccountingStoreFlags = job_script', false],
  ])('%s: a comment is kept: %s', (line, kept) => {
    expect(parseClusterFacts(`ClusterName = a\n${line}\n`).storesComment).toBe(kept);
  });

  it('has defaults, and is not made up from what is no answer', () => {
    expect(parseClusterFacts('ClusterName = a')).toMatchObject({
      minJobAge: 300_000,
      killWait: 30_000,
      requeue: false,
    });
    expect(() => parseClusterFacts('')).toThrow(/names no cluster/);
  });
});

it.each([
  ['22.05.8', 21, 8, true],
  ['20.11.9', 21, 8, false],
  ['24.05.0-0rc1', 24, 5, true],
  ['23.11.10', 24, 5, false],
  ['', 20, 11, false],
])('%s is at least %i.%i: %s', (version, major, minor, expected) => {
  expect(isAtLeast({ version }, major, minor)).toBe(expected);
});

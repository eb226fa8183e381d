import type { JobRef } from '@sigwatch/core';
import { describe, expect, it } from 'vitest';
import { FakeSlurm, SUBMITTED, sacctRow, scratch, squeueRow } from '../../test/fake-slurm.js';
import { slurmAdapter } from '../slurm-adapter.js';

const directory = scratch();
const job: JobRef = { id: 'slurm:12', incarnation: `probe/${SUBMITTED}/0` };

/** A job that runs for an hour, on a cluster without accounting: there only squeue tells that it lives. */
function setup() {
  const fake = new FakeSlurm();
  fake.config = ['ClusterName = probe', 'SLURM_VERSION = 22.05.8', 'AccountingStorageType = (null)'];
  const clock = { now: SUBMITTED * 1000 + 3_600_000 };
  const adapter = slurmAdapter({
    ...{ stateDirectory: directory(), slurm: fake.slurm, now: () => clock.now },
    logs: () => ({ async *sources() {} }),
  });
  /** Three polls; what can't be asked is not known. */
  const polls = async () => {
    let state: string | undefined;
    for (let i = 0; i < 3; i++) {
      clock.now += 60_000;
      const statuses = await adapter.status([job], new AbortController().signal).catch(() => undefined);
      state = statuses?.get(job.id)?.state;
    }
    return state;
  };
  return { fake, polls };
}

const good = squeueRow();

describe('a job is not gone by an answer of squeue that is not understood', () => {
  it.each<[string, string]>([
    ['a job whose name holds the sign between two fields', squeueRow({ name: 'a\x1fb' })],
    ['columns of another version', '12 main train ann R 1:00 1 n1\n'],
    ['one that is cut off', good.slice(0, good.length / 2)],
    ['a time that is written otherwise', squeueRow({ submit: '22.11.2026 10:00' })],
    ['words before it', `some site's banner\n`],
  ])('%s', async (_, text) => {
    const { fake, polls } = setup();
    fake.squeue = text;
    fake.one = text;
    expect(await polls()).toBeUndefined();
  });

  it('nor by an empty one that comes with an error', async () => {
    const { fake, polls } = setup();
    fake.errors.set('squeue', 'squeue: error: slurm_receive_msg: Zero Bytes were transmitted or received\n');
    fake.one = '';
    expect(await polls()).toBeUndefined();
  });

  it('and one of others that is not understood hides nothing', async () => {
    const { fake, polls } = setup();
    fake.squeue = squeueRow({ id: '11', name: 'a\x1fb' }) + good;
    expect(await polls()).toBe('running');
  });

  it('but is gone where several clusters are named and it is in none', async () => {
    const { fake, polls } = setup();
    fake.squeue = 'CLUSTER: probe\n';
    fake.one = 'CLUSTER: probe\n';
    expect(await polls()).toBe('timed_out');
  });
});

it.each<[string, string, string]>([
  ['is not understood', sacctRow().replaceAll('\x1f', '|'), ''],
  ['is empty beside an error', '', 'sacct: error: Problem talking to the database: Connection refused\n'],
])('a job is not gone by an answer of sacct that %s', async (_, text, error) => {
  const { fake, polls } = setup();
  fake.config = [...fake.config.slice(0, 2), 'AccountingStorageType = accounting_storage/slurmdbd'];
  fake.sacct = text;
  fake.errors.set('sacct', error);
  expect(await polls()).toBeUndefined();
});

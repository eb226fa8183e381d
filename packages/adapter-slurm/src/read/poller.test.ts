import { readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { FakeSlurm, SUBMITTED, sacctRow, scratch, squeueRow } from '../../test/fake-slurm.js';
import { slurmPoller } from './poller.js';

const directory = scratch();

/** Processes of one user: each has a poller, and they share a state directory. */
function setup(options: { readonly interval?: number } = {}) {
  const stateDirectory = directory();
  const clock = { now: 1_800_000_000_000 };
  const process = (fake: FakeSlurm, cluster?: string) =>
    slurmPoller({
      ...{ slurm: fake.slurm, stateDirectory, user: '1000', cluster, now: () => clock.now, random: () => 0 },
      interval: options.interval ?? 30_000,
    });
  return { clock, process, stateDirectory };
}

describe('one squeue', () => {
  it('answers all that ask within a poll, and those that ask while it runs', async () => {
    const { clock, process } = setup();
    const fake = new FakeSlurm();
    fake.squeue = squeueRow() + squeueRow({ id: '13_1' });
    const poller = process(fake);
    const [a, b] = await Promise.all([poller.jobs(), poller.jobs()]);
    expect(a).toBe(b);
    expect([...a.byBase.keys()]).toEqual(['12', '13']);
    clock.now += 29_000;
    expect((await poller.jobs()).asOf).toBe(a.asOf);
    expect(fake.count('squeue')).toBe(1);
    clock.now += 1_001;
    expect((await poller.jobs()).asOf).toBe(clock.now);
    expect(fake.count('squeue')).toBe(2);
  });

  it('answers other processes of the user too, of the same cluster', async () => {
    const { clock, process } = setup();
    const [first, second, far] = [new FakeSlurm(), new FakeSlurm(), new FakeSlurm()];
    first.squeue = squeueRow();
    await process(first).jobs();
    clock.now += 10_000;
    expect((await process(second).jobs()).jobs).toHaveLength(1);
    expect((await process(far, 'far').jobs()).jobs).toHaveLength(0);
    expect([first, second, far].map((fake) => fake.count('squeue'))).toEqual([1, 0, 1]);
  });

  it('answers no process of another cluster that has the same home', async () => {
    const { process } = setup();
    const [here, there] = [new FakeSlurm(), new FakeSlurm()];
    there.config = ['ClusterName = other', ...there.config.slice(1)];
    here.squeue = squeueRow();
    await process(here).jobs();
    expect((await process(there).jobs()).jobs).toEqual([]);
    expect(there.count('squeue')).toBe(1);
  });

  it('is asked no more often, and no less, when the clock is set back', async () => {
    const { clock, process } = setup();
    const fake = new FakeSlurm();
    const poller = process(fake);
    poller.hasten();
    await poller.jobs();
    clock.now -= 3_600_000;
    for (let i = 0; i < 10; i++) await poller.jobs();
    expect(fake.count('squeue')).toBe(2);
    fake.silent.add('squeue');
    clock.now += 60_000;
    await expect(poller.jobs()).rejects.toThrow('did not answer');
    fake.silent.clear();
    clock.now -= 3_600_000;
    await poller.jobs();
    expect(fake.count('squeue')).toBe(4);
  });

  it('is asked by one process at a time: others take the last answer meanwhile', async () => {
    const { clock, process } = setup();
    const [first, second] = [new FakeSlurm(), new FakeSlurm()];
    first.squeue = squeueRow();
    const asking = process(first);
    await asking.jobs();
    clock.now += 31_000;
    let open = () => {};
    first.gate = new Promise((resolve) => {
      open = resolve;
    });
    const slow = asking.jobs();
    expect((await process(second).jobs()).asOf).toBe(clock.now - 31_000);
    expect(second.count('squeue')).toBe(0);
    open();
    await slow;
    // Too old for anybody.
    clock.now += 61_000;
    await process(second).jobs();
    expect(second.count('squeue')).toBe(1);
  });

  it('a lock that a dead process has left holds nobody up for long', async () => {
    const { clock, process, stateDirectory } = setup();
    const fake = new FakeSlurm();
    await process(fake).jobs();
    const name = readdirSync(join(stateDirectory, 'slurm')).find((one) => one.endsWith('.json')) as string;
    const lock = join(stateDirectory, 'slurm', name.replace('.json', '.lock'));
    for (const left of [String(clock.now), String(clock.now + 1e9), '', 'x']) {
      writeFileSync(lock, left);
      clock.now += 61_000;
      await process(fake).jobs();
      expect(readdirSync(join(stateDirectory, 'slurm')), left).toEqual([name]);
    }
    expect(fake.count('squeue')).toBe(5);
  });

  it('after something was done, what was seen before counts no more, also what is being asked', async () => {
    const { clock, process } = setup();
    const fake = new FakeSlurm();
    const poller = process(fake);
    await poller.jobs();
    let open = () => {};
    clock.now += 31_000;
    fake.gate = new Promise((resolve) => {
      open = resolve;
    });
    const before = poller.jobs();
    clock.now += 10;
    poller.hasten();
    fake.squeue = squeueRow();
    const after = poller.jobs();
    open();
    await before;
    expect((await after).asOf).toBe(clock.now);
    expect((await after).jobs).toHaveLength(1);
    expect(fake.count('squeue')).toBe(3);
    // And it is asked again soon.
    clock.now += 1_001;
    await poller.jobs();
    expect(fake.count('squeue')).toBe(4);
  });

  it('is asked anew for who needs what is newer, but not within two seconds', async () => {
    const { clock, process } = setup();
    const fake = new FakeSlurm();
    const poller = process(fake);
    const first = (await poller.jobs()).asOf;
    clock.now += 10_000;
    expect((await poller.jobs(first)).asOf).toBe(first);
    const wanted = clock.now;
    const answers = await Promise.all([poller.jobs(wanted), poller.jobs(wanted - 5_000), poller.jobs()]);
    expect(answers.map(({ asOf }) => asOf)).toEqual([wanted, wanted, first]);
    clock.now += 1_900;
    expect((await poller.jobs(clock.now)).asOf).toBe(wanted);
    clock.now += 101;
    expect((await poller.jobs(clock.now)).asOf).toBe(clock.now);
    expect(fake.count('squeue')).toBe(3);
  });

  it('that fails is told to all, and tried again a little later', async () => {
    const { clock, process } = setup();
    const fake = new FakeSlurm();
    fake.silent.add('squeue');
    const poller = process(fake);
    await expect(Promise.all([poller.jobs(), poller.jobs()])).rejects.toThrow('squeue did not answer');
    await expect(poller.jobs()).rejects.toThrow('squeue did not answer');
    expect(fake.count('squeue')).toBe(1);
    fake.silent.clear();
    clock.now += 5_001;
    await expect(poller.jobs()).resolves.toMatchObject({ jobs: [] });
  });

  it('of a time to come is not believed: the clock was set back', async () => {
    const { clock, process } = setup();
    const fake = new FakeSlurm();
    await process(fake).jobs();
    clock.now -= 3_600_000;
    await process(fake).jobs();
    expect(fake.count('squeue')).toBe(2);
  });

  it('works without a directory to share by', async () => {
    const fake = new FakeSlurm();
    const poller = slurmPoller({ slurm: fake.slurm, stateDirectory: '/dev/null/nowhere', now: () => 5 });
    await expect(poller.jobs()).resolves.toMatchObject({ asOf: 5 });
  });
});

describe('one sacct', () => {
  it('answers what is asked for in one turn, and while the last one runs', async () => {
    const { process } = setup();
    const fake = new FakeSlurm();
    fake.sacct = sacctRow({ id: '12' }) + sacctRow({ id: '13_1' }) + sacctRow({ id: '13_2' });
    const poller = process(fake);
    const since = SUBMITTED * 1000;
    const found = await Promise.all([
      poller.accounted('12', since),
      poller.accounted('13_2', since - 1),
      poller.accounted('13', since),
    ]);
    expect(found.map((rows) => rows.length)).toEqual([1, 1, 2]);
    const [call] = fake.calls.filter(({ program }) => program === 'sacct');
    expect(fake.count('sacct')).toBe(1);
    expect(call?.args).toEqual(expect.arrayContaining(['-j', '12,13']));
    await poller.accounted('12', since);
    expect(fake.count('sacct')).toBe(2);
  });

  it('that fails leaves the next one as it is', async () => {
    const { process } = setup();
    const fake = new FakeSlurm();
    fake.silent.add('sacct');
    const poller = process(fake);
    await expect(poller.accounted('12', 0)).rejects.toThrow('sacct did not answer');
    fake.silent.clear();
    await expect(poller.accounted('12', 0)).resolves.toEqual([]);
  });

  it('is not asked where there is no accounting; where only a list is kept, that may be forbidden', async () => {
    const { process } = setup();
    const none = new FakeSlurm();
    none.config = ['ClusterName = probe', 'AccountingStorageType = accounting_storage/none'];
    expect(await process(none).accounted('12', 0)).toEqual([]);
    expect(none.count('sacct')).toBe(0);
    const listed = new FakeSlurm();
    listed.config = [...none.config, 'JobCompType = jobcomp/filetxt'];
    listed.silent.add('sacct');
    expect(await process(listed).accounted('12', 0)).toEqual([]);
    expect(listed.calls.at(-1)?.args).toContain('-c');
  });
});

it('the cluster is asked once, and again where it did not answer', async () => {
  const { process } = setup();
  const fake = new FakeSlurm();
  fake.silent.add('scontrol');
  const poller = process(fake);
  await expect(poller.facts()).rejects.toThrow('scontrol did not answer');
  fake.silent.clear();
  expect((await Promise.all([poller.facts(), poller.facts()])).map(({ name }) => name)).toEqual(['probe', 'probe']);
  expect(fake.count('scontrol')).toBe(2);
});

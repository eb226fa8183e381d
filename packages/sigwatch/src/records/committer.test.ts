import { virtualClock } from '@sigwatch/testkit';
import { describe, expect, it } from 'vitest';
import { commitCommand, volumeOf } from './commit-command.js';
import { Committer } from './committer.js';

const records = { directory: '/outputs/logs/monitor', commit: ['keep', 'it'], commit_interval: 60_000 };

/** A committer on a virtual clock. `takes`: ms that its command needs. */
function committing({ takes = 100, fails = (_: number): boolean => false } = {}) {
  const clock = virtualClock(0);
  const began: number[] = [];
  const told: string[] = [];
  const committer = new Committer({
    ...{ records, deps: clock, tell: (sentence: string) => void told.push(sentence) },
    async run() {
      began.push(clock.now());
      await clock.sleep(takes);
      if (fails(began.length)) throw new Error('no network');
    },
  });
  return { clock, committer, began, told };
}

describe('what was written is committed', () => {
  it('at once, then at intervals, and only while something is written', async () => {
    const { clock, committer, began, told } = committing();
    committer.changed(false);
    await clock.advance(10_000);
    for (let i = 0; i < 10; i++) {
      committer.changed(false);
      await clock.advance(1_000);
    }
    await clock.advance(300_000);
    expect(began).toEqual([0, 60_000]);
    expect(told).toEqual([]);
  });

  it('sooner where it tells of a failure', async () => {
    const { clock, committer, began } = committing();
    committer.changed(false);
    await clock.advance(2_000);
    committer.changed(true);
    await clock.advance(100_000);
    expect(began).toEqual([0, 5_000]);
  });

  it('again where more was written while it ran, never two at once', async () => {
    const { clock, committer, began } = committing({ takes: 70_000 });
    committer.changed(false);
    await clock.advance(1_000);
    committer.changed(true);
    await clock.advance(200_000);
    expect(began).toEqual([0, 70_000]);
  });

  it('at the end, after the last of it was written, and behind one that still runs', async () => {
    const { clock, committer, began } = committing({ takes: 3_000 });
    committer.changed(false);
    await clock.advance(1_000);
    committer.changed(false);
    await clock.run(committer.last());
    expect(began).toEqual([0, 3_000]);
    committer.changed(true);
    await clock.advance(100_000);
    expect(began).toHaveLength(2);
  });

  it('not at the end where nothing is left', async () => {
    const { clock, committer, began } = committing();
    committer.changed(false);
    await clock.advance(1_000);
    await committer.last();
    expect(began).toEqual([0]);
  });

  it('and a command that hangs is given up within its time, and told of', async () => {
    const { clock, committer, told } = committing({ takes: 10_000_000 });
    committer.changed(false);
    await clock.advance(10);
    await clock.run(committer.last());
    expect(clock.now()).toBeLessThanOrEqual(20_010);
    expect(told).toHaveLength(1);
  });

  it('fails nothing: the first failure is told, and it is tried again', async () => {
    const { clock, committer, began, told } = committing({ fails: (nth) => nth < 3 });
    committer.changed(false);
    await clock.advance(300_000);
    expect(began).toEqual([0, 60_000, 120_000]);
    expect(told).toHaveLength(1);
    expect(told[0]).toMatch(/^The records in \/outputs\/logs\/monitor are written, .*: no network\./);
  });
});

it('by its own command, in a container on Modal by that of its Volume, else by none', () => {
  const volume = { directory: '/outputs', volume: 'runs:/logs/monitor/' };
  const inside = { MODAL_TASK_ID: 'ta-1' };
  expect(commitCommand({ ...volume, commit: ['sync', '/outputs'] }, {})).toEqual(['sync', '/outputs']);
  expect(commitCommand(volume, inside)).toEqual(['python3', '-c', expect.stringContaining('.commit()'), 'runs']);
  expect(commitCommand(volume, {})).toBeUndefined();
  expect(commitCommand({ directory: '/outputs' }, inside)).toBeUndefined();
  expect([volumeOf('runs:/logs/monitor/'), volumeOf('runs'), volumeOf('runs:logs')]).toEqual([
    { name: 'runs', path: '/logs/monitor' },
    { name: 'runs', path: '/' },
    { name: 'runs', path: '/logs' },
  ]);
});

import { stat } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { virtualClock } from './virtual-clock.js';

describe('virtualClock', () => {
  it('wakes timers in order, each at its own time', async () => {
    const clock = virtualClock(1_000);
    const woken: string[] = [];
    clock.schedule(1_300, () => woken.push(`b at ${clock.now()}`));
    clock.schedule(1_100, () => woken.push(`a at ${clock.now()}`));
    clock.schedule(1_200, () => woken.push('never'))();
    await clock.advance(299);
    expect(woken).toEqual(['a at 1100']);
    await clock.advance(1);
    expect(woken).toEqual(['a at 1100', 'b at 1300']);
    expect(clock.pending()).toBe(0);
  });

  it('lets chains of promises go on between timers, which may set further ones', async () => {
    const clock = virtualClock(0);
    const slow = async (): Promise<number> => {
      for (let n = 0; n < 100; n += 1) await clock.sleep(1_000);
      return clock.now();
    };
    expect(await clock.run(slow())).toBe(100_000);
  });

  it('stands while a file is read: that takes no virtual time, however busy the machine is', async () => {
    const clock = virtualClock(0);
    const tick = () => void clock.schedule(clock.now() + 1_000, tick);
    tick();
    const looks = async () => {
      await clock.sleep(1_000);
      for (let n = 0; n < 50; n += 1) await stat('/');
      return clock.now();
    };
    expect(await clock.run(looks())).toBe(1_000);
  });

  it('says when nothing can settle the promise any more, or it takes too long', async () => {
    const clock = virtualClock();
    await expect(clock.run(new Promise(() => {}))).rejects.toThrow('nothing is scheduled');
    await expect(clock.run(clock.sleep(2_000), 1_000)).rejects.toThrow('not settled after 1 s');
  });
});

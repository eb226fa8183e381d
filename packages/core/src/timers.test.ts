import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Timers } from './timers.js';

/** A process whose time a test moves, with the timers that are set. */
function ticking() {
  let [time, set] = [0, 0];
  const timers = new Set<{ readonly at: number; readonly wake: () => void }>();
  return {
    now: () => 1_000 + time + set,
    elapsed: () => time,
    after(ms: number, wake: () => void) {
      const timer = { at: time + ms, wake };
      timers.add(timer);
      return () => void timers.delete(timer);
    },
    timers,
    /** The clock of the wall is set, by so many ms. */
    setBy: (ms: number) => {
      set += ms;
    },
    advance(ms: number) {
      const end = time + ms;
      for (;;) {
        const [first] = [...timers].sort((a, b) => a.at - b.at);
        if (first === undefined || first.at > end) break;
        timers.delete(first);
        time = Math.max(time, first.at);
        first.wake();
      }
      time = end;
    },
  };
}

describe('one timer for all who wait', () => {
  it('wakes each at its moment, those of one moment in the order of asking, and none that has cancelled', () => {
    const step = fc.oneof(
      fc.record({ ask: fc.integer({ min: -5, max: 60 }) }),
      fc.record({ cancel: fc.nat(30) }),
      fc.record({ pass: fc.integer({ min: 0, max: 20 }) }),
    );
    fc.assert(
      fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
        const world = ticking();
        const timers = new Timers(world);
        const asked: { due: number; cancel: () => void; over: boolean }[] = [];
        const woken: number[] = [];
        const expected: number[] = [];
        const due = (until: number) => {
          const now = asked.map((one, n) => ({ ...one, n })).filter((one) => !one.over && one.due <= until);
          for (const { n } of now.sort((a, b) => a.due - b.due || a.n - b.n)) {
            expected.push(n);
            (asked[n] as { over: boolean }).over = true;
          }
        };
        for (const one of steps) {
          if ('ask' in one) {
            const n = asked.length;
            const cancel = timers.schedule(world.now() + one.ask, () => woken.push(n));
            asked.push({ due: world.elapsed() + Math.max(0, one.ask), cancel, over: false });
          } else if ('cancel' in one) {
            const known = asked[one.cancel % Math.max(1, asked.length)];
            known?.cancel();
            if (known !== undefined) known.over = true;
          } else {
            world.advance(one.pass);
            due(world.elapsed());
          }
          expect(world.timers.size).toBeLessThanOrEqual(1);
          expect(world.timers.size > 0).toBe(asked.some(({ over }) => !over));
        }
        world.advance(1_000);
        due(Number.POSITIVE_INFINITY);
        expect(woken).toEqual(expected);
        expect(world.timers.size).toBe(0);
      }),
    );
  });

  it('does not wake one that another cancels at the same moment', () => {
    const world = ticking();
    const timers = new Timers(world);
    const woken: string[] = [];
    let cancel = () => {};
    timers.schedule(world.now() + 5, () => {
      woken.push('first');
      cancel();
    });
    cancel = timers.schedule(world.now() + 5, () => woken.push('second'));
    world.advance(10);
    expect(woken).toEqual(['first']);
  });

  it('gives the event loop its turn before who asks for now while others are woken', () => {
    const world = ticking();
    const timers = new Timers(world);
    let woken = 0;
    const again = () => {
      woken += 1;
      if (woken < 10) timers.schedule(0, again);
    };
    timers.schedule(0, again);
    const [only] = world.timers;
    world.timers.clear();
    only?.wake();
    expect(woken).toBe(1);
    expect(world.timers.size).toBe(1);
  });

  it('wakes the others when one throws', () => {
    const world = ticking();
    const timers = new Timers(world);
    let woken = false;
    timers.schedule(world.now(), () => {
      throw new Error('of one');
    });
    timers.schedule(world.now(), () => {
      woken = true;
    });
    expect(() => world.advance(1)).toThrow('of one');
    world.advance(1);
    expect(woken).toBe(true);
  });

  it('keeps nobody waiting whose clock is set back', () => {
    const world = ticking();
    const timers = new Timers(world);
    let woken = false;
    timers.schedule(world.now() + 50, () => {
      woken = true;
    });
    world.setBy(-3_600_000);
    world.advance(50);
    expect(woken).toBe(true);
  });

  it('waits for longer than a timer of Node can', () => {
    const world = ticking();
    const timers = new Timers(world);
    let woken = 0;
    const month = 31 * 86_400_000;
    timers.schedule(world.now() + month, () => woken++);
    world.advance(month - 1);
    expect(woken).toBe(0);
    world.advance(1);
    expect(woken).toBe(1);
  });
});

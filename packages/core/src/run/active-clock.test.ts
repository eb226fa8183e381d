import { describe, expect, it } from 'vitest';
import { active, freeze, runningClock, thaw, wall } from './active-clock.js';

describe('active time', () => {
  it('stands still while any reason freezes it', () => {
    let clock = freeze(runningClock, 'blind', 100);
    clock = freeze(clock, 'unknown', 150);
    expect(active(clock, 400)).toBe(100);
    expect(wall(clock, 500)).toBeUndefined();
    clock = thaw(clock, 'blind', 200);
    expect(active(clock, 400)).toBe(100);
    clock = thaw(clock, 'unknown', 300);
    expect(active(clock, 400)).toBe(200);
    // What was printed before it ran again may not count as older than that moment.
    expect(active(clock, 250)).toBe(100);
    expect(wall(clock, 500)).toBe(700);
  });

  it('is not frozen twice for one reason, nor thawed for one that it does not have', () => {
    const clock = freeze(freeze(runningClock, 'blind', 100), 'blind', 200);
    expect(thaw(clock, 'other', 250)).toBe(clock);
    expect(thaw(clock, 'blind', 300)).toEqual({ frozen: 200, reasons: [], resumed: 300 });
  });
});

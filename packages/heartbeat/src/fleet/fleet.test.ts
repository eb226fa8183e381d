import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { watched } from './watched.fixture.js';

describe('a fleet', () => {
  it('tells of 1,000 runs at 60 s what each of them alone would have told, for no more than its requests', async () => {
    const minutes = 10;
    const { told, expected, requests, states, naive, bytes } = await watched({ runs: 1_000, minutes, seed: 7 });
    expect(told).toEqual(expected);
    expect(states).toEqual(naive);
    expect(told.length).toBeGreaterThan(900);
    expect(requests).toHaveLength(minutes);
    // Two files of a run change in a minute, and a listing of all has three pages; a third one is a sentinel, once.
    const all = requests.reduce((sum, one) => sum + one, 0);
    expect(Math.max(...requests)).toBeLessThanOrEqual(2 * 1_000 + 4);
    expect(all / minutes / 1_000).toBeLessThan(1.5);
    expect(bytes / 1_000).toBeLessThan(2_048);
  });

  it('tells the same of any lives, and nothing twice, however often sigwatch is killed and started again', async () => {
    const life = fc.record({
      seed: fc.integer(),
      restarts: fc.uniqueArray(fc.integer({ min: 1, max: 14 }), { maxLength: 5 }),
      denials: fc.constantFrom(0, 0.02, 0.3),
    });
    await fc.assert(
      fc.asyncProperty(life, async (given) => {
        const { told, expected, states, naive, polls } = await watched({ runs: 30, minutes: 15, ...given });
        expect(told).toEqual(expected);
        expect(states).toEqual(naive);
        expect(new Set(told).size).toBe(told.length);
        expect(polls).toEqual(Array.from({ length: 15 }, (_, minute) => minute));
      }),
      { numRuns: 25 },
    );
  });
});

import { crashPoints, type Faults, faultNames, lyingPlatform, runWithCrashes, virtualClock } from '@sigwatch/testkit';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { intent, submitOnce } from '../../packages/core/src/protocol/index.js';
import { checkOnce, checkOneLeft, type RestartOptions, restartOf, specOf } from './restart-scenario.js';

const schedules: Readonly<Record<string, Faults>> = {
  'an honest platform': {},
  'lost replies': { reply_lost: 0.7, release_reply_lost: 0.7 },
  'no answers at all': { reply_lost: 0.6, submit_ignored: 0.3, hangs: 1, find_fails: 0.3, status_fails: 0.3 },
  'orphan submitters': { orphans: 0.8, reply_lost: 0.3 },
  'a wrong "no"': { reply_lost: 0.6, orphans: 0.3, wrong_no: 0.6 },
  'a wrong "no", then incomplete answers': { reply_lost: 0.8, wrong_no: 0.6, incomplete: 0.6 },
  'twins of held jobs': { held_twins: 0.6, reply_lost: 0.5, submit_ignored: 0.5 },
  'incomplete answers': { reply_lost: 0.6, incomplete: 0.7, find_fails: 0.2 },
  'unknown states': { status_fails: 0.5, status_missing: 0.5, reply_lost: 0.4, wrong_no: 0.3 },
  'cancels that do not act': { cancel_fails: 0.3, cancel_lost: 0.4, cancel_late: 0.4, reply_lost: 0.5, wrong_no: 0.5 },
  refusals: { refuses: 0.8, reply_lost: 0.5 },
  'releases that fail': { release_fails: 0.6, release_reply_lost: 0.5, submit_ignored: 0.8 },
  'everything at once': Object.fromEntries(faultNames.map((name) => [name, name === 'plain_twins' ? 0 : 0.3])),
};
const downtimes = [0, 30_000, 600_000];

describe('a restart happens once, with a crash at every journal write and command', () => {
  it.each(Object.entries(schedules))('%s', async (_name, faults) => {
    let runs = 0;
    for (let seed = 1; seed <= 8; seed += 1) {
      runs += await crashPoints(restartOf({ seed, faults, downtime: downtimes[seed % 3]! }), checkOnce(seed));
    }
    expect(runs).toBeGreaterThan(200);
  });

  it('a long lag, and orphans that act at the last moment', async () => {
    for (let seed = 1; seed <= 20; seed += 1) {
      const options = { seed, faults: { orphans: 0.9, reply_lost: 0.5 }, lag: 90_000 };
      await crashPoints(restartOf(options), checkOnce(seed));
      await crashPoints(restartOf({ ...options, can_hold: false }), checkOnce(seed));
    }
  });

  it('a platform that can not hold jobs, and lies only within its lag', async () => {
    const faults = { reply_lost: 0.5, submit_ignored: 0.4, orphans: 0.3, incomplete: 0.3, cancel_lost: 0.3 };
    for (let seed = 1; seed <= 10; seed += 1) {
      const options = {
        seed,
        faults,
        can_hold: false,
        lag: seed % 2 === 0 ? 30_000 : 0,
        downtime: downtimes[seed % 3]!,
      };
      await crashPoints(restartOf(options), checkOnce(seed));
    }
  });

  it('a platform that makes two of one submission, when the first is held too', async () => {
    const faults = { plain_twins: 0.8, held_twins: 0.8, reply_lost: 0.4, wrong_no: 0.3 };
    for (let seed = 1; seed <= 10; seed += 1) {
      await crashPoints(restartOf({ seed, faults, timing: { hold_first: true } }), checkOnce(seed));
    }
  });

  it('a platform that makes two running jobs of one submission: one is left', async () => {
    for (let seed = 1; seed <= 10; seed += 1) {
      await crashPoints(restartOf({ seed, faults: { plain_twins: 1, reply_lost: 0.5 } }), checkOneLeft(seed));
    }
  });
});

describe('a restart happens once under random faults', () => {
  const fault = fc.constantFrom(...faultNames.filter((name) => name !== 'plain_twins' && name !== 'wrong_no'));
  const crash = fc.record({
    kind: fc.constantFrom(...(['before_save', 'after_save', 'power_loss', 'during_command', 'after_command'] as const)),
    at: fc.nat(12),
  });
  const schedule = fc.record({
    seed: fc.nat(1_000_000),
    faults: fc.dictionary(fault, fc.constantFrom(0.1, 0.4, 0.8, 1), { maxKeys: 6 }) as fc.Arbitrary<Faults>,
    wrong_no: fc.constantFrom(0, 0, 0.5, 1),
    lag: fc.constantFrom(0, 5_000, 60_000),
    can_hold: fc.boolean(),
    downtime: fc.constantFrom(0, 20_000, 3_600_000),
    crashes: fc.array(crash, { maxLength: 5 }),
  });

  it('and several crashes', async () => {
    await fc.assert(
      fc.asyncProperty(schedule, async ({ wrong_no, crashes, ...options }) => {
        // Where jobs can't be held, nothing protects from a "no" that is wrong for longer than the lag.
        const faults = options.can_hold ? { ...options.faults, wrong_no } : options.faults;
        const scenario = restartOf({ ...options, faults } satisfies RestartOptions);
        const world = await scenario.world();
        await checkOnce(options.seed)(await runWithCrashes(scenario, crashes, world), world);
      }),
      { numRuns: 600 },
    );
  });
});

describe('what can not be known is told and waited for', () => {
  const hour = 3_600_000;
  const start = async (faults: Faults, previous: boolean) => {
    const clock = virtualClock();
    const { adapter, place, truth } = lyingPlatform({ clock, faults });
    const old = previous ? { previous: place(specOf(1), 'run/1') } : {};
    await clock.advance(1_000);
    const told: string[] = [];
    const abort = new AbortController();
    const state = intent({ key: 'run/2', attempt: 2, ...old });
    const tell = (sentence: string): void => void told.push(sentence);
    const end = submitOnce({ adapter, spec: specOf(2), state, save() {}, tell, deps: clock, abort: abort.signal });
    const failure = end.catch((error: Error) => error.message);
    await clock.advance(24 * hour);
    abort.abort(new Error('stopped by the test'));
    expect(await failure).toBe('stopped by the test');
    return { told, jobs: truth() };
  };

  it.each<[string, Faults, boolean, RegExp]>([
    ['an incomplete answer', { submit_ignored: 1, incomplete: 1 }, false, /does not cover all jobs named run\/2/],
    ['a find that fails', { submit_ignored: 1, find_fails: 1 }, false, /still uncertain: connection reset by peer/],
    ['an unknown old job', { status_missing: 1 }, true, /does not mention lying:1/],
    ['a status that fails', { status_fails: 1 }, true, /Whether lying:1 has ended is unknown: connection reset/],
    ['a cancel that does nothing', { cancel_lost: 1 }, true, /lying:1 does not end although its cancellation was/],
    ['a cancel that fails', { cancel_fails: 1 }, true, /lying:1 could not be cancelled/],
    ['a refusal', { refuses: 1 }, false, /refused to take attempt 2 \(refusal 5\): QOSMaxSubmitJobPerUserLimit/],
  ])('%s', async (_name, faults, previous, words) => {
    const { told, jobs } = await start(faults, previous);
    expect(jobs.filter((job) => job.attempt === 2)).toEqual([]);
    expect(told.join('\n')).toMatch(words);
    // Every minute, then less and less often: a day of it is told in some dozens of sentences, and goes on.
    expect(told.length).toBeGreaterThan(20);
    expect(told.length).toBeLessThan(110);
  });
});

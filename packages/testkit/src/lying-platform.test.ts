import { describe, expect, it } from 'vitest';
import { adapterContract, lyingPlatform, printedLines, sourceContract, violations, virtualClock } from './index.js';
import { memorySource } from './memory-source.js';

const spec = (attempt: number, kind = 'sleeps') => ({ run_id: 'r', attempt, command: [kind], cwd: '/', env: {} });
const never = new AbortController().signal;

const harnessOf = (options: { readonly lag?: number; readonly queue?: number; readonly can_hold?: boolean }) => () => {
  const clock = virtualClock();
  const { adapter } = lyingPlatform({ clock, ...options });
  return Promise.resolve({
    adapter,
    now: clock.now,
    spec: (kind: string) => spec(1, kind),
    printed: printedLines,
    unknown: { id: 'lying:999999' as const, incarnation: 'none' },
    async until<T>(probe: () => Promise<T | undefined>): Promise<T> {
      for (let turn = 0; turn < 1_000; turn += 1) {
        const value = await probe();
        if (value !== undefined) return value;
        await clock.advance(100);
      }
      throw new Error('it took too long');
    },
    settle: () => clock.advance(60_000),
    dispose: () => Promise.resolve(),
  });
};
adapterContract('the lying platform that does not lie', harnessOf({}), { describe, it });
adapterContract('a platform with a lag', harnessOf({ lag: 5_000, queue: 5_000 }), { describe, it });
adapterContract('a platform that can not hold jobs', harnessOf({ can_hold: false }), { describe, it });

sourceContract(
  'a source in memory',
  () => {
    const clock = virtualClock();
    const source = memorySource('memory', clock.now);
    const append = async (text: string): Promise<void> => source.append(text);
    return Promise.resolve({ source, now: clock.now, append, dispose: () => Promise.resolve() });
  },
  { describe, it },
);

describe('the lying platform', () => {
  const how = (clock: { now(): number }) => ({ notAfter: clock.now() + 60_000, held: false });

  it('loses the reply of a submission that acted', async () => {
    const clock = virtualClock();
    const { adapter, truth } = lyingPlatform({ clock, faults: { reply_lost: 1 } });
    await expect(adapter.submission?.submit(spec(1), 'k', how(clock), never)).rejects.toThrow('connection reset');
    expect(truth()).toHaveLength(1);
  });

  it('lets an orphan act later, but not after its time', async () => {
    let acted = 0;
    for (let seed = 0; seed < 40; seed += 1) {
      const clock = virtualClock();
      const { adapter, truth } = lyingPlatform({ clock, seed, faults: { orphans: 1 } });
      const until = clock.now() + 60_000;
      adapter.submission?.submit(spec(1), 'k', how(clock), never).catch(() => {});
      await clock.advance(600_000);
      for (const job of truth()) expect(job.created_at).toBeLessThanOrEqual(until);
      acted += truth().length;
    }
    expect(acted).toBeGreaterThan(10);
    expect(acted).toBeLessThan(40);
  });

  it('shows a job only after a while, and says "complete" all the same', async () => {
    const clock = virtualClock();
    const { adapter, place } = lyingPlatform({ clock, seed: 3, lag: 60_000 });
    place(spec(1), 'k');
    expect(await adapter.submission?.find('k', never)).toMatchObject({ jobs: [], complete: true });
    await clock.advance(60_000);
    expect((await adapter.submission?.find('k', never))?.jobs).toHaveLength(1);
  });

  it('says the same for the same seed', async () => {
    const play = async () => {
      const clock = virtualClock();
      const { adapter, truth } = lyingPlatform({
        clock,
        seed: 7,
        faults: { reply_lost: 0.5, held_twins: 0.5 },
        queue: 9,
      });
      for (let n = 0; n < 20; n += 1) {
        await adapter.submission?.submit(spec(n), 'k', { ...how(clock), held: true }, never).catch(() => {});
      }
      return truth();
    };
    expect(await play()).toEqual(await play());
  });
});

describe('violations', () => {
  const job = { key: 'k', created_at: 0, state: 'running' as const };

  it('sees two attempts that are alive together', () => {
    const truth = [
      { ...job, id: 'a', attempt: 1, started_at: 1, ended_at: 10 },
      { ...job, id: 'b', attempt: 2, created_at: 9 },
    ];
    expect(violations(truth)).toEqual(['b (attempt 2) was made while a (attempt 1) was alive']);
    expect(violations([truth[0]!, { ...truth[1]!, created_at: 10 }])).toEqual([]);
  });

  it('sees two jobs of one attempt that run together, and none where one is wanted', () => {
    const truth = [
      { ...job, id: 'a', attempt: 1, started_at: 1, ended_at: 10 },
      { ...job, id: 'b', attempt: 1, started_at: 5 },
    ];
    expect(violations(truth)).toEqual(['a and b, both attempt 1, ran at the same time']);
    expect(violations([], [1])[0]).toMatch(/^attempt 1 has 0 jobs that ran/);
  });
});

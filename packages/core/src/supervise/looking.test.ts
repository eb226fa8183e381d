import { virtualClock } from '@sigwatch/testkit';
import { describe, expect, it } from 'vitest';
import type { EngineEvent, JobState } from '../contract.js';
import { FAR, Looking } from './looking.js';

const never = new AbortController().signal;

/** A platform that answers when it is told to. */
function platform() {
  const clock = virtualClock(0);
  const asked: ((state: JobState, as_of?: number) => void)[] = [];
  const wanted: (number | undefined)[] = [];
  const look = (_: AbortSignal, since?: number) =>
    new Promise<EngineEvent>((resolve) => {
      wanted.push(since);
      asked.push((state, as_of) => {
        const job = { id: 'x:1', incarnation: 'a' } as const;
        resolve({ type: 'job', at: clock.now(), status: { job, state, ...(as_of === undefined ? {} : { as_of }) } });
      });
    });
  const looking = new Looking(look, clock, 10_000);
  const take = (verify = false, due?: number) => clock.run(looking.take(verify, due, never));
  return { clock, asked, wanted, look, looking, take };
}

const stateOf = (event: EngineEvent | undefined) => (event?.type === 'job' ? event.status.state : undefined);

describe('looking at the job', () => {
  it('waits a second for the answer, and hands it out when it comes later', async () => {
    const { clock, asked, looking, take } = platform();
    expect(await take()).toBeUndefined();
    expect(clock.now()).toBe(1_000);
    expect(looking.next).toBe(Number.POSITIVE_INFINITY);
    expect(await take()).toBeUndefined();
    expect(clock.now(), 'the second time it does not wait').toBe(1_000);
    await clock.advance(4_000);
    asked[0]?.('running');
    await looking.over;
    expect(await take()).toMatchObject({ at: 5_000, status: { state: 'running' } });
    expect(looking.next).toBe(15_000);
    expect(asked).toHaveLength(1);
    expect(clock.pending()).toBe(0);
  });

  it('asks again when a deadline came between question and answer: the job was alive before it', async () => {
    const { clock, asked, looking, take } = platform();
    await take();
    await clock.advance(4_000);
    asked[0]?.('running');
    await clock.settle();
    expect(await take(false, 3_000)).toBeUndefined();
    const second = looking.take(false, 3_000, never);
    await clock.settle();
    asked[1]?.('running');
    expect(stateOf(await second)).toBe('running');
  });

  it('asks again when what was asked before has to be verified', async () => {
    const { clock, asked, take } = platform();
    await take();
    expect(await take(true)).toBeUndefined();
    asked[0]?.('running');
    await clock.settle();
    expect(await take()).toBeUndefined();
    void take();
    await clock.settle();
    expect(asked).toHaveLength(2);
  });

  it('asks again while the answer is one that was had before the deadline, or before it had to be verified', async () => {
    const { clock, asked, wanted, looking } = platform();
    const answered = async (as_of: number, verify: boolean, due?: number) => {
      await clock.advance(20_000);
      const taken = looking.take(verify, due, never);
      await clock.settle();
      asked.at(-1)?.('running', as_of);
      return stateOf(await taken);
    };
    expect(await answered(5_000, false, 10_000)).toBeUndefined();
    expect(await answered(11_000, false, 10_000)).toBe('running');
    expect(await answered(50_000, true)).toBeUndefined();
    expect(await answered(59_000, false)).toBeUndefined();
    expect(await answered(60_000, false)).toBe('running');
    expect(asked).toHaveLength(5);
    // The platform is told what would be of use: what is newer than the deadline, the hint, or the question.
    expect(wanted).toEqual([10_000, 20_000, 60_000, 60_000, 80_000]);
  });

  it('tells when something was seen to nobody else: each look would be a news', async () => {
    const { clock, asked, looking } = platform();
    const taken = looking.take(false, undefined, never);
    await clock.settle();
    asked[0]?.('running', 0);
    expect(await taken).toEqual({
      type: 'job',
      at: 0,
      status: { job: { id: 'x:1', incarnation: 'a' }, state: 'running' },
    });
  });

  it('takes an end whenever it was asked for', async () => {
    const { clock, asked, take } = platform();
    await take();
    await take(true);
    asked[0]?.('failed');
    await clock.settle();
    expect(stateOf(await take(false, 500))).toBe('failed');
  });

  it('asks again soon after a hint, and ever later while the job lives on', async () => {
    const { clock, asked, looking } = platform();
    const answered = async () => {
      const taken = looking.take(false, undefined, never);
      await clock.settle();
      asked.at(-1)?.('running');
      await taken;
      return looking.next - clock.now();
    };
    expect(await answered()).toBe(10_000);
    await clock.advance(5_000);
    looking.soon();
    const waits: number[] = [];
    while (waits.at(-1) !== 10_000) {
      await clock.advance(looking.next - clock.now());
      waits.push(await answered());
    }
    expect(waits).toEqual([25, 50, 100, 200, 400, 800, 1_600, 3_200, 6_400, 10_000]);
    looking.soon();
    looking.soon();
    expect(looking.next - clock.now(), 'not right after the last one').toBe(25);
  });

  it('of a platform far away, asks at once after a hint, and not by the hint', async () => {
    const { clock, asked, look } = platform();
    const looking = new Looking(look, clock, 30_000, FAR);
    const answered = async () => {
      const taken = looking.take(false, undefined, never);
      await clock.settle();
      asked.at(-1)?.('running');
      await taken;
      return looking.next - clock.now();
    };
    expect(await answered()).toBe(30_000);
    await clock.advance(12_000);
    looking.soon();
    expect(looking.next).toBe(clock.now());
    const waits: number[] = [];
    while (waits.at(-1) !== 30_000) {
      await clock.advance(looking.next - clock.now());
      waits.push(await answered());
      // A log that goes on saying so asks no more often.
      if (waits.length === 1) looking.soon();
    }
    expect(waits).toEqual([5_000, 5_000, 10_000, 20_000, 30_000]);
  });
});

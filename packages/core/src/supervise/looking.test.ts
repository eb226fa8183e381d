import { virtualClock } from '@sigwatch/testkit';
import { describe, expect, it } from 'vitest';
import type { EngineEvent, JobState } from '../contract.js';
import { Looking } from './looking.js';

const never = new AbortController().signal;

/** A platform that answers when it is told to. */
function platform() {
  const clock = virtualClock(0);
  const asked: ((state: JobState) => void)[] = [];
  const look = () =>
    new Promise<EngineEvent>((resolve) => {
      asked.push((state) => {
        const job = { id: 'x:1', incarnation: 'a' } as const;
        resolve({ type: 'job', at: clock.now(), status: { job, state } });
      });
    });
  const looking = new Looking(look, clock, 10_000);
  const take = (verify = false, due?: number) => clock.run(looking.take(verify, due, never));
  return { clock, asked, looking, take };
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
});

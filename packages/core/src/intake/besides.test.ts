import { memorySource, virtualClock } from '@sigwatch/testkit';
import { describe, expect, it } from 'vitest';
import type { LogSource, Read } from '../contract.js';
import { discoveryOf, intakeOf, signals, told } from './intake.fixture.js';

const besides = (source: LogSource): LogSource => ({ id: source.id, open: source.open.bind(source), beside: true });

/** Says each time what it is told to say. */
function puppet(id: string) {
  let answer: Read = { kind: 'blind', error: new Error('stale') };
  const source: LogSource = {
    id,
    beside: true,
    open: async () => ({ read: async () => answer, async [Symbol.asyncDispose]() {} }),
  };
  return {
    source,
    says: (read: Read) => {
      answer = read;
    },
  };
}

describe('a source beside the job', () => {
  it('tells the engine its signals, and nothing of how far it is read', async () => {
    const clock = virtualClock();
    const train = memorySource('train', clock.now);
    const health = memorySource('health', clock.now);
    await using intake = intakeOf(clock, discoveryOf(train, besides(health)));
    await clock.settle();
    train.append('a line\n');
    health.append('a line\nFAIL gpu\n');
    const taken = await intake.take();
    expect(told(taken)).toEqual(['train found', 'train output', 'health:2 failed', 'train watermark', 'watermark']);
    expect(signals(taken)).toMatchObject([{ name: 'failed', beside: true, fields: { what: 'gpu' } }]);
    expect(intake.sources).toBe(1);
    health.append('a line\n');
    expect(told(await intake.take())).toEqual([]);
    expect(intake.states.get('health')?.line).toBe(4);
    await clock.advance(1_000);
    expect(told(await intake.take())).toEqual(['watermark']);
  });

  it('is another thing than the last word of the job, whose causes outrank the log', async () => {
    const clock = virtualClock();
    const memory = memorySource('_error', clock.now);
    const last: LogSource = { id: memory.id, open: memory.open.bind(memory), last_word: true };
    await using intake = intakeOf(clock, discoveryOf(last));
    await clock.settle();
    memory.append('FAIL gpu\nEXIT 1\n');
    const [cause, symptom] = signals(await intake.take());
    expect(cause).toMatchObject({ name: 'failed', platform: true, last_word: true });
    expect(symptom).toMatchObject({ symptom_of: ['*'], last_word: true });
    expect(symptom).not.toHaveProperty('platform');
    expect(intake.sources).toBe(1);
  });

  it('ends with the others, once what it has is read', async () => {
    const clock = virtualClock();
    const train = memorySource('train', clock.now);
    const health = memorySource('health', clock.now);
    await using intake = intakeOf(clock, discoveryOf(train, besides(health)));
    await clock.settle();
    train.end();
    await intake.take();
    expect(intake.ended).toBe(true);
  });

  it('alone does not stand for the logs of a job that are still to come', async () => {
    const clock = virtualClock();
    const health = memorySource('health', clock.now);
    await using intake = intakeOf(clock, discoveryOf(besides(health)));
    await clock.settle();
    health.append('FAIL gpu\n');
    expect(told(await intake.take())).toEqual([' watermark', 'health:1 failed']);
  });

  it('that can’t be read for a minute is told of, once each time', async () => {
    const clock = virtualClock();
    const { source, says } = puppet('health');
    await using intake = intakeOf(clock, discoveryOf(memorySource('train', clock.now), source));
    await clock.settle();
    const notices = async (ms: number) => {
      await clock.advance(ms);
      const { events } = await intake.take();
      expect(events.filter(({ type }) => type === 'blind')).toEqual([]);
      return events.flatMap((event) => (event.type === 'notice' ? [event.text] : []));
    };
    expect(await notices(0)).toEqual([]);
    expect(await notices(59_000)).toEqual([]);
    expect(await notices(1_000)).toEqual([expect.stringContaining("health can't be read: stale")]);
    expect(await notices(600_000)).toEqual([]);
    const cursor = { path: '', inode: '', head: '', tail: '', offset: 0, generation: 0, seen: [] };
    says({ kind: 'caught_up', asOf: clock.now(), cursor });
    expect(await notices(1_000)).toEqual([]);
    says({ kind: 'blind', error: new Error('gone') });
    expect(await notices(1_000)).toEqual([]);
    expect(await notices(60_000)).toEqual([expect.stringContaining("health can't be read: gone")]);
  });
});

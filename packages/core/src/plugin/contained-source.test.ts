import { type VirtualClock, virtualClock } from '@sigwatch/testkit';
import { describe, expect, it } from 'vitest';
import type { Discovery, LogReader, LogSource, Read } from '../contract.js';
import { discoveryOf, intakeOf } from '../intake/intake.fixture.js';
import { containedSource } from './contained-source.js';

const COUNT = 64;
const never = () => new Promise<never>(() => {});
const isOpen: LogSource['open'] = async () => reader(() => caughtUp);
const caughtUp = { kind: 'caught_up', cursor: { offset: 0, generation: 0, seen: [] }, asOf: 0 } as unknown as Read;

const reader = (read: LogReader['read'], close: () => Promise<void> = async () => {}): LogReader => ({
  read,
  [Symbol.asyncDispose]: close,
});

/** Many sources of one component, as an intake has them. */
async function contained(clock: VirtualClock, open: LogSource['open'], count = COUNT): Promise<LogSource[]> {
  const sources = Array.from({ length: count }, (_, n): LogSource => ({ id: `rank ${n}`, open }));
  const all: Discovery = containedSource(discoveryOf(...sources), 'Unruly', clock);
  const found: LogSource[] = [];
  for await (const source of all.sources(new AbortController().signal)) found.push(source);
  return found;
}

const opened = (source: LogSource) => source.open(undefined, new AbortController().signal, () => {});

/** How long (ms) it takes to do so with one after the other, as they are read; `ok`: how many did not fail. */
async function oneByOne<T>(clock: VirtualClock, all: readonly T[], what: (one: T) => unknown) {
  const began = clock.now();
  let ok = 0;
  await clock.run(
    (async () => {
      for (const one of all)
        await Promise.resolve(what(one)).then(
          () => (ok += 1),
          () => {},
        );
    })(),
  );
  return { took: clock.now() - began, ok };
}

describe('many sources of one component', () => {
  it('that never answer hold up the others for a part of a minute, and for seconds after that', async () => {
    const clock = virtualClock();
    const readers = await Promise.all((await contained(clock, async () => reader(never))).map(opened));
    const into = Buffer.alloc(10);
    expect((await oneByOne(clock, readers, (one) => one.read(into))).took).toBeLessThan(30_000);
    expect((await oneByOne(clock, readers, (one) => one.read(into))).took).toBeLessThan(10_000);
  });

  it('that never open hold up the others for a minute or so', async () => {
    const clock = virtualClock();
    const sources = await contained(clock, never);
    expect((await oneByOne(clock, sources, opened)).took).toBeLessThan(90_000);
  });

  it('have the whole time again once those that hung have answered, and what they answered is taken', async () => {
    const clock = virtualClock();
    const slow = (ms: number) => () =>
      new Promise<Read>((resolve) => void clock.schedule(clock.now() + ms, () => resolve(caughtUp)));
    let ms = 12_000;
    const readers = await Promise.all((await contained(clock, async () => reader(() => slow(ms)()), 3)).map(opened));
    const into = Buffer.alloc(10);
    expect((await oneByOne(clock, readers, (one) => one.read(into))).ok).toBe(0);
    await clock.advance(20_000);
    expect(await oneByOne(clock, readers, (one) => one.read(into))).toEqual({ took: 0, ok: 3 });
    ms = 9_000;
    expect((await oneByOne(clock, readers, (one) => one.read(into))).ok).toBe(3);
  });

  it('share what they read into, but for what is not answered yet', async () => {
    const clock = virtualClock();
    const given = new Set<ArrayBufferLike>();
    const open = async () =>
      reader((into) => {
        given.add(into.buffer);
        return caughtUp;
      });
    const readers = await Promise.all((await contained(clock, open)).map(opened));
    const into = Buffer.alloc(1 << 20);
    for (const one of readers) await one.read(into);
    expect(given.size).toBeLessThan(3);
  });

  it('are closed side by side, so that those that do not close end with the slowest', async () => {
    const clock = virtualClock();
    const sources = await contained(clock, async () => reader(() => caughtUp, never));
    const intake = intakeOf(clock, discoveryOf(...sources));
    await clock.run(intake.settled());
    await clock.run(intake.take());
    const began = clock.now();
    await clock.run(intake.reopen());
    await clock.run(intake.take());
    await clock.run(intake[Symbol.asyncDispose]());
    expect(clock.now() - began).toBeLessThan(5_000);
  });

  it('that is made as one source is one', async () => {
    const clock = virtualClock();
    const one = containedSource<LogSource>({ id: 'odd', open: isOpen }, 'Unruly', clock);
    expect(await (await opened(one)).read(Buffer.alloc(1))).toBe(caughtUp);
  });
});

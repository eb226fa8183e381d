import { type MemorySource, memorySource, virtualClock } from '@sigwatch/testkit';
import { describe, expect, it } from 'vitest';
import type { LogSource, Read } from '../contract.js';
import { discoveryOf, intakeOf, kept, signals, told } from './intake.fixture.js';

const START = Date.UTC(2024, 0, 1, 12);
const at = (seconds: number) => new Date(START + seconds * 1000).toISOString();

/** A world at noon with sources named a, b, c … */
function world(count: number, clock = virtualClock(START)) {
  const sources = Array.from({ length: count }, (_, index) => memorySource('abcdefgh'[index] as string, clock.now));
  const [a, b] = sources as [MemorySource, MemorySource];
  return { clock, sources, a, b };
}

/** One whose lines are told together with the end, as a file's are. */
function atOnce(id: string, text: string, now: () => number): LogSource {
  const cursor = { path: id, inode: '1', head: '', tail: '', offset: text.length, generation: 0, seen: [] };
  const reads: ((into: Buffer) => Read)[] = [
    (into) => ({ kind: 'data', bytes: into.write(text), cursor, end: now() }),
    () => ({ kind: 'caught_up', asOf: now(), cursor }),
  ];
  const read = (into: Buffer) => (reads.length > 1 ? reads.shift() : reads[0])?.(into) as Read;
  return { id, open: async () => ({ read, [Symbol.asyncDispose]: async () => {} }) };
}

describe('intake: sources that are new', () => {
  it('are told of together, before what they print, also when they are read to their end with it', async () => {
    const clock = virtualClock(START);
    const sources = ['a', 'b', 'c'].map((id) => atOnce(id, 'step 1\n', clock.now));
    await using intake = intakeOf(clock, discoveryOf(...sources));
    await clock.settle();
    const first = told(await intake.take());
    expect(first[0]).toBe('a b c found');
    expect(first.filter((one) => one.endsWith(' found'))).toHaveLength(1);
    expect(told(await intake.take()).filter((one) => one.endsWith(' found'))).toEqual([]);
  });
});

describe('intake: order', () => {
  it('merges sources by the time of their lines', async () => {
    const { clock, sources, a, b } = world(2);
    await clock.advance(100_000);
    a.append(`${at(1)} FAIL one\n${at(5)} FAIL three\n`);
    b.append(`${at(2)} FAIL two\n${at(9)} FAIL four\n`);
    await using intake = intakeOf(clock, discoveryOf(...sources));
    await clock.settle();
    expect(signals(await intake.take()).map(({ fields }) => fields.what)).toEqual(['one', 'two', 'three', 'four']);
  });

  it('merges backlogs of many chunks, whoever is longer', async () => {
    const { clock, sources, a, b } = world(2);
    await clock.advance(1_000_000);
    const filler = 'x'.repeat(2000);
    const long = (from: number, every: number, count: number, name: string) =>
      Array.from({ length: count }, (_, n) => `${at(from + n * every)} FAIL ${name}${n}\n${filler}\n`).join('');
    a.append(long(0, 1, 3000, 'a'));
    b.append(long(0.5, 3, 900, 'b'));
    await using intake = intakeOf(clock, discoveryOf(...sources));
    await clock.settle();
    const all = [];
    for (let idle = false; !idle; ) {
      const taken = await intake.take();
      all.push(...signals(taken));
      idle = taken.idle;
    }
    expect(all).toHaveLength(3900);
    expect(all.map(({ time }) => time)).toEqual(all.map(({ time }) => time).sort((x, y) => x - y));
  });

  it('is not idle, and keeps the order, while what was read waits for an earlier source', async () => {
    const { clock, sources, a, b } = world(2);
    await clock.advance(1_000_000);
    // a brings more in its first chunk than a batch takes; b waits with a line that comes last.
    a.append(Array.from({ length: 60_000 }, (_, n) => `${at(n / 100)} FAIL a${n}\n`).join(''));
    b.append(`${at(0)} FAIL first\n${at(700)} FAIL last\n`);
    await using intake = intakeOf(clock, discoveryOf(...sources));
    await clock.settle();
    const first = await intake.take();
    expect(first.idle).toBe(false);
    expect(first.moved.get('b')?.state.handed?.id).toBe('1/b#0:0/failed');
    const all = signals(first);
    for (let idle = false; !idle; ) {
      const taken = await intake.take();
      all.push(...signals(taken));
      idle = taken.idle;
    }
    expect(all.length).toBe(60_002);
    expect(all.at(-1)?.fields.what).toBe('last');
  });

  it('gives a line without a time the moment of its reading', async () => {
    const { clock, sources, a } = world(1);
    await using intake = intakeOf(clock, discoveryOf(...sources));
    await clock.settle();
    await intake.take();
    await clock.advance(5_000);
    a.append('FAIL now\n');
    expect(signals(await intake.take())[0]?.time).toBe(START + 5_000);
  });

  it('never lets a time go back, nor before the last sight of the end, nor after the reading', async () => {
    const { clock, sources, a } = world(1);
    await using intake = intakeOf(clock, discoveryOf(...sources));
    await clock.settle();
    await clock.advance(60_000);
    await intake.take();
    await clock.advance(60_000);
    a.append(`${at(10)} FAIL early\n${at(100)} FAIL fits\n${at(90)} FAIL back\n${at(500)} FAIL ahead\n`);
    const times = signals(await intake.take()).map(({ time }) => (time - START) / 1000);
    expect(times).toEqual([60, 100, 100, 120]);
  });

  it('learns the zone of a source from a line that was printed just now', async () => {
    const { clock, sources, a } = world(1);
    await using intake = intakeOf(clock, discoveryOf(...sources));
    await clock.settle();
    await intake.take();
    await clock.advance(10_000);
    a.append(`2024-01-01 17:30:09 FAIL elsewhere\n`);
    expect((signals(await intake.take())[0]?.time ?? 0) - START).toBe(9_000);
  });
});

describe('intake: lines', () => {
  it('takes a progress bar apart at its carriage returns, and counts it as one line', async () => {
    const { clock, sources, a } = world(1);
    a.append('step 1\rstep 2\rstep 3\nFAIL after\n');
    await using intake = intakeOf(clock, discoveryOf(...sources));
    await clock.settle();
    expect(told(await intake.take())).toEqual([
      'a found',
      'a:1 step',
      'a:1 step',
      'a:1 step',
      'a:2 failed',
      'a output',
      'a watermark',
      'watermark',
    ]);
  });

  it('makes one step of what several rules read in one line', async () => {
    const { clock, sources, a } = world(1);
    a.append('step 7 loss 2.5\n');
    await using intake = intakeOf(clock, discoveryOf(...sources));
    await clock.settle();
    expect(signals(await intake.take()).map(({ fields }) => fields)).toEqual([{ step: 7, loss: 2.5 }]);
  });

  it('waits with a half line until nothing more will come', async () => {
    const { clock, sources, a } = world(1);
    a.append('FAIL half');
    await using intake = intakeOf(clock, discoveryOf(...sources));
    await clock.settle();
    expect(told(await intake.take())).toEqual(['a watermark', 'watermark']);
    await clock.advance(1);
    await intake.reopen();
    expect(told(await intake.take(true))).toEqual(['a:1 failed', 'output', 'watermark']);
  });

  it('closes an open block after two quiet seconds, and not before', async () => {
    const { clock, sources, a } = world(1);
    a.append('Traceback (most recent call last):\n  File "x.py", line 1, in f\n');
    await using intake = intakeOf(clock, discoveryOf(...sources));
    await clock.settle();
    expect(told(await intake.take())).toEqual(['a found', 'a output', 'a watermark', 'watermark']);
    await clock.advance(1_900);
    expect(told(await intake.take())).toEqual(['watermark']);
    await clock.advance(200);
    expect(told(await intake.take())).toEqual(['a:1 exception', 'watermark']);
  });

  it('closes an open block at the end of its source', async () => {
    const { clock, sources, a } = world(1);
    a.append('Traceback (most recent call last):\n');
    a.end();
    await using intake = intakeOf(clock, discoveryOf(...sources));
    await clock.settle();
    expect(told(await intake.take())).toEqual(['a found', 'a output', 'a:1 exception', 'a source_ended']);
    expect(intake.ended).toBe(true);
  });

  it('tells of a line that was cut, and counts on behind it', async () => {
    const { clock, sources, a } = world(1);
    a.append(`FAIL one\n${'y'.repeat(3 << 20)}\nFAIL three\n`);
    await using intake = intakeOf(clock, discoveryOf(...sources));
    await clock.settle();
    const taken = await intake.take();
    expect(signals(taken).map(({ line }) => line)).toEqual([1, 3]);
    expect(taken.events.find((event) => event.type === 'notice')).toMatchObject({ source: 'a', line: 2 });
  });
});

describe('intake: trouble', () => {
  it('is blind where a source cannot be opened, and reads it when it can', async () => {
    const { clock, sources, a } = world(1);
    let broken = true;
    const shy: LogSource = {
      id: 'shy',
      open: async (from, abort) => {
        if (broken) throw new Error('no such host');
        return a.open(from, abort);
      },
    };
    a.append('FAIL seen\n');
    await using intake = intakeOf(clock, discoveryOf(shy));
    await clock.settle();
    expect((await intake.take()).events).toMatchObject([{ type: 'blind', source: 'shy', error: 'no such host' }]);
    broken = false;
    await clock.advance(20_000);
    expect(told(await intake.take())).toEqual([
      'shy found',
      'shy:1 failed',
      'shy output',
      'shy watermark',
      'watermark',
    ]);
    expect(sources).toHaveLength(1);
  });

  it('is blind while sources cannot be looked for, and looks again', async () => {
    const { clock, a } = world(1);
    let tries = 0;
    const discovery = {
      async *sources() {
        tries += 1;
        if (tries < 3) throw new Error('no answer');
        yield a;
      },
    };
    await using intake = intakeOf(clock, discovery);
    await clock.settle();
    expect(told(await intake.take())).toEqual([' blind']);
    expect(told(await intake.take())).toEqual([' blind']);
    await clock.advance(200);
    await intake.take();
    await clock.advance(400);
    await intake.take();
    await clock.settle();
    expect(told(await intake.take())).toEqual([' source_ended', 'a watermark', 'watermark']);
    expect(tries).toBe(3);
  });

  it('looks for new sources when it is opened again, unless all were found', async () => {
    const { clock, a, b } = world(2);
    let tries = 0;
    const searching = {
      async *sources(abort: AbortSignal) {
        tries += 1;
        yield a;
        if (tries > 1) yield b;
        await new Promise<void>((resolve) => abort.addEventListener('abort', () => resolve()));
      },
    };
    await using intake = intakeOf(clock, searching);
    await clock.settle();
    expect(told(await intake.take())).toEqual(['a watermark', 'watermark']);
    await intake.reopen();
    await clock.settle();
    await clock.advance(1);
    expect(told(await intake.take())).toEqual(['b watermark', 'watermark']);
    expect([tries, intake.sources]).toEqual([2, 2]);
    let asked = 0;
    const whole = {
      async *sources() {
        asked += 1;
        yield a;
      },
    };
    await using other = intakeOf(clock, whole);
    await clock.settle();
    await other.reopen();
    await clock.settle();
    expect([asked, told(await other.take())]).toEqual([1, ['a watermark', 'watermark']]);
  });

  it('says that there is nothing yet, where no source exists', async () => {
    const { clock } = world(0);
    await using intake = intakeOf(clock, discoveryOf());
    await clock.settle();
    expect(told(await intake.take())).toEqual([' watermark']);
  });

  it('hands nothing out twice when it is opened again in the middle of a chunk', async () => {
    const { clock, sources, a, b } = world(2);
    await clock.advance(1_000_000);
    a.append(Array.from({ length: 60_000 }, (_, n) => `${at(n / 100)} FAIL a${n}\n`).join(''));
    b.append(`${at(0)} FAIL first\n${at(700)} FAIL last\n`);
    await using intake = intakeOf(clock, discoveryOf(...sources));
    await clock.settle();
    const all = signals(await intake.take());
    const resumed = intakeOf(clock, discoveryOf(...sources), { states: kept(intake.states) });
    await clock.settle();
    await resumed.reopen();
    for (let idle = false; !idle; await resumed.reopen()) {
      const taken = await resumed.take();
      all.push(...signals(taken));
      idle = taken.idle;
    }
    await resumed[Symbol.asyncDispose]();
    expect(new Set(all.map(({ id }) => id)).size).toBe(all.length);
    expect(all).toHaveLength(60_002);
  });

  it('leaves no listener behind, however often it waits', async () => {
    const { clock, sources } = world(8);
    const warnings: string[] = [];
    const warn = (warning: Error) => warnings.push(warning.name);
    process.on('warning', warn);
    const abort = new AbortController();
    let listeners = 0;
    const { addEventListener, removeEventListener } = abort.signal;
    abort.signal.addEventListener = (...given: Parameters<typeof addEventListener>) => {
      listeners += 1;
      addEventListener.apply(abort.signal, given);
    };
    abort.signal.removeEventListener = (...given: Parameters<typeof removeEventListener>) => {
      listeners -= 1;
      removeEventListener.apply(abort.signal, given);
    };
    const many = Array.from({ length: 5 }, (_, n) =>
      sources.map((source) => ({ ...source, id: `${source.id}${n}` })),
    ).flat();
    await using intake = intakeOf(clock, discoveryOf(...many));
    await clock.settle();
    for (let cycle = 0; cycle < 2_000; cycle++) {
      await intake.take();
      const woken = intake.wake(abort.signal);
      sources[0]?.append('a line\n');
      await woken;
      expect(listeners).toBe(0);
    }
    await clock.settle();
    process.off('warning', warn);
    expect(warnings).toEqual([]);
  });
});

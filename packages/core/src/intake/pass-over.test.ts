import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { LogReader, LogSource, Read } from '../contract.js';
import { fileSource } from '../source/file-source.js';
import { Clock, scratch } from '../source/reading.fixture.js';
import { discoveryOf, intakeOf, signals } from './intake.fixture.js';
import type { Intake } from './intake.js';

const START = Date.UTC(2026, 10, 22, 12);

/** Whose every read is looked at first. */
function seenBy(source: LogSource, look: (read: Read) => Read): LogSource {
  return {
    id: source.id,
    async open(from, abort, changed) {
      const reader = await source.open(from, abort, changed);
      return {
        read: (into: Buffer, final?: boolean) => {
          const read = reader.read(into, final);
          return 'kind' in read ? look(read) : read.then(look);
        },
        [Symbol.asyncDispose]: () => reader[Symbol.asyncDispose](),
      } satisfies LogReader;
    },
  };
}

/** The same source, whose lines come without the word that its end was seen behind them: so none is passed over. */
const withoutEnds = (source: LogSource): LogSource =>
  seenBy(source, (read) => {
    if (read.kind !== 'data') return read;
    const { end: _, ...rest } = read;
    return rest;
  });

const stamp = (at: number, zoned: boolean) =>
  zoned ? new Date(at).toISOString() : new Date(at).toISOString().slice(0, 19).replace('T', ' ');
const text = fc.record({
  say: fc.constantFrom('quiet', 'step 7', 'FAIL disk', 'Traceback (most recent call last):', '  File "a.py"', 'E: x'),
  dated: fc.constantFrom('no', 'zoned', 'bare'),
  ago: fc.integer({ min: 0, max: 90_000 }),
});
const rounds = fc.array(fc.array(fc.array(text, { maxLength: 4 }), { minLength: 2, maxLength: 2 }), { maxLength: 25 });

async function takeAll(intake: Intake) {
  const told = { signals: [] as string[], lines: 0 };
  for (let idle = false; !idle; ) {
    const taken = await intake.take();
    for (const { id, time } of signals(taken)) told.signals.push(`${id} ${time}`);
    for (const event of taken.events) if (event.type === 'output') told.lines += event.lines;
    ({ idle } = taken);
  }
  return told;
}

it('passes over what tells nothing, and leaves the same state as a reading of each line would', async () => {
  let ends = 0;
  const counted = (read: Read) => {
    if (read.kind === 'data' && read.end !== undefined) ends += 1;
    return read;
  };
  await fc.assert(
    fc.asyncProperty(rounds, async (parts) => {
      const dir = scratch();
      const clock = new Clock();
      await clock.advance(START - clock.now());
      const sources = ['a.log', 'b.log'].map((name) => fileSource(dir.at(name), { deps: clock, id: name }));
      await using fast = intakeOf(clock, discoveryOf(...sources.map((one) => seenBy(one, counted))));
      const plain = ['a.log', 'b.log'].map((name) => fileSource(dir.at(name), { deps: clock, id: name }));
      await using slow = intakeOf(clock, discoveryOf(...plain.map(withoutEnds)));
      try {
        for (const name of ['a.log', 'b.log']) dir.write(name, 'begins\n');
        for (const intake of [fast, slow]) await intake.settled();
        for (const round of [[], ...parts]) {
          for (const [file, lines] of round.entries())
            for (const { say, dated, ago } of lines) {
              const at = dated === 'no' ? '' : `${stamp(clock.now() - ago, dated === 'zoned')} `;
              dir.append(['a.log', 'b.log'][file] as string, `${at}${say}\n`);
            }
          await clock.advance(40);
          const told = await takeAll(fast);
          expect(told).toEqual(await takeAll(slow));
          expect([...fast.states]).toEqual([...slow.states]);
          await clock.advance(700);
        }
      } finally {
        dir.done();
      }
    }),
    { numRuns: 60 },
  );
  expect(ends).toBeGreaterThan(100);
});

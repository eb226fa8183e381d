import { virtualClock } from '@sigwatch/testkit';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { EngineEvent, LogReader, LogSource, Read } from '../contract.js';
import { noSources, readUpTo, sourcesAfter } from '../correlate/sources-read.js';
import { emptyLedger } from '../policy/ledger.js';
import { attemptOperator } from '../run/attempt.js';
import { isFresh } from '../run/fresh.js';
import { discoveryOf, intakeOf } from './intake.fixture.js';

const config = {
  run_id: 'run',
  attempt: 1,
  has_job: false,
  hold: 10_000,
  hang_symptom_of: [],
  policies: undefined,
  ledger: emptyLedger,
};
const engine = attemptOperator(config);

/** A source that does as it is told, and tells what each look would say of it alone. */
function puppet(id: string, now: () => number, tell: (event: EngineEvent) => void, cheap: boolean) {
  let [offset, lines, blind, ended, caughtUp] = [0, 0, false, false, false];
  let changed = () => {};
  const cursor = () => ({ path: id, inode: '1', head: '', tail: '', offset, generation: 0, seen: [] });
  const look = async (into: Buffer): Promise<Read> => {
    const at = now();
    if (blind) {
      tell({ type: 'blind', at, source: id, error: 'ESTALE' });
      return { kind: 'blind', error: new Error('ESTALE') };
    }
    if (lines > 0) {
      const bytes = into.write('a line\n'.repeat(lines));
      tell({ type: 'output', at, source: id, time: at, lines });
      offset += bytes;
      lines = 0;
      return { kind: 'data', bytes, cursor: cursor() };
    }
    if (ended) {
      tell({ type: 'source_ended', at, source: id });
      return { kind: 'ended' };
    }
    caughtUp = true;
    tell({ type: 'watermark', at, source: id, as_of: at });
    return { kind: 'caught_up', asOf: at, cursor: cursor() };
  };
  const reader: LogReader = {
    read: look,
    unchanged() {
      if (!cheap || !caughtUp || blind || ended || lines > 0) return undefined;
      tell({ type: 'watermark', at: now(), source: id, as_of: now() });
      return now();
    },
    async [Symbol.asyncDispose]() {},
  };
  const source: LogSource = {
    id,
    async open(_from, _abort, hint = () => {}) {
      changed = hint;
      return reader;
    },
  };
  return {
    source,
    print(hinted: boolean) {
      lines += ended ? 0 : 1;
      if (hinted) changed();
    },
    blinds: (to: boolean) => {
      blind = to;
    },
    ends: () => {
      ended = true;
    },
  };
}

const who = fc.nat(3);
const action = fc.oneof(
  { weight: 4, arbitrary: fc.record({ do: fc.constant('print' as const), who, hinted: fc.boolean() }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('blind' as const), who, to: fc.boolean() }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('end' as const), who: fc.nat(1) }) },
  { weight: 4, arbitrary: fc.record({ do: fc.constant('due' as const), after: fc.nat(900) }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('all' as const), after: fc.nat(900) }) },
);

describe('what the engine is told of many sources', () => {
  it('proves exactly what a word on each of them would', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(action, { maxLength: 60 }), fc.boolean(), async (actions, cheap) => {
        const clock = virtualClock(1_000_000);
        const told: EngineEvent[] = [];
        const puppets = ['a', 'b', 'c', 'd'].map((id) => puppet(id, clock.now, (event) => told.push(event), cheap));
        await using intake = intakeOf(clock, discoveryOf(...puppets.map(({ source }) => source)));
        await clock.settle();
        let one = engine.init();
        let naive = engine.init();
        let [read, naively] = [noSources, noSources];
        const compare = (events: readonly EngineEvent[]) => {
          for (const event of events) {
            one = engine.step(one, event)[0];
            read = sourcesAfter(read, event, event.type === 'watermark' ? event.as_of : event.at);
          }
          for (const event of told.splice(0)) {
            naive = engine.step(naive, event)[0];
            naively = sourcesAfter(naively, event, event.type === 'watermark' ? event.as_of : event.at);
          }
          const now = clock.now();
          expect([...one.clock.reasons].sort()).toEqual([...naive.clock.reasons].sort());
          for (const ago of [0, 1, 100, 600, 5_000]) {
            expect(isFresh(one, config, now - ago), `fresh ${ago} ms ago`).toBe(isFresh(naive, config, now - ago));
            // Of one that is blind no more is remembered than of all; the clock stands meanwhile, so that nothing is asked.
            const all = readUpTo(read, undefined, now - ago);
            if (all || naive.clock.since === undefined)
              expect(all, `read up to ${ago} ms ago`).toBe(readUpTo(naively, undefined, now - ago));
            for (const id of ['a', 'b', 'c', 'd'])
              if (readUpTo(read, id, now - ago)) expect(readUpTo(naively, id, now - ago)).toBe(true);
          }
        };
        for (const act of actions) {
          if (act.do === 'print') puppets[act.who]?.print(act.hinted);
          else if (act.do === 'blind') puppets[act.who]?.blinds(act.to);
          else if (act.do === 'end') puppets[act.who]?.ends();
          else {
            await clock.advance(act.after);
            compare((await (act.do === 'due' ? intake.takeDue() : intake.take())).events);
          }
        }
      }),
      { numRuns: 400 },
    );
  });

  it('is one word, however many there are, and names only those that differ', async () => {
    const clock = virtualClock(1_000_000);
    const puppets = Array.from({ length: 500 }, (_, n) => puppet(`log${n}`, clock.now, () => {}, true));
    await using intake = intakeOf(clock, discoveryOf(...puppets.map(({ source }) => source)));
    await clock.settle();
    const first = await intake.takeDue();
    expect(first.events.map(({ type }) => type)).toEqual(['watermark', 'watermark']);
    await clock.advance(10_000);
    for (const one of puppets.slice(0, 100)) one.print(true);
    for (const one of puppets.slice(100, 103)) one.blinds(true);
    const { events, bound, moved } = await intake.take();
    expect(events).toEqual([
      { type: 'output', at: 1_010_000, time: 1_010_000, lines: 100 },
      { type: 'blind', at: 1_010_000, source: 'log100', others: ['log101', 'log102'], error: 'ESTALE' },
      { type: 'watermark', at: 1_010_000, as_of: 1_010_000 },
    ]);
    expect([moved.size, bound.length]).toEqual([103, 3]);
  });

  it('looks only at those that have news, or are due', async () => {
    const clock = virtualClock(1_000_000);
    const looked: EngineEvent[] = [];
    const puppets = Array.from({ length: 5_000 }, (_, n) =>
      puppet(`log${n}`, clock.now, (event) => looked.push(event), true),
    );
    await using intake = intakeOf(clock, discoveryOf(...puppets.map(({ source }) => source)));
    await clock.settle();
    await intake.takeDue();
    for (let turn = 0; turn < 40; turn++) {
      await clock.advance(Math.max(0, intake.due - clock.now()));
      await intake.takeDue();
    }
    looked.length = 0;
    puppets[7]?.print(true);
    await intake.takeDue();
    expect(looked.map((event) => 'source' in event && event.source)).toEqual(['log7', 'log7']);
    const from = clock.now();
    looked.length = 0;
    while (clock.now() < from + 10_000) {
      await clock.advance(Math.max(1, intake.due - clock.now()));
      await intake.takeDue();
    }
    // Each of them at least every four seconds, and 2,500 a second together.
    expect(new Set(looked.map((event) => 'source' in event && event.source)).size).toBe(5_000);
    expect(looked.length).toBeLessThanOrEqual(27_500);
  });
});

import { describe, expect, it } from 'vitest';
import { firstOf, input } from './inputs/cached.mjs';
import { literal43, literalLed, mixed, noLiteral43 } from './inputs/rule-sets.mjs';
import { peers } from './peers/index.mjs';
import { pythonFields } from './peers/python.mjs';
import { cliScan, libraryScan } from './peers/sigwatch.mjs';
import { contest } from './runner/contest.mjs';

const SETS = [
  ['43 rules that hold a text', 4, literal43],
  ['43 rules that hold none', 2, noLiteral43],
  ['mixed rules', 1, mixed(300)],
  ['rules led by a text', 1, literalLed(300)],
] as const;

/** Small, so that the slowest peer takes seconds; times are not looked at. */
const SCALE = 8;

describe('sigwatch counts what others count with the same rules in the same bytes', () => {
  for (const shape of ['quiet', 'progress', 'long'] as const)
    for (const [name, megabytes, rules] of SETS)
      it(`${name}, ${shape} log`, async () => {
        const log = await input(shape, 4).then((whole) => firstOf(whole, megabytes));
        const entrants = [cliScan(), ...peers].map((peer) => ({ ...peer, slice: 8 }));
        const { entries, wrong } = await contest({ name, rules, input: log, entrants, rounds: 1, sliceScale: SCALE });
        expect([...entries.keys()]).toHaveLength(entrants.length);
        expect(wrong).toEqual([]);
      });
});

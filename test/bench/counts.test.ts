import { describe, expect, it } from 'vitest';
import { firstOf, input } from './inputs/cached.mjs';
import { literal43, literalLed, mixed, noLiteral43 } from './inputs/rule-sets.mjs';
import { peers } from './peers/index.mjs';
import { pythonFields } from './peers/python.mjs';
import { cliScan, libraryScan } from './peers/sigwatch.mjs';
import { contest } from './runner/contest.mjs';

/** Small, since the slowest peer gets through some kilobytes a second of the mixed rules. Times are not looked at. */
const CASES = [
  ['43 rules that hold a text', 'dense', 0.5, literal43, 20],
  ['43 rules that hold a text, in long lines', 'long', 1, literal43, 2],
  ['43 rules that hold none', 'dense', 0.25, noLiteral43, 20],
  ['mixed rules', 'dense', 0.05, mixed(300), 5],
  ['rules led by a text', 'dense', 0.25, literalLed(300), 20],
] as const;

describe('sigwatch counts what others count with the same rules in the same bytes', () => {
  for (const [name, shape, megabytes, rules, atLeast] of CASES)
    it(`${name}`, async () => {
      const log = await firstOf(await input(shape, 2), megabytes);
      const entrants = [cliScan(), ...peers];
      const { entries, wrong, counts } = await contest({ name, rules, input: log, entrants, rounds: 1 });
      expect([...entries.keys()]).toEqual(expect.arrayContaining(entrants.map((peer) => peer.name)));
      expect(wrong).toEqual([]);
      expect(counts.lines).toBeGreaterThan(atLeast);
    });

  it('reads the same numbers from steps as Python does', async () => {
    const log = await firstOf(await input('progress', 2), 1);
    const entrants = [cliScan(), libraryScan, pythonFields];
    const { wrong, counts } = await contest({ name: 'fields', rules: literal43, input: log, entrants, rounds: 1 });
    expect(wrong).toEqual([]);
    expect(Object.keys(counts.sums ?? {})).toEqual(['step', 'total', 'step_time_ms', 'loss', 'grad_norm']);
  });

  it('tells by how much, where counts differ', async () => {
    const log = await firstOf(await input('dense', 2), 0.05);
    const entrants = [cliScan(), ...peers].map((peer) => ({
      ...peer,
      job: (_rules: unknown, folder: string) => peer.job(literal43.slice(0, 5), folder),
    }));
    const { wrong } = await contest({ name: 'fewer', rules: literal43, input: log, entrants, rounds: 1 });
    for (const { name } of entrants)
      expect(wrong.filter((text) => text.includes(`, ${name} `)).length).toBeGreaterThan(0);
  });
});

import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { defaultPack, testLines } from './inputs/default-pack.mjs';
import { type BenchRule, literal43, literalLed, mixed, noLiteral43 } from './inputs/rule-sets.mjs';
import { writeLog } from './log.mjs';
import { peers } from './peers/index.mjs';
import { pythonFields, pythonLines } from './peers/python.mjs';
import { cliScan, libraryScan } from './peers/sigwatch.mjs';
import { contest } from './runner/contest.mjs';

const folder = mkdtempSync(join(tmpdir(), 'sigwatch-counts-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** One line in ten is one that a rule is for: where counts are compared, many should be more than none. */
async function logOf(name: string, kilobytes: number, rules: readonly BenchRule[], more = {}) {
  const path = join(folder, `${name.replaceAll(' ', '-')}.log`);
  const planted = rules.flatMap((rule) => ('sample' in rule ? [String(rule.sample)] : []));
  await writeLog(path, kilobytes * 1024, { seed: 7, share: 0.1, rare: 10, planted, ...more });
  return { path, bytes: statSync(path).size };
}

/** Small, since the slowest peer gets through some kilobytes a second of the mixed rules. Times are not looked at. */
const CASES = [
  { name: 'rules that hold a text', kilobytes: 256, rules: literal43, atLeast: 50 },
  { name: 'rules that hold none', kilobytes: 128, rules: noLiteral43, atLeast: 50 },
  { name: 'mixed rules', kilobytes: 32, rules: mixed(300), atLeast: 10 },
  { name: 'rules led by a text', kilobytes: 128, rules: literalLed(300), atLeast: 50 },
  {
    name: 'long lines',
    kilobytes: 1024,
    rules: literal43,
    atLeast: 3,
    more: { rare: 2000, share: 0.001, joined: 800 },
  },
];

describe('sigwatch counts what others count with the same rules in the same bytes', () => {
  for (const { name, kilobytes, rules, atLeast, more } of CASES)
    it(name, async () => {
      const input = await logOf(name, kilobytes, rules, more);
      const entrants = [cliScan(), ...peers];
      const { entries, wrong, counts } = await contest({ name, rules, input, entrants, rounds: 1 });
      expect([...entries.keys()]).toEqual(expect.arrayContaining(entrants.map((peer) => peer.name)));
      expect(wrong).toEqual([]);
      expect(counts.lines).toBeGreaterThan(atLeast);
    });

  it('reads the same numbers from steps as Python does', async () => {
    const input = await logOf('steps', 512, literal43, { share: 0.35 });
    const entrants = [cliScan(), libraryScan, pythonFields];
    const { wrong, counts } = await contest({ name: 'fields', rules: literal43, input, entrants, rounds: 1 });
    expect(wrong).toEqual([]);
    expect(Object.keys(counts.sums ?? {})).toEqual(['step', 'total', 'step_time_ms', 'loss', 'grad_norm']);
  });

  it('finds what Python does with the patterns of the default pack, in the lines of its own tests', async () => {
    const { rules, leftOut } = defaultPack();
    expect(leftOut).toEqual([]);
    const path = join(folder, 'tested.log');
    writeFileSync(path, `${testLines().join('\n')}\n`);
    const input = { path, bytes: statSync(path).size };
    const entrants = [cliScan(), pythonLines];
    const { wrong, counts } = await contest({ name: 'default pack', rules, input, entrants, rounds: 1 });
    expect(wrong).toEqual([]);
    expect(Object.keys(counts.byRule ?? {}).length).toBeGreaterThan(0.95 * rules.length);
  });

  it('says so where counts differ, whoever it is', async () => {
    const input = await logOf('fewer', 64, literal43);
    const fewer = literal43.slice(0, 5);
    const entrants = [cliScan(), ...peers].map((peer) => ({
      ...peer,
      job: (_: readonly BenchRule[], where: string) => peer.job(fewer, where),
    }));
    const { wrong } = await contest({ name: 'fewer', rules: literal43, input, entrants, rounds: 1 });
    for (const { name } of entrants)
      expect(
        wrong.some((text) => text.includes(`, ${name} `)),
        name,
      ).toBe(true);
  });
});

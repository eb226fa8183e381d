import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { NaiveRecord } from '../prefilter/naive.test-oracle.js';
import { createPrefilter } from '../prefilter/prefilter.js';
import { openScanner } from '../prefilter/scanner.js';
import { RECORD_WORDS } from '../prefilter/walk.js';
import { bytesOf, type Members, membersOf } from './members.js';
import { naiveRuns } from './naive.test-oracle.js';
import { createRunFinder, type RunFinderOptions } from './run-finder.js';
import type { RunRule } from './seeds.js';
import type { Run } from './share.js';

interface Told {
  readonly records: readonly NaiveRecord[];
  readonly tried: number;
  readonly stopped: number | undefined;
}

function finderOf(rules: readonly RunRule[], options?: RunFinderOptions) {
  const scanner = openScanner()!;
  // Chunks stand in the memory of the prefilter, as they do where both look for rules.
  const prefilter = createPrefilter(scanner, []);
  const finder = createRunFinder(scanner, rules, options);
  if (finder === undefined) return undefined;
  return (chunk: Buffer): Told => {
    const records: NaiveRecord[] = [];
    let found = finder.find(prefilter.find(chunk).address, chunk.length);
    for (;;) {
      for (let at = 0; at < found.count * RECORD_WORDS; at += RECORD_WORDS) {
        const [start, end, lines, rule] = found.records.subarray(at, at + 4);
        records.push({ start: start!, end: end!, lines: lines!, rule: rule! });
      }
      if (!found.more) return { records, tried: found.tried, stopped: found.stopped };
      found = finder.next();
    }
  };
}

const byPlace = (a: NaiveRecord, b: NaiveRecord) => a.start - b.start || a.rule - b.rule;

function compare(rules: readonly RunRule[], chunks: readonly Buffer[], options?: RunFinderOptions): number {
  const find = finderOf(rules, { patience: 1000, ...options });
  if (find === undefined) throw new Error('there are too many seeds');
  let count = 0;
  for (const chunk of chunks) {
    const { records } = find(chunk);
    for (const [index, { start }] of records.entries())
      if (index > 0) expect(start).toBeGreaterThanOrEqual(records[index - 1]!.start);
    expect([...records].sort(byPlace)).toEqual(naiveRuns(rules, chunk));
    count += records.length;
  }
  return count;
}

const set = (first: string, last = first): Members => membersOf([[first.charCodeAt(0), last.charCodeAt(0)]])!;
const sets = [
  ...[set('A', 'Z'), set('a', 'z'), set('0', '9'), set('0', '9'), set('#'), set(' '), set('-') | set(':') | set('/')],
  ...[set('0', '9') | set('a', 'f'), set(' ', '~'), set('\0', '\x08') | set('\t'), set('[', '`'), set(',') | set(';')],
];
const run = fc.array(fc.constantFrom(...sets), { minLength: 3, maxLength: 16 });
const rulesOf = (most: number) =>
  fc
    .array(fc.array(run, { minLength: 1, maxLength: 2 }), { minLength: 1, maxLength: most })
    .map((all) => all.map((runs, rule): RunRule => ({ index: 3 * rule + 1, runs })));

/** Bytes in which a run stands: of each set the first or the last. */
const sampleOf = (of: Run, last: boolean) => Buffer.from(of.map((members) => bytesOf(members).at(last ? -1 : 0)!));
const piece = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.constantFrom('AB', '12', 'ab', '#', ':', ' ', '01', '_', ',').map((text) => Buffer.from(text)),
  },
  { weight: 2, arbitrary: fc.constantFrom('\n', '\r', '\r\n', '\0', '\x1a', '█').map((text) => Buffer.from(text)) },
  { weight: 1, arbitrary: fc.constant(Buffer.from('█').subarray(0, 2)) },
  { weight: 1, arbitrary: fc.uint8Array({ maxLength: 40 }).map((bytes) => Buffer.from(bytes)) },
);
const pieces = fc.array(fc.tuple(piece, fc.nat(), fc.boolean()), { maxLength: 80, size: 'max' });
/** Pieces, and among them the runs of the rules. */
const chunkFor = (rules: readonly RunRule[], parts: readonly (readonly [Buffer, number, boolean])[]) => {
  const runs = rules.flatMap((rule) => rule.runs);
  return Buffer.concat(
    parts.flatMap(([bytes, which, last]) =>
      which % 3 === 0 ? [bytes] : [bytes, sampleOf(runs[which % runs.length]!, last)],
    ),
  );
};

it('finds what a search of each line for each run finds, on any bytes', () => {
  let count = 0;
  fc.assert(
    fc.property(rulesOf(12), fc.array(pieces, { minLength: 1, maxLength: 3 }), (rules, all) => {
      count += compare(
        rules,
        all.map((parts) => chunkFor(rules, parts)),
      );
    }),
    { numRuns: 400 },
  );
  expect(count).toBeGreaterThan(2000);
});

it('finds the same when few records fit at a time', () => {
  fc.assert(
    fc.property(rulesOf(8), pieces, fc.integer({ min: 1, max: 4 }), (rules, parts, records) => {
      compare(rules, [chunkFor(rules, parts)], { records });
    }),
    { numRuns: 200 },
  );
});

it('does not depend on where a run stands, nor on what is around it', () => {
  const digits = Array<Members>(7).fill(set('0', '9'));
  const rules = [{ index: 0, runs: [[set('A', 'Z'), set('#'), ...digits, set('#'), set('a', 'z')]] }];
  const find = finderOf(rules)!;
  for (let before = 0; before < 140; before++)
    for (const after of [0, 1, 15, 16, 55, 56, 63, 64]) {
      const one = Buffer.from(`${'.'.repeat(before)}X#1234567#y${'.'.repeat(after)}`);
      expect(find(one).records).toEqual([{ start: 0, end: one.length, lines: 0, rule: 0 }]);
      // What stood behind the end before is no part of the chunk, and neither is what stands before its begin.
      expect(find(one.subarray(0, before + 10)).records).toEqual([]);
      expect(find(one.subarray(before + 1)).records).toEqual([]);
    }
});

it('takes no run that a line end tears', () => {
  const find = finderOf([{ index: 0, runs: [[set(' ', '~'), set('#'), set('#'), set(' ', '~')]] }])!;
  for (const end of ['\n', '\r', '\r\n', '\0', 'é'])
    expect(find(Buffer.from(`a#${end}#b`.repeat(50))).records).toEqual([]);
  expect(find(Buffer.from('a##b\r\na##b\ra##b\n')).records.map(({ start, lines }) => [start, lines])).toEqual([
    [0, 0],
    [6, 1],
    [11, 1],
  ]);
});

it('ends before a line when too much had to be compared, and what it told until then is whole', () => {
  let stops = 0;
  const property = fc.property(rulesOf(8), pieces, fc.integer({ min: 1, max: 9 }), (rules, parts, records) => {
    const chunk = chunkFor(rules, parts);
    const { records: told, stopped } = finderOf(rules, { records, patience: 0 })!(chunk);
    const naive = naiveRuns(rules, chunk).filter(({ start }) => stopped === undefined || start < stopped);
    expect([...told].sort(byPlace)).toEqual(naive);
    if (stopped === undefined) return;
    stops += 1;
    expect(stopped === 0 || [10, 13].includes(chunk[stopped - 1]!)).toBe(true);
  });
  fc.assert(property, { numRuns: 200 });
  expect(stops).toBeGreaterThan(50);
});

it('chooses other seeds where those of before are frequent in the log, and finds the same', () => {
  const digits = (count: number) => Array<Members>(count).fill(set('0', '9'));
  const marks = Array<Members>(3).fill(set('#'));
  const rules = [9, 10, 11].map((count, index) => ({ index, runs: [[...marks, ...digits(count), set('x')]] }));
  const find = finderOf(rules)!;
  const line = '###12345678901x and more\n';
  const hits = Buffer.from(line.repeat(30));
  const frequent = Buffer.from(line.replace('x', '.').repeat(2 ** 13));
  const before = find(frequent).tried;
  expect(before).toBeGreaterThan(2 ** 13);
  expect(find(frequent).records).toEqual([]);
  expect(find(frequent).tried).toBeLessThan(before / 100);
  expect(find(hits).records).toEqual(naiveRuns(rules, hits));
});

it('is not there for no rules, and where runs have little in common', () => {
  const alone = Array.from({ length: 60 }, (_, index): RunRule => {
    const own = set(String.fromCharCode(33 + index));
    return { index, runs: [[own, own, own]] };
  });
  expect(finderOf([])).toBeUndefined();
  expect(finderOf(alone)).toBeUndefined();
  expect(finderOf(alone.slice(0, 30))).toBeDefined();
});

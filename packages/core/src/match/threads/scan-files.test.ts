import { mkdtempSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { systemDeps } from '../../deps.js';
import { fileSource } from '../../source/file-source.js';
import { type PlainFile, plainFile } from '../../source/plain-file.js';
import { compileRules } from '../compile-rules.js';
import { rule } from '../rules.test-helper.js';
import { emptyScanState, type Hit } from '../types.js';
import { RangeThreads } from './range-threads.js';
import { type FilePart, scanFiles } from './scan-files.js';

const rules = [
  rule('oom', 'CUDA out of memory.*Tried to allocate (?P<size>[\\d.]+)', { error_type: 'oom' }),
  rule('end', 'failed$', { severity: 'fatal' }),
  rule('step', 'step (?P<step>\\d+)(?:/(?P<total>\\d+))?', { kind: 'progress' }),
  rule('trace', 'Traceback \\(most recent call last\\)', { lines: 5, error_type: 'exception' }),
  rule('one', 'x(?:y|$)', { lines: 1, kind: 'warning' }),
  rule('type', 'ValueError', { error_type: 'value' }),
];
const matcher = compileRules(rules);
const fragments = [
  ...['CUDA out of memory', ' Tried to allocate 2.5', 'failed', 'x', 'y', 'step 12', '/34', ' ', '\0', '\xe2\x96'],
  ...['Traceback (most recent call last):', '  File "a.py", line 3', '    x', 'ValueError: no', '[rank1]: ', 'args:'],
  ...['log_signals:', '  - a: failed', ' --a=', '+ ', '@@ -1,2 +3,4 @@', 'Exception ignored in: <x>'],
];
const ends = ['\n', '\n', '\n', '\r\n', '\r', '\r\r\n', '\n\n'];
const log = fc
  .array(fc.tuple(fc.constantFrom(...fragments), fc.constantFrom('', ...ends)), { maxLength: 60 })
  .map((parts) => Buffer.from(parts.flat().join(''), 'latin1'));

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'scan-files-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

interface Outcome {
  readonly hits: readonly Hit[];
  readonly lines: number;
  readonly bytes: number;
}

const sourceOf = (path: string) => fileSource(path, { deps: systemDeps, follow: false });

/** One reader, chunk by chunk. */
async function inTurn(path: string, longest: number): Promise<Outcome> {
  const reader = await sourceOf(path).open(undefined, new AbortController().signal);
  const into = Buffer.alloc(longest);
  const hits: Hit[] = [];
  let at = { line: 1, state: emptyScanState };
  let total = { lines: 0, bytes: 0 };
  for (;;) {
    const read = await reader.read(into, true);
    if (read.kind !== 'data') break;
    const base = { offset: read.cursor.offset - read.bytes, line: at.line };
    const scanned = matcher.scan(into.subarray(0, read.bytes), base, at.state);
    const lines = scanned.lines + (read.cut ? 1 : 0);
    at = { line: at.line + lines, state: scanned.state };
    total = { lines: total.lines + lines, bytes: total.bytes + read.bytes };
    hits.push(...scanned.hits);
  }
  return { hits: [...hits, ...matcher.flush(at.state).hits], ...total };
}

interface Sizes {
  readonly longest: number;
  readonly piece: number;
  readonly range: number;
}

async function byRanges(files: readonly PlainFile[], sizes: Sizes): Promise<readonly (Outcome & { how: string })[]> {
  const outcomes = files.map(() => ({
    hits: [] as Hit[],
    counts: new Map<number, number>(),
    lines: 0,
    bytes: 0,
    how: '',
  }));
  let current = 0;
  const parts = scanFiles(
    { files, rules, matcher: () => matcher, isShown: () => true, ...sizes },
    RangeThreads.start(0),
  );
  for await (const part of parts) {
    expect(part.file).toBeGreaterThanOrEqual(current);
    current = part.file;
    take(outcomes[part.file] as (typeof outcomes)[number], part);
  }
  return outcomes.map(({ counts, ...outcome }) => {
    for (const [place, { name }] of rules.entries())
      expect(outcome.hits.filter((hit) => hit.rule.name === name).length).toBe(counts.get(place) ?? 0);
    return outcome;
  });
}

function take(
  outcome: { hits: Hit[]; counts: Map<number, number>; lines: number; bytes: number; how: string },
  { hits, counts, lines, bytes, how }: FilePart,
): void {
  outcome.hits.push(...hits);
  for (let at = 0; at < counts.length; at += 2)
    outcome.counts.set(
      counts[at] as number,
      (outcome.counts.get(counts[at] as number) ?? 0) + (counts[at + 1] as number),
    );
  outcome.lines += lines;
  outcome.bytes += bytes;
  outcome.how = how;
}

function fileWith(name: string, bytes: Buffer | string, whole = 0): PlainFile {
  const path = join(folder, name);
  writeFileSync(path, bytes);
  const file = plainFile(sourceOf(path), whole);
  if (file === undefined) throw new Error(`${path} is no plain file`);
  return file;
}

it('ranges of any size find what one reader finds, in its order', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(log, { minLength: 1, maxLength: 3 }),
      fc.record({
        longest: fc.constantFrom(24, 64, 4096),
        piece: fc.integer({ min: 1, max: 100 }),
        range: fc.oneof(fc.integer({ min: 1, max: 60 }), fc.integer({ min: 60, max: 2000 })),
      }),
      fc.constantFrom(0, 100, 10_000),
      async (logs, sizes, whole) => {
        const files = logs.map((bytes, index) => fileWith(`any-${index}.log`, bytes, whole));
        const alone = await Promise.all(files.map(({ path }) => inTurn(path, sizes.longest)));
        const found = await byRanges(files, sizes);
        expect(found).toEqual(alone.map((outcome) => ({ ...outcome, how: 'ended' })));
      },
    ),
    { numRuns: 400 },
  );
});

const SMALL: Sizes = { longest: 4096, piece: 64, range: 16 };

it('a traceback that is torn over many ranges is one block', async () => {
  const frames = Array.from({ length: 30 }, (_, i) => `  File "a.py", line ${i}, in f\n    f()\n`).join('');
  const file = fileWith('torn.log', `start\nTraceback (most recent call last):\n${frames}ValueError: bad shape\nend\n`);
  const [found] = await byRanges([file], SMALL);
  expect(found?.hits.map(({ rule: { name }, line, fields }) => [name, line, fields])).toEqual([
    ['type', 63, { exception: 'ValueError', message: 'bad shape', first_line: 2 }],
  ]);
});

it('a file that has become shorter is told of as another, after what was found in it', async () => {
  const file = fileWith('short.log', 'x failed\n'.repeat(100));
  truncateSync(file.path, 450);
  const [kept] = await byRanges([file], { ...SMALL, range: 300 });
  expect([kept?.how, kept?.hits.length]).toEqual(['ended', 50]);

  const emptied = fileWith('emptied.log', 'x failed\n'.repeat(100));
  const parts = scanFiles(
    { files: [emptied], rules, matcher: () => matcher, isShown: () => true, ...SMALL },
    RangeThreads.start(0),
  );
  const hows: string[] = [];
  for await (const { how } of parts) {
    hows.push(how);
    truncateSync(emptied.path, 0);
  }
  expect(hows.at(-1)).toBe('foreign');
});

it('a file that was replaced before its turn is told of as another', async () => {
  const file = fileWith('replaced.log', 'failed\n', 10_000);
  rmSync(file.path);
  // Its inode must not be used again.
  writeFileSync(join(folder, 'between.log'), '');
  writeFileSync(file.path, 'failed\n');
  expect((await byRanges([file], SMALL))[0]).toMatchObject({ how: 'foreign', hits: [] });
});

it('says why a file can no longer be opened, and goes on with the next', async () => {
  const gone = fileWith('gone.log', 'failed\n', 10_000);
  const there = fileWith('there.log', 'failed\n', 10_000);
  rmSync(gone.path);
  const found = await byRanges([gone, there], SMALL);
  expect(found.map(({ how, hits }) => [how, hits.length])).toEqual([
    ['failed', 0],
    ['ended', 1],
  ]);
});

it('hits that are not shown are counted only', async () => {
  const file = fileWith('counted.log', 'step 1/2\nfailed\nstep 2/2\n');
  const isShown = ({ name }: { name: string }) => name === 'end';
  const counts: number[] = [];
  const shown: string[] = [];
  for await (const part of scanFiles(
    { files: [file], rules, matcher: () => matcher, isShown, longest: 4096 },
    RangeThreads.start(0),
  )) {
    counts.push(...part.counts);
    shown.push(...part.hits.map((hit) => `${hit.line}:${hit.rule.name}`));
  }
  expect([counts, shown]).toEqual([[2, 2, 1, 1], ['2:end']]);
});

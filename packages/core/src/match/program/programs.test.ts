import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import RE2 from 're2';
import { describe, expect, it } from 'vitest';
import { parsePattern } from '../pattern/parse.js';
import { linesFor, patterns, randomOf, shippedPatterns } from '../pattern/patterns.test-helper.js';
import { openScanner } from '../prefilter/scanner.js';
import { translate } from '../syntax.js';
import { type Answer, type LineProgram, openPrograms } from './programs.js';

const scanner = openScanner()!;

const corpus = readFileSync(new URL('../../../../../test/corpus/lines.jsonl', import.meta.url), 'utf8')
  .split('\n')
  .filter((row) => row !== '')
  .map((row) => (JSON.parse(row) as { text: string }).text)
  .filter((text) => !/[\n\r]/.test(text));

type Span = readonly [number, number] | undefined;
interface Told {
  readonly answer: Answer;
  readonly spans: readonly Span[];
}

const before = 'x1 step loss: 1 ';
const room = scanner.reserve(256 * 1024);

/** Runs a program on a line that stands among other text, as the lines of a chunk do. */
function tell(program: LineProgram, line: Buffer): Told {
  const start = room + before.length;
  scanner.memory().fill('step loss: 12', room, start + line.length + 64);
  scanner.memory().set(line, start);
  const answer = program.run(start, start + line.length);
  const spans = Array.from({ length: program.spans.length / 2 }, (_, group): Span => {
    const [from, to] = program.spans.subarray(2 * group, 2 * group + 2);
    return from! < 0 || to! < 0 ? undefined : [from! - start, to! - start];
  });
  return { answer, spans: answer === 1 ? spans : [] };
}

function expected(re2: RE2, line: Buffer): Told {
  const found = re2.exec(line) as unknown as { indices: Span[] } | null;
  return found ? { answer: 1, spans: [...found.indices] } : { answer: 0, spans: [] };
}

function both(source: string, flags: string, programs = openPrograms(scanner)) {
  const { groups, line } = translate(source);
  const node = parsePattern(source, flags);
  const program = node && programs.compile(node, groups);
  return program && { program, node, re2: new RE2(`(?${flags}:${line})`, 'ud') };
}

describe('what RE2 finds, a program finds', () => {
  it('with every shipped pattern, on lines like those it is for, and on lines of the corpus', () => {
    const random = randomOf(20251103);
    const one = <T>(of: readonly T[]): T => of[Math.floor(random() * of.length)]!;
    const programs = openPrograms(scanner);
    const seen = { programs: 0, lines: 0, hits: 0, groups: 0, unsure: 0 };
    for (const [name, { source, flags }] of shippedPatterns) {
      const compiled = both(source, flags, programs);
      if (!compiled) continue;
      seen.programs += 1;
      const { program, node, re2 } = compiled;
      const like = linesFor(node, random, 24);
      const spliced = like.map((line) => `${one(like).slice(0, random() * 60)}${line}${one(corpus).slice(0, 80)}`);
      for (const text of [...like, ...spliced, one(corpus), one(corpus)]) {
        const line = Buffer.from(text);
        const told = tell(program, line);
        seen.lines += 1;
        if (told.answer === -1) seen.unsure += 1;
        else expect([name, text, told]).toEqual([name, text, expected(re2, line)]);
        if (told.answer === 1) seen.hits += 1;
        seen.groups += told.spans.filter((span) => span !== undefined).length;
      }
    }
    // All of them but a few that RE2 alone understands.
    expect(seen.programs).toBeGreaterThan(0.98 * shippedPatterns.size);
    expect(seen.hits).toBeGreaterThan(0.4 * seen.lines);
    expect(seen.groups).toBeGreaterThan(seen.hits);
    expect(seen.unsure).toBe(0);
  });

  it('with patterns from the grammar of RE2', () => {
    const seen = { programs: 0, lines: 0, hits: 0, unsure: 0 };
    let programs = openPrograms(scanner);
    const property = fc.property(patterns, fc.integer(), ({ source, flags }, seed) => {
      try {
        new RE2(`(?${flags})${source}`, 'u');
      } catch {
        return;
      }
      if (seen.programs % 500 === 499) programs = openPrograms(scanner);
      const compiled = both(source, flags, programs);
      if (!compiled) return;
      seen.programs += 1;
      for (const text of linesFor(compiled.node, randomOf(seed), 8)) {
        const line = Buffer.from(text);
        const told = tell(compiled.program, line);
        seen.lines += 1;
        if (told.answer === -1) seen.unsure += 1;
        else expect([source, flags, text, told]).toEqual([source, flags, text, expected(compiled.re2, line)]);
        if (told.answer === 1) seen.hits += 1;
      }
    });
    fc.assert(property, { numRuns: 3000 });
    expect(seen.programs).toBeGreaterThan(1000);
    expect(seen.hits).toBeGreaterThan(0.2 * seen.lines);
    expect(seen.unsure).toBeLessThan(0.01 * seen.lines);
  });
});

const compile = (source: string, flags = '') => both(source, flags)!;
const text = (line: string) => Buffer.from(line);

it.each([
  ['groups that took no part', 'a(b)?(?:(c)|(d))', 'xad', [[1, 3], undefined, undefined, [2, 3]]],
  [
    'the first way that leads to a match',
    '(a|ab)(c|bcd)',
    'abcd',
    [
      [0, 4],
      [0, 1],
      [1, 4],
    ],
  ],
  [
    'as little as a lazy run may take',
    'a(.*?)b(.*)',
    'xaabbc',
    [
      [1, 6],
      [2, 3],
      [4, 6],
    ],
  ],
  [
    'the last round of a loop',
    '(?:(\\w)=(\\d),?)+',
    'a=1,b=2',
    [
      [0, 7],
      [4, 5],
      [6, 7],
    ],
  ],
  [
    'a group of an earlier round',
    '(?:(a)|b)*',
    'ab',
    [
      [0, 2],
      [0, 1],
    ],
  ],
  [
    'a counted run of wide characters',
    'x(.{2})y',
    '█x█💥y',
    [
      [3, 12],
      [4, 11],
    ],
  ],
  [
    'a folded text, with letters beyond ASCII',
    '(?i)(task)',
    'TAſ\u212a',
    [
      [0, 7],
      [0, 7],
    ],
  ],
  [
    'an empty match',
    '(x*)',
    'ab',
    [
      [0, 0],
      [0, 0],
    ],
  ],
  [
    'a match at the end',
    '(\\d*)$',
    'a12',
    [
      [1, 3],
      [1, 3],
    ],
  ],
  [
    'a text of more letters than one comparison takes',
    '.*?elapsed time per iteration \\(ms\\): (\\d+)',
    'elapsed time per iteration (ms): 12',
    [
      [0, 35],
      [33, 35],
    ],
  ],
] as const)('finds %s', (_, source, line, spans) => {
  const { program, re2 } = compile(source);
  expect(tell(program, text(line))).toEqual({ answer: 1, spans });
  expect(expected(re2, text(line)).spans).toEqual(spans);
});

describe('linear in the line', () => {
  const hard: readonly (readonly [string, string, string])[] = [
    ['(a+)+b', 'a', ''],
    ['(?:a|a)*b', 'a', ''],
    ['(?:a?){12}a{12}b', 'a', ''],
    ['(\\w+\\s*)+:', 'ab ', '!'],
    ['iteration +(\\d+)/ *(\\d+) .*?ms: ([\\d.]+).*?loss: (\\S+).*?norm: (\\S+)', 'iteration 1/2 ms: 3 ', ''],
    ['iteration +(\\d+)/ *(\\d+) .*?ms: ([\\d.]+).*?loss: (\\S+).*?norm: (\\S+)', 'iteration 1', ''],
    ['a.*b.*c.*d', 'abc', ''],
    ['(.*?,){3}(.*?;){3}x', 'a,b;', ''],
    ['\\d+x', '1', ''],
    ['[^|]*\\|x', 'ab', ''],
    ['(?:.*?norm: (\\S+))?(?:.*?loss: (\\S+))?(?:.*?ms: (\\S+))?z', 'norm: 1 loss: 2 ms: 3 ', ''],
  ];

  it.each(hard)('%s on many %j', (source, part, tail) => {
    const { program, re2 } = compile(source);
    const steps = [400, 800, 1600, 3200].map((times) => {
      const line = text(part.repeat(times) + tail);
      const told = tell(program, line);
      if (told.answer !== -1) expect(told).toEqual(expected(re2, line));
      expect(program.steps).toBeLessThanOrEqual(2100 + 16 * line.length);
      return program.steps;
    });
    for (const [index, more] of steps.slice(1).entries()) expect(more / steps[index]!).toBeLessThan(2.3);
  });

  it('is sure where a loop in a loop leads nowhere', () => {
    expect(tell(compile('(a+)+b').program, text('a'.repeat(3000))).answer).toBe(0);
    expect(tell(compile('(?:a|a)*b').program, text('a'.repeat(3000))).answer).toBe(0);
  });

  it('counts for a line what that line takes, whatever the one before it took', () => {
    const { program } = compile('a.*?b|c');
    const steps = [10, 50_000, 10].map((length) => {
      expect(tell(program, text('a'.padEnd(length))).answer).toBe(0);
      return program.steps;
    });
    expect(steps[1]).toBeGreaterThan(steps[0]!);
    expect(steps[2]).toBe(steps[0]);
  });

  it('gives up on what would take too long, and says so', () => {
    const ways = '(?:a|aa|aaa|aaaa|aaaaa|aaaaaa|aaaaaaa|aaaaaaaa)';
    const { program } = compile(`${ways}*${ways}*${ways}*b`);
    expect(tell(program, text('a'.repeat(60_000))).answer).toBe(-1);
  });
});

describe('is left to RE2', () => {
  it.each([
    ['a loop over what may be empty', '(.*)*x'],
    ['a class that RE2 alone knows', '\\p{Greek}x'],
    ['no boundary, which RE2 finds within a character', 'a\\B'],
    ['a pattern that grows beyond all bounds', '(?:(?:(?:abc){9,99}d){9,99}e){9,99}'],
  ])('%s', (_, source) => {
    const node = parsePattern(source)!;
    expect(node).toBeDefined();
    expect(openPrograms(scanner).compile(node, translate(source).groups)).toBeUndefined();
  });

  it('a pattern with more groups than there is room for', () => {
    const source = '(a)'.repeat(256);
    expect(openPrograms(scanner).compile(parsePattern(source)!, 256)).toBeUndefined();
  });

  it('what comes when the room for programs is taken', () => {
    const programs = openPrograms(scanner, { room: 20_000 });
    const compiled = Array.from({ length: 100 }, () => programs.compile(parsePattern('a(b|c)+')!, 1));
    const count = compiled.filter((program) => program !== undefined).length;
    expect(count).toBeGreaterThan(2);
    expect(compiled.slice(0, count)).not.toContain(undefined);
    expect(new Set(compiled.slice(count))).toEqual(new Set([undefined]));
  });
});

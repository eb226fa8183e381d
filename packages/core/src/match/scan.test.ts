import fc from 'fast-check';
import RE2 from 're2';
import { describe, expect, it } from 'vitest';
import type { PatternRule } from '../contract.js';
import { compileRules } from './compile-rules.js';
import { decode, naiveScan } from './naive.test-oracle.js';
import { normalise } from './normalise.js';
import { parsePattern } from './pattern/parse.js';
import { LARGEST_CHUNK } from './prefilter/room.js';
import { names, rule, scanText } from './rules.test-helper.js';
import { runsOf } from './runs/runs-of.js';
import { translate } from './syntax.js';
import type { Hit, Matcher } from './types.js';
import { emptyScanState } from './types.js';

const rules = [
  rule('oom', 'CUDA out of memory.*Tried to allocate (?P<size>[\\d.]+)', { error_type: 'oom' }),
  rule('start', '^Error'),
  rule('begin', '\\AError: (?P<what>\\S+)', { kind: 'warning' }),
  rule('end', 'failed$', { severity: 'fatal' }),
  rule('stop', 'failed\\z'),
  rule('single', '(?-m)^x(?s:.)y$'),
  rule('negated', 'loss:[^|]*nan', { unless: 'step_avg' }),
  rule('space', 'a\\s+b'),
  rule('caseless', 'nccl (?:warn|error)', { flags: 'i' }),
  rule('nonword', 'x\\Wy\\D'),
  rule('empty', '^$', { kind: 'notice' }),
  rule('replaced', '\\x1a', { kind: 'notice' }),
  rule('progress', 'step (?P<step>\\d+)(?:/(?P<total>\\d+))?', { kind: 'progress' }),
  rule('dotted', 'a.b', { pattern_type: 'substring' }),
  rule('trace', 'Traceback \\(most recent call last\\)', { lines: 5, error_type: 'exception' }),
  rule('type', 'ValueError', { error_type: 'exception' }),
];
const fragments = [
  ...[
    'CUDA out of memory',
    'Tried to allocate 2.5',
    'Error',
    'Error: x',
    'failed',
    'x',
    'y',
    'loss:',
    'nan',
    'step_avg',
  ],
  ...['a', ' b', '\t', 'NCCL WARN', 'nccl error', 'step 12', '/34', 'a.b', 'Traceback (most recent call last):', ' '],
  ...[
    '  File "a.py", line 3',
    '    x',
    'log_signals:',
    '  - a: failed',
    'args:',
    '+ ',
    ' --a=',
    "{'prompt': 'x failed",
  ],
  ...['  File "a.py"', 'ValueError: no', '[rank1]: ', '2: ', '█', '\0', '\x1a', '\x1b[31m', '|', 'ſ', 'K'],
];
const ends = ['\n', '\n', '\n', '\r\n', '\r', '\r\r\n', '\n\n'];
const logOf = (texts: readonly string[]) => {
  const piece = fc.oneof(
    { weight: 12, arbitrary: fc.constantFrom(...texts).map((text) => Buffer.from(text)) },
    { weight: 5, arbitrary: fc.constantFrom(...ends).map((text) => Buffer.from(text)) },
    { weight: 2, arbitrary: fc.constantFrom(...texts, '█').map((text) => Buffer.from(text).subarray(0, 2)) },
    { weight: 1, arbitrary: fc.uint8Array({ maxLength: 6 }).map((bytes) => Buffer.from(bytes)) },
  );
  return fc.array(piece, { maxLength: 60 }).map((pieces) => Buffer.concat(pieces));
};

/** Scans in chunks that end at line ends; `cuts` says at which of them. */
function scanInChunks(matcher: Matcher, bytes: Buffer, cuts: readonly boolean[]): { hits: Hit[]; lines: number } {
  const hits: Hit[] = [];
  let state = emptyScanState;
  let from = 0;
  let line = 1;
  let cut = 0;
  for (let at = 0; at <= bytes.length; at++) {
    const ended = bytes[at - 1] === 10 || (bytes[at - 1] === 13 && bytes[at] !== 10);
    if (at !== bytes.length && !(ended && cuts[cut++ % Math.max(1, cuts.length)])) continue;
    const result = matcher.scan(bytes.subarray(from, at), { offset: from, line }, JSON.parse(JSON.stringify(state)));
    hits.push(...result.hits);
    state = result.state;
    line += result.lines;
    from = at;
  }
  const flushed = matcher.flush(state);
  expect(flushed.state).toEqual(emptyScanState);
  return { hits: [...hits, ...flushed.hits], lines: line - 1 };
}

/** Fields are compared apart where bytes are torn: the oracle sees U+001A, a hit shows U+FFFD. */
const told = (hits: readonly Hit[], torn: boolean) =>
  hits.map(({ rule: { name }, line, offset, text, block, fields }) => ({
    ...{ name, line, offset, text, block: block ?? null },
    fields: torn ? Object.keys(fields).sort() : fields,
  }));

/** Of these nothing can be looked for as a text. */
const formed = [
  rule('code', '\\b[A-Z]{3}\\d{5}[a-z]{2}\\b', { error_type: 'code' }),
  rule('part', '\\b(?P<a>\\d{5})[-:/](?P<b>\\d{7})\\b', { kind: 'notice' }),
  rule('framed', '[#!]\\w+[#!]\\d{2}[#!]', { unless: 'frame' }),
  rule('ways', '^[A-Z]{2} \\d{4}[,;]|[#!]{4}\\s*$', { kind: 'warning' }),
  rule('any case', '[#!]Q\\d{4}[#!]', { flags: 'i' }),
];
/** For each of their seeds many runs are compared. */
const alike = Array.from({ length: 60 }, (_, index) =>
  rule(`alike ${index}`, `#[1-5]{4}x{${1 + Math.floor(index / 2)}}[yz]`, { kind: 'notice' }),
);
const forms = [
  'QXZ12345ok',
  '12345-1234567',
  '!frame#12!',
  '#x!12#',
  'AB 1234;',
  '#!!#',
  '#q1234!',
  '1',
  'Q',
  '#',
  '-',
];
/** Rules that can't be found by runs either. */
const formless = ['empty', 'replaced', 'space', 'nonword', 'single'];
const texted = rules.filter(({ name }) => !formless.includes(name));

it('some rules are found by runs of bytes, and some by nothing but RE2', () => {
  const hasRuns = ({ pattern, flags }: PatternRule) => runsOf(parsePattern(pattern, flags)) !== undefined;
  expect(formed.filter((one) => !hasRuns(one))).toEqual([]);
  expect(rules.filter((one) => formless.includes(one.name) && hasRuns(one))).toEqual([]);
});

describe.each([
  ['by needles and a set', {}, rules, fragments],
  ['by sets alone', { simd: false }, rules, fragments],
  ['by runs', {}, formed, forms],
  ['by runs until that is dear', {}, alike, ['#', '1234', 'xx', 'x', 'y', '#1212', '#5555xxxxx']],
  ['by needles and runs', {}, [...texted, ...formed], [...fragments, ...forms]],
  ['by needles, and runs by a set', {}, [...rules, ...formed], [...fragments, ...forms]],
] as const)('the fast scan %s and the naive one', (_, options, rules, texts) => {
  const log = logOf(texts);
  const matcher = compileRules(rules, options);
  const agree = (bytes: Buffer, cuts: readonly boolean[]) => {
    const fast = scanInChunks(matcher, bytes, cuts);
    const slow = naiveScan(rules, bytes);
    const torn = !normalise(bytes).valid;
    const slowHits = [...slow.hits, ...matcher.flush({ blocks: slow.open }).hits];
    expect(told(fast.hits, torn)).toEqual(told(slowHits, torn));
    expect(fast.lines).toBe(slow.lines);
  };

  it('agree on any bytes in any chunks', () => {
    fc.assert(fc.property(log, fc.array(fc.boolean(), { maxLength: 9 }), agree), { numRuns: 2000 });
  });

  it('agree on bytes without any order', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), fc.array(fc.boolean()), (bytes, cuts) =>
        agree(Buffer.from(bytes), cuts),
      ),
    );
  });

  it('agree where hits are far apart, and where they are dense', () => {
    const filler = Buffer.from('nothing to see on this line of the log\r\n'.repeat(400));
    const parts = fc.array(
      fc.oneof(
        log,
        fc.constant(filler),
        log.map((l) => Buffer.concat(Array(40).fill(l))),
      ),
      { maxLength: 6 },
    );
    fc.assert(
      fc.property(parts, fc.array(fc.boolean()), (all, cuts) => agree(Buffer.concat(all), cuts)),
      { numRuns: 60 },
    );
  });
});

describe('a chunk that is larger than what is searched at once', () => {
  const matcher = compileRules(rules);
  const whole = (bytes: Buffer) => matcher.scan(bytes, { offset: 5, line: 3 }, emptyScanState);

  it('is searched in parts', () => {
    const filler = Buffer.alloc(LARGEST_CHUNK + 1000, 'nothing here\r\n');
    const { hits, lines } = whole(
      Buffer.concat([filler, Buffer.from('\njob failed\n'), filler, Buffer.from('\nx--y')]),
    );
    const ends = filler.reduce((sum, byte) => sum + (byte === 10 ? 1 : 0), 0);
    expect(hits.map(({ rule: { name }, line, offset }) => [name, line, offset])).toEqual([
      ['end', ends + 4, filler.length + 6],
      ['stop', ends + 4, filler.length + 6],
    ]);
    expect(lines).toBe(2 * ends + 3);
  });

  it('may be one line', () => {
    const line = Buffer.concat([Buffer.alloc(LARGEST_CHUNK + 1000, 'a-'), Buffer.from('failed\n')]);
    expect(whole(line).hits.map(({ rule, line: number }) => [rule.name, number])).toEqual([
      ['end', 3],
      ['stop', 3],
    ]);
  });
});

describe('a chunk pattern', () => {
  const patterns = [
    ...rules.map(({ pattern, pattern_type }) => (pattern_type === 'regex' ? pattern : 'a\\.b')),
    ...[
      '(?m)^a$',
      '(?s)a.b',
      '[^a]b',
      '[^\\s]x',
      '[\\s\\S]y',
      '\\Dx',
      '[\\W-x]',
      '[[:space:]]b',
      '[^-]x',
      '[^]]x',
      '(?i)K',
      '\\b\\Bx',
    ],
    ...['(?i-m:^error)', 'x\\z|\\Ay', '(a|^)b($|x)', '\\Qa.b\\E', '\\PLx', '[(?<x]', '(?ms)^a.*b$', '\\Ba', '(?U)a.*b'],
  ];
  it('finds every line that the line pattern matches', () => {
    const lines = fc.array(
      fc.array(fc.constantFrom(...fragments), { maxLength: 4 }).map((all) => all.join('')),
      { maxLength: 4 },
    );
    for (const pattern of patterns) {
      const { line, chunk } = translate(pattern);
      const alone = new RE2(pattern, 'u');
      const perLine = new RE2(line, 'u');
      const perChunk = new RE2(`(?m:${chunk})`, 'u');
      fc.assert(
        fc.property(lines, (all) => {
          for (const one of all) expect(perLine.test(one), pattern).toBe(alone.test(one));
          if (all.some((one) => alone.test(one))) expect(perChunk.test(`${all.join('\n')}\n`), pattern).toBe(true);
        }),
        { numRuns: 150 },
      );
    }
  });
});

describe('normalising', () => {
  it('is the independent decoder, byte for byte', () => {
    const bytes = fc.array(
      fc.oneof(
        fc.uint8Array({ maxLength: 4 }),
        fc.constantFrom('ü', '█', '💥', 'a').map((c) => Buffer.from(c)),
        fc
          .constantFrom(
            [0xed, 0xa0, 0x80],
            [0xc0, 0x80],
            [0xf4, 0x90, 0x80, 0x80],
            [0xe2, 0x96],
            [0xf0, 0x8f, 0xbf, 0xbf],
          )
          .map((b) => Buffer.from(b)),
      ),
    );
    fc.assert(
      fc.property(bytes, (parts) => {
        const chunk = Buffer.concat(parts);
        const before = Buffer.from(chunk);
        expect(normalise(chunk).bytes.toString()).toBe(decode(chunk).replaceAll('\r', '\n'));
        expect(chunk).toEqual(before);
      }),
      { numRuns: 2000 },
    );
  });
});

describe('positions and texts', () => {
  const matcher = compileRules([rule('r', 'hit(?P<rest>.*)')]);
  it('counts lines by \\n, and gives segments the number of their line', () => {
    const { hits, lines } = scanText(matcher, 'a\r\nb hit 1\rc hit 2\r\n\nhit', emptyScanState, {
      offset: 100,
      line: 7,
    });
    expect(hits.map(({ line, offset, text }) => [line, offset, text])).toEqual([
      [8, 103, 'b hit 1'],
      [8, 111, 'c hit 2'],
      [10, 121, 'hit'],
    ]);
    expect(lines).toBe(3);
  });

  it('shows torn characters as U+FFFD, in texts and in fields', () => {
    const [hit] = scanText(
      matcher,
      Buffer.concat([Buffer.from('hit █'), Buffer.from([0xe2, 0x96]), Buffer.from('!\n')]),
    ).hits;
    expect(hit!.text).toBe('hit █\ufffd!');
    expect(hit!.fields.rest).toBe(' █\ufffd!');
  });

  it('caps a text at 16 KiB without tearing a character, and matches beyond', () => {
    const [hit] = scanText(matcher, `${'█'.repeat(20_000)}hit\n`).hits;
    expect(hit!.text).toBe('█'.repeat(5461));
  });

  it('takes linear time on hostile lines', () => {
    const hostile = compileRules([
      rule('nested', '(a+)+$'),
      rule('gap', '(x.*)*y.*z'),
      rule('cross', '[^|]*needle'),
      rule('words', '^(\\w+\\s?)*!$', { unless: '(.*)*#' }),
      rule('found', 'e(?P<n>(?:.*b)?.*)'),
    ]);
    const started = process.cpuUsage();
    for (const text of ['a'.repeat(2 ** 20), 'x'.repeat(2 ** 20), 'ax '.repeat(2 ** 18), 'b e'.repeat(2 ** 18)]) {
      scanText(hostile, `${text}\n`);
      scanText(hostile, text.replaceAll('x', '\n'));
      scanText(hostile, text.replaceAll('a', '\r'));
    }
    expect(process.cpuUsage(started).user / 1000).toBeLessThan(20_000);
  });

  it('finds a hit in a line of 1 MiB', () => {
    const text = `${'.'.repeat(2 ** 20)}hit`;
    expect(names(scanText(matcher, `x\n${text}\ny\nhit\n`).hits)).toEqual(['2:r', '4:r']);
  });
});

import { Buffer } from 'node:buffer';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Needle, Requirement } from '../pattern/tree.js';
import { type NaiveRecord, naiveFind } from './naive.test-oracle.js';
import { createPrefilter, type Prefilter, type PrefilterOptions } from './prefilter.js';
import { openScanner } from './scanner.js';
import { RECORD_WORDS } from './walk.js';

const own = (text: string): Needle => ({ text, fold: false });
const any = (text: string): Needle => ({ text, fold: true });

function found(prefilter: Prefilter, chunk: Buffer) {
  const records: NaiveRecord[] = [];
  let now = prefilter.find(chunk);
  const { lines, ascii, hasCarriage } = now;
  for (;;) {
    for (let at = 0; at < now.count * RECORD_WORDS; at += RECORD_WORDS) {
      const [start, end, lines, rule] = now.records.subarray(at, at + 4);
      records.push({ start: start!, end: end!, lines: lines!, rule: rule! });
    }
    if (!now.more) return { records, lines, ascii, hasCarriage };
    now = prefilter.next();
    expect([now.lines, now.ascii, now.hasCarriage]).toEqual([lines, ascii, hasCarriage]);
  }
}

const byPlace = (a: NaiveRecord, b: NaiveRecord) => a.start - b.start || a.rule - b.rule;

/** Compares with the naive search, and says how many records there were. */
function compare(requirements: readonly Requirement[], chunks: readonly Buffer[], options?: PrefilterOptions): number {
  return compareWith(createPrefilter(openScanner()!, requirements, options), requirements, chunks);
}

function compareWith(prefilter: Prefilter, requirements: readonly Requirement[], chunks: readonly Buffer[]): number {
  let count = 0;
  for (const chunk of chunks) {
    const { records, lines, ascii, hasCarriage } = found(prefilter, chunk);
    const naive = naiveFind(requirements, chunk).filter(({ rule }) => !prefilter.unfiltered.includes(rule));
    for (const [index, { start }] of records.entries())
      if (index > 0) expect(start).toBeGreaterThanOrEqual(records[index - 1]!.start);
    expect([...records].sort(byPlace)).toEqual(naive);
    expect(lines).toBe(chunk.filter((byte) => byte === 10).length);
    expect(ascii).toBe(chunk.every((byte) => byte < 128));
    expect(hasCarriage).toBe(chunk.includes(13));
    count += records.length;
  }
  return count;
}

/** Texts that lie upon each other, in both cases, with characters that are more than one byte. */
const words = [
  'oom',
  'OOM',
  'out of memory',
  'memory',
  'Error: ',
  'error',
  'nan',
  'é',
  'loss: nan',
  'kill',
  'KILLED by',
];
const moreWords = [
  '\u212a',
  '\u017f',
  'ta\u017fk',
  '\0\0\0',
  'a',
  'aa',
  'aaa',
  'aaaaaaaa',
  'NCCL WARN ',
  'skipped iterations',
  '…',
];
const word = fc.constantFrom(...words, ...moreWords);
const torn = fc.constantFrom('\n', '\r', '\r\n', '\0', ' ', '\x1a').map((text) => Buffer.from(text));
const piece = fc.oneof(
  { weight: 4, arbitrary: word.map((text) => Buffer.from(text)) },
  { weight: 2, arbitrary: torn },
  { weight: 1, arbitrary: fc.uint8Array({ maxLength: 40 }).map((bytes) => Buffer.from(bytes)) },
  { weight: 1, arbitrary: fc.string({ maxLength: 20 }).map((text) => Buffer.from(text)) },
  { weight: 1, arbitrary: word.map((text) => Buffer.from(text).subarray(1)) },
);
const chunk = fc.array(piece, { minLength: 10, maxLength: 60, size: 'max' }).map((pieces) => Buffer.concat(pieces));
const needle = fc.record({
  text: fc.oneof({ weight: 5, arbitrary: word }, { weight: 1, arbitrary: fc.string({ minLength: 1, maxLength: 9 }) }),
  fold: fc.boolean(),
});
const requirement = fc.array(fc.array(needle, { minLength: 1, maxLength: 3 }), { maxLength: 2 });

/** Their grams are looked for at each fourth, eighth and sixteenth byte. */
const LONG_TEXTS = ['gone #', 'failure # of', 'a longer failure # of many'];

describe('what is found', () => {
  it('is what a search of each line for each needle finds, on any bytes', () => {
    let count = 0;
    fc.assert(
      fc.property(
        fc.array(requirement, { minLength: 4, maxLength: 12 }),
        fc.array(chunk, { minLength: 1, maxLength: 3 }),
        (rules, chunks) => {
          count += compare(rules, chunks);
        },
      ),
      { numRuns: 600 },
    );
    expect(count).toBeGreaterThan(1000);
  });

  it('is the same when few records fit at a time', () => {
    fc.assert(
      fc.property(
        fc.array(requirement, { maxLength: 8 }),
        chunk,
        fc.integer({ min: 1, max: 4 }),
        (rules, one, records) => {
          compare(rules, [one], { records });
        },
      ),
      { numRuns: 300 },
    );
  });

  it.each(LONG_TEXTS)('is the same with so many needles that grams of four bytes are looked for: %s', (long) => {
    const textOf = (index: number) => long.replace('#', `${100 + index}`);
    const many = Array.from({ length: 120 }, (_, index): Requirement => [[own(textOf(index))]]);
    const texts = fc.array(
      fc.oneof(
        piece,
        fc.nat(130).map((index) => Buffer.from(textOf(index))),
      ),
      { maxLength: 60 },
    );
    let count = 0;
    fc.assert(
      fc.property(fc.array(requirement, { maxLength: 8 }), texts, (rules, pieces) => {
        count += compare([...many, ...rules], [Buffer.concat(pieces)]);
      }),
      { numRuns: 200 },
    );
    expect(count).toBeGreaterThan(250);
  });

  it.each([undefined, ...LONG_TEXTS])(
    'does not depend on where a needle stands, nor on what is around it (and %s)',
    (long) => {
      const rest = Array.from(
        { length: long ? 120 : 0 },
        (_, index): Requirement => [[own(long!.replace('#', `q${index}`))]],
      );
      for (const text of [
        'nan',
        'four',
        'seven b',
        'a needle 11',
        'a needle that is 19',
        'a needle of 24 characters',
        'x'.repeat(100),
      ]) {
        const prefilter = createPrefilter(openScanner()!, [[[own(text)]], ...rest]);
        for (let before = 0; before < 70; before++)
          for (const after of [0, 1, 2, 15, 16, 31, 32, 33]) {
            const one = Buffer.from(`${'.'.repeat(before)}${text}${'.'.repeat(after)}`);
            const lacking = one.subarray(0, before + text.length - 1);
            const none = found(prefilter, lacking).records;
            expect([found(prefilter, one).records, none]).toEqual([
              [{ start: 0, end: one.length, lines: 0, rule: 0 }],
              [],
            ]);
          }
      }
    },
  );

  it('takes what stands around a chunk in memory for nothing', () => {
    const prefilter = createPrefilter(openScanner()!, [[[own('needle')]], [[own('nee')]], [[any('dle')]]]);
    const room = prefilter.room(1000);
    for (let from = 0; from < 50; from++) {
      room.fill('needle');
      expect(found(prefilter, room.subarray(from, from + 2)).records).toEqual([]);
      const at = (((6 - from) % 6) + 6) % 6;
      expect(
        found(prefilter, room.subarray(from + at, from + at + 6))
          .records.map(({ rule }) => rule)
          .sort(),
      ).toEqual([0, 1, 2]);
    }
  });

  it('is one record for a line and a rule, with the number of its line, over many lines', () => {
    const lines = Array.from({ length: 5000 }, (_, index) => `${index % 3 === 0 ? 'oom oom OOM' : 'quiet'} ${index}`);
    expect(compare([[[own('oom')], [own('0')]], [[any('oom')]]], [Buffer.from(lines.join('\n'))])).toBeGreaterThan(
      2000,
    );
  });
});

describe('grams', () => {
  it('that prove frequent give way to others, and the same is found', () => {
    const text = Buffer.from(
      'xid queue zebra xid queue zebra\n'.repeat(20_000).concat('xid queue zebra and the rest\n'),
    );
    const rules: Requirement[] = [
      [[own('xid queue')], [own('the rest')]],
      [[any('zebra AND')]],
      [[own('is not there')]],
    ];
    expect(compare(rules, [text, text, text, text])).toBe(8);
  });
});

describe('grams chosen anew', () => {
  it('move nothing that was handed out, however many more they are', () => {
    const rare = Array.from({ length: 300 }, (_, index) => own(`one of many needles ${index}`));
    const rules: Requirement[] = [
      [[own('zxq')], rare],
      [[any('ZXQ')], rare.slice(0, 150)],
    ];
    const prefilter = createPrefilter(openScanner()!, rules);
    const room = prefilter.room(400_000);
    const text = Buffer.from('zxq zxq zxq and the others\n'.repeat(14_000).concat('zxq one of many needles 299\n'));
    for (let round = 0; round < 4; round++) {
      const bytes = text.copy(room);
      const { records } = found(prefilter, room.subarray(0, bytes));
      expect([records.map(({ rule, lines }) => [rule, lines]), room.length]).toEqual([
        [
          [0, 14_000],
          [1, 14_000],
        ],
        400_000,
      ]);
    }
  });
});

describe('what cannot be looked for', () => {
  it('is told of', () => {
    const rules: Requirement[] = [
      [],
      [[own('ab')]],
      [[own('abc'), own('x')]],
      [[own('abc')]],
      [[own('a\nb')]],
      [[any('\u00e9')]],
    ];
    expect(createPrefilter(openScanner()!, rules).unfiltered).toEqual([0, 1, 2, 4, 5]);
  });

  it('is all without SIMD', () => {
    expect(openScanner({ simd: false })).toBeUndefined();
  });
});

describe('a chunk', () => {
  it('may be empty, and end anywhere', () => {
    const rules: Requirement[] = [[[own('needle')]], [[own('nee')]]];
    const text = 'a needle\r\n\n\rnee';
    const ends = Array.from({ length: text.length + 1 }, (_, end) => Buffer.from(text.slice(0, end)));
    expect(compare(rules, ends)).toBeGreaterThan(10);
    expect(found(createPrefilter(openScanner()!, rules), Buffer.alloc(0))).toEqual({
      records: [],
      lines: 0,
      ascii: true,
      hasCarriage: false,
    });
  });
});

describe('the memory', () => {
  it('is the same, however much of it is asked for', () => {
    const prefilter = createPrefilter(openScanner()!, [[[own('needle')]]]);
    prefilter.room(100).write('a needle');
    const room = prefilter.room(5_000_000);
    expect(room.toString('latin1', 0, 8)).toBe('a needle');
    room.fill('\n', 8).write('needle', 4_999_994);
    expect(found(prefilter, room).records).toEqual([
      { start: 0, end: 8, lines: 0, rule: 0 },
      { start: 4_999_994, end: 5_000_000, lines: 4_999_986, rule: 0 },
    ]);
  });

  it('may be shared', () => {
    const rules: Requirement[] = [[[own('needle')], [any('IS HERE')]]];
    const prefilter = createPrefilter(openScanner({ shared: true })!, rules);
    expect(prefilter.room(10).buffer).toBeInstanceOf(SharedArrayBuffer);
    expect(compareWith(prefilter, rules, [Buffer.from('a needle\nthe needle is here')])).toBe(1);
  });
});

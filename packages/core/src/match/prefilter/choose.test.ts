import { describe, expect, it } from 'vitest';
import type { Requirement } from '../pattern/tree.js';
import { choose, wantedOf } from './choose.js';
import { nibbleTables, type ShortGram } from './nibbles.js';
import { sampledShare, usualShare } from './rarity.js';

const requirement = (...groups: string[][]): Requirement =>
  groups.map((group) => group.map((text) => ({ text, fold: false })));

describe('the group that a line is found by', () => {
  it('is the one whose needles are rarest', () => {
    const wanted = wantedOf([requirement(['iteration', 'rank'], ['zxqj']), requirement(['ECC'], ['the ', 'and '])]);
    expect(choose(wanted, usualShare).groups).toEqual([1, 0]);
  });

  it('is another one where the log says so', () => {
    const wanted = wantedOf([requirement(['iteration'], ['zxqj'])]);
    expect(choose(wanted, sampledShare(Buffer.from('a zxqj and one more zxqj\n'.repeat(100)))).groups).toEqual([0]);
  });

  it('never has a needle that is too short', () => {
    const wanted = wantedOf([requirement(['qz'], ['iteration']), requirement(['xqz', 'qz'], ['rank'])]);
    expect(choose(wanted, usualShare).groups).toEqual([1, 1]);
  });
});

describe('grams', () => {
  it('are one of three bytes for each needle, once for all rules, while there are few', () => {
    const wanted = wantedOf([requirement(['loss: nan', 'Xid']), requirement(['Xid'])]);
    const { grams } = choose(wanted, usualShare);
    expect(grams.map(({ needle, long }) => [needle, long])).toEqual([
      [0, false],
      [1, false],
    ]);
  });

  it.each([
    [4, 'many 00#', 0],
    [8, 'number # of', 8],
    [4, 'number # of', 9],
    [16, 'number # of a great many', 8],
    [4, 'number # of a great many', 9],
  ])(
    'of long needles among many are of four bytes, one for each way to lie at every %i: %s, and %i short ones',
    (apart, text, short) => {
      const texts = Array.from({ length: 100 }, (_, index) => text.replace('#', `${index}`));
      const others = Array.from({ length: short }, (_, index) => `Xid${index}`);
      const { grams, stride } = choose(wantedOf([...texts, ...others].map((each) => requirement([each]))), usualShare);
      expect(stride).toBe(apart);
      const places = Array.from({ length: apart }, (_, place) => [place, true]);
      for (const [needle, one] of texts.entries()) {
        const own = grams.filter((gram) => gram.needle === needle);
        expect(own.map(({ offset, long }) => [offset % apart, long])).toEqual(places);
        for (const { offset } of own) expect(offset + 4).toBeLessThanOrEqual(one.length);
      }
      expect(grams.filter(({ long }) => !long)).toHaveLength(short);
    },
  );

  it('lie nearer where there would be too many of them', () => {
    const texts = Array.from({ length: 700 }, (_, index) => `number ${index} of a great many`);
    expect(choose(wantedOf(texts.map((text) => requirement([text]))), usualShare).stride).toBe(8);
  });
});

describe('tables of nibbles', () => {
  const gram = (text: string): ShortGram => {
    const [a, b, c] = Buffer.from(text);
    return { bytes: [a!, b!, c!], folds: [false, /[a-z]/.test(text[1]!), false] };
  };

  function passes(tables: Uint8Array, text: string): boolean {
    const buckets = [...Buffer.from(text)].map(
      (byte, place) => tables[32 * place + (byte & 15)]! & tables[32 * place + 16 + (byte >> 4)]!,
    );
    return buckets.reduce((all, each) => all & each) !== 0;
  }

  it.each([1, 8, 9, 60, 400])('let every gram of %i pass, in each case that it may have', (count) => {
    const texts = Array.from({ length: count }, (_, index) => (index * 7919 + 40_000).toString(36).slice(-3));
    const tables = nibbleTables(texts.map(gram));
    for (const text of texts) {
      expect(passes(tables, text)).toBe(true);
      if (/[a-z]/.test(text[1]!)) expect(passes(tables, text[0] + text[1]!.toUpperCase() + text[2])).toBe(true);
    }
  });

  it('let little else pass', () => {
    const tables = nibbleTables(['Xid', 'ECC', 'oom', 'nan', 'inf', 'bus', 'hung', 'dead'].map(gram));
    expect(['loss', 'iteration', '12.', '[INFO]', 'rank'].filter((text) => passes(tables, text.slice(0, 3)))).toEqual(
      [],
    );
  });
});

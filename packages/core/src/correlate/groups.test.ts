import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { entriesOf, type Groups, groupIn, noGroups, sizeOf, sortedIn, withGroup } from './groups.js';

const name = fc.oneof(fc.constantFrom('__proto__', 'constructor', 'toString', '', '7', '1'), fc.string());

describe('groups', () => {
  it('are what a Map would hold, whatever their names, also when they were written and read', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(name, fc.option(fc.nat(), { nil: undefined })), { maxLength: 60 }), (changes) => {
        const map = new Map<string, number>();
        let groups: Groups<number> = noGroups;
        for (const [key, value] of changes) {
          groups = JSON.parse(JSON.stringify(withGroup(groups, key, value)));
          if (value === undefined) map.delete(key);
          else map.set(key, value);
        }
        expect(new Map(entriesOf(groups))).toEqual(map);
        for (const [key] of changes) expect(groupIn(groups, key)).toBe(map.get(key));
      }),
    );
  });

  it('tell their values in order of size, however they came to be', () => {
    const value = fc.oneof(fc.integer({ min: -3, max: 3 }), fc.double({ noNaN: true }));
    const change = fc.tuple(
      fc.nat({ max: 5000 }).map((number) => `rank ${number % 40}`),
      fc.option(value, { nil: undefined }),
      fc.boolean(),
    );
    fc.assert(
      fc.property(fc.array(change, { maxLength: 120 }), (changes) => {
        let groups: Groups<number> = noGroups;
        for (const [key, one, asks] of changes) {
          groups = withGroup(groups, key, one);
          if (!asks) continue;
          const values = entriesOf(groups).map(([, number]) => number);
          const sorted = sortedIn(groups);
          // Which zero comes first nobody can tell.
          expect(values.map((_, i) => (sorted.at(i) as number) + 0)).toEqual(
            values.toSorted((a, b) => a - b).map((number) => number + 0),
          );
          expect([sorted.length, sizeOf(groups)]).toEqual([values.length, values.length]);
        }
      }),
    );
  });

  it('tell them also when some had to be let go of', () => {
    let groups: Groups<number> = noGroups;
    for (let i = 0; i < 6000; i++) {
      groups = withGroup(groups, `host-${i}`, i);
      if (i % 7 === 0) sortedIn(groups);
    }
    const values = entriesOf(groups).map(([, number]) => number);
    expect(values.length).toBeLessThan(6000);
    const sorted = sortedIn(groups);
    expect(values.map((_, i) => sorted.at(i))).toEqual(values.toSorted((a, b) => a - b));
  });

  it('are some thousands at the most; the one that changes often stays', () => {
    let groups: Groups<number> = noGroups;
    for (let i = 0; i < 50_000; i++) groups = withGroup(withGroup(groups, `host-${i}`, i), '3', i);
    expect(groupIn(groups, '3')).toBe(49_999);
    expect(groupIn(groups, 'host-49999')).toBe(49_999);
    expect(groupIn(groups, 'host-1')).toBeUndefined();
    expect(entriesOf(groups).length).toBeLessThanOrEqual(4096);
  });
});

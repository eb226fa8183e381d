import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { entriesOf, type Groups, groupIn, noGroups, withGroup } from './groups.js';

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

  it('are some thousands at the most; the one that changes often stays', () => {
    let groups: Groups<number> = noGroups;
    for (let i = 0; i < 50_000; i++) groups = withGroup(withGroup(groups, `host-${i}`, i), '3', i);
    expect(groupIn(groups, '3')).toBe(49_999);
    expect(groupIn(groups, 'host-49999')).toBe(49_999);
    expect(groupIn(groups, 'host-1')).toBeUndefined();
    expect(entriesOf(groups).length).toBeLessThanOrEqual(4096);
  });
});

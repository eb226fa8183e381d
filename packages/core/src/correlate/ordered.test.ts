import fc from 'fast-check';
import { expect, it } from 'vitest';
import { Ordered } from './ordered.js';

it('holds a range in order of size, however the range moves', () => {
  const values = fc.array(fc.integer({ min: -5, max: 5 }), { minLength: 1, maxLength: 60 });
  const moves = fc.array(fc.tuple(fc.nat(60), fc.nat(60)), { maxLength: 20 });
  fc.assert(
    fc.property(values, moves, fc.boolean(), (all, ranges, rising) => {
      const ordered = new Ordered();
      const ends = ranges.map(([a, b]) => [Math.min(a, b, all.length), Math.min(Math.max(a, b), all.length)] as const);
      if (rising) ends.sort((a, b) => a[0] - b[0] || a[1] - b[1]);
      for (const [from, to] of ends) {
        ordered.move(all, from, to);
        const held = Array.from({ length: ordered.length }, (_, i) => ordered.at(i));
        expect(held).toEqual(all.slice(from, to).sort((a, b) => a - b));
      }
    }),
  );
});

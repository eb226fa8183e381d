import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { Found } from '../types.js';
import { fromWire, toWire } from './wire.js';

const fields = fc.dictionary(fc.constantFrom('step', 'loss', '__proto__'), fc.oneof(fc.string(), fc.double()), {
  maxKeys: 2,
});
const line = fc.record({
  length: fc.nat(9),
  before: fc.nat(99),
  matches: fc.array(fc.record({ rule: fc.nat(400), fields }), { minLength: 1, maxLength: 3 }),
});

it('brings over what was found, line by line', () => {
  fc.assert(
    fc.property(fc.array(line), fc.nat(), (shapes, count) => {
      let at = 0;
      const lines = shapes.map(({ length, before, matches }) => {
        const start = at;
        at += length + 1;
        return { start, end: start + length, before, matches };
      });
      const found: Found = { lines, count };
      expect(fromWire(structuredClone(toWire(found)))).toEqual(structuredClone(found));
    }),
  );
});

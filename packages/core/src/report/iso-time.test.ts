import fc from 'fast-check';
import { expect, it } from 'vitest';
import { isoTime } from './iso-time.js';

it('writes what Date writes', () => {
  const time = fc.oneof(
    fc.integer(),
    fc.integer({ min: -8_640_000_000_000_000, max: 8_640_000_000_000_000 }),
    fc.double({ min: -1e6, max: 1e13, noNaN: true }),
  );
  fc.assert(
    fc.property(fc.array(time, { minLength: 1, maxLength: 5 }), (times) => {
      for (const at of [...times, ...times]) expect(isoTime(at)).toBe(new Date(at).toISOString());
    }),
  );
  for (const none of [Number.NaN, Number.POSITIVE_INFINITY, 9e15]) expect(() => isoTime(none)).toThrow(RangeError);
});

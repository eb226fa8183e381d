import fc from 'fast-check';
import picomatch from 'picomatch';
import { expect, it } from 'vitest';
import { nodeFileSystem } from './file-system.js';
import { parsePattern } from './pattern.js';

it('what is taken for a plain path is no glob to picomatch either', () => {
  const names = fc.string({ unit: fc.constantFrom(...'ab.-_/ *?[]{}()!+@\\,|^$#~:é'), maxLength: 12 });
  fc.assert(
    fc.property(names, (name) => {
      const text = `/no-such-folder/${name}`;
      const { literal } = parsePattern(text, nodeFileSystem);
      expect(literal === undefined).toBe(picomatch.scan(text).isGlob);
    }),
    { numRuns: 2000 },
  );
});

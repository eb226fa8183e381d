import { expect, it } from 'vitest';
import { inRange } from './version-range.js';

it.each([
  ['>=0.1.0', ['0.1.0', '0.1.1', '2.0.0'], ['0.0.9', '0.1.0-beta.1']],
  ['>=1.2.0 <2.0.0', ['1.2.0', '1.99.0'], ['1.1.9', '2.0.0']],
  ['^1.2.3', ['1.2.3', '1.9.0'], ['1.2.2', '2.0.0', '2.0.0-rc.1']],
  ['^0.2.3', ['0.2.3', '0.2.9'], ['0.3.0', '0.2.2']],
  ['^0.0.3', ['0.0.3'], ['0.0.4']],
  ['~1.2.3', ['1.2.3', '1.2.10'], ['1.3.0', '1.2.2']],
  ['1.2.3', ['1.2.3'], ['1.2.4']],
  ['= 1.2.3', ['1.2.3'], ['1.2.2']],
  ['>1.0.0-rc.2 <=1.0.0', ['1.0.0-rc.10', '1.0.0'], ['1.0.0-rc.2', '1.0.1']],
])('%s', (range, inside, outside) => {
  for (const version of inside) expect([version, inRange(version, range)]).toEqual([version, true]);
  for (const version of outside) expect([version, inRange(version, range)]).toEqual([version, false]);
});

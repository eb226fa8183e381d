import { describe, expect, it } from 'vitest';
import { parseDependency, repointed, waitsFor } from './dependency.js';

// As squeue of 22.05 wrote them.
const to = { base: '99' };
describe('dependencies', () => {
  it.each([
    ['afterok:30(unfulfilled)', 'afterok:99'],
    ['afterany:30(failed),afterok:47_*(unfulfilled)', 'afterany:99,afterok:47'],
    ['afternotok:30(unfulfilled)?afterok:47_*(unfulfilled)', 'afternotok:99?afterok:47'],
    ['aftercorr:30_*(failed)', 'aftercorr:99'],
    ['after:30+5(unfulfilled)', 'after:99+5'],
    ['afterok:30_1(failed),singleton(unfulfilled)', 'afterok:99_1,singleton'],
  ])('%s is pointed to the new job', (text, expected) => {
    const dependency = parseDependency(text);
    expect(dependency && waitsFor(dependency, { base: '30' })).toBe(true);
    expect(dependency && repointed(dependency, { base: '30' }, to)).toBe(expected);
  });

  it('a task of an array goes on as another one', () => {
    const one = parseDependency('afterok:30_1(failed),afterok:30_2(unfulfilled)');
    expect(one && repointed(one, { base: '30', task: '1' }, { base: '99', task: '1' })).toBe(
      'afterok:99_1,afterok:30_2',
    );
    const all = parseDependency('afterok:30_*(failed)');
    expect(all && waitsFor(all, { base: '30', task: '1' })).toBe(true);
    expect(all && repointed(all, { base: '30', task: '1' }, { base: '99', task: '1' })).toBeUndefined();
  });

  it('others are left alone', () => {
    const other = parseDependency('afterok:300(unfulfilled),singleton(unfulfilled)');
    expect(other && waitsFor(other, { base: '30' })).toBe(false);
    for (const text of ['', '(null)', 'what is this?', 'expand:5:6']) expect(parseDependency(text)).toBeUndefined();
  });
});

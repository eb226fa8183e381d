import { describe, it } from 'vitest';
import { plays } from './marbles.fixture.js';

const marbles = { a: { signal: 'rule', text: 'retry' }, b: { signal: 'rule', text: 'retry', source: 'log2' } } as const;

describe('every', () => {
  it('tells the first and then every so many', () => {
    plays({ pattern: 'x', when: { every: 3 } }, marbles, 'aaaaaaa|', 'a--a--a|', { a: 'rule: retry' });
  });

  it('holds groups apart', () => {
    plays({ pattern: 'x', when: { every: 2, by: ['source'] } }, marbles, 'ababab|', 'ab--ab|', {
      a: 'rule[log]: retry',
      b: 'rule[log2]: retry',
    });
  });
});

describe('throttle', () => {
  it('tells one in a time, of each group', () => {
    plays({ pattern: 'x', when: { throttle: '4ms' } }, marbles, 'aaaaaaaaa|', 'a---a---a|', { a: 'rule: retry' });
    plays({ pattern: 'x', when: { throttle: '4ms', by: ['source'] } }, marbles, 'abaaab|', 'ab--ab|', {
      a: 'rule[log]: retry',
      b: 'rule[log2]: retry',
    });
  });
});

import { describe, expect, it } from 'vitest';
import { linePattern } from './line-pattern.js';

describe('a pattern asked of one line', () => {
  it('brings its groups in their order, whatever they are called', () => {
    const pattern = linePattern('(?P<what>loss|norm) (\\d+)?');
    expect('match' in pattern && pattern.match('a loss 12')?.slice()).toEqual(['loss 12', 'loss', '12']);
    expect('match' in pattern && pattern.match('a norm ')?.[2]).toBeUndefined();
    expect('match' in pattern && pattern.match('nothing')).toBeUndefined();
  });

  it.each([
    ['a(?!b)', 'negative lookahead'],
    ['(a', 'missing'],
    ['(a)\\1', 'backreference'],
  ])('that RE2 cannot use says why: %s', (source, why) => {
    const pattern = linePattern(source);
    expect('issues' in pattern && pattern.issues[0]?.message).toContain(why);
  });
});

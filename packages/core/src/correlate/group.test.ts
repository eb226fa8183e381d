import { describe, expect, it } from 'vitest';
import { signal } from '../run/attempt.fixture.js';
import { grouping, namedValue } from './group.js';

const line = (source: string, text: string, fields = {}) => signal(0, { name: 'a', source, text, fields });

describe('grouping', () => {
  it('tells every signal its own group, whatever came before it', () => {
    const signals = [
      line('a.log', '[rank0]: x'),
      line('a.log', '[rank1]: x'),
      line('b.log', '[rank1]: x'),
      line('a.log', 'x'),
      line('a.log', 'x', { rank: 7 }),
      line('a b.log', 'x'),
      line('a', 'x', { rank: 'b.log ' }),
      line('a.log', '[rank0]: x'),
    ];
    const kept = grouping(['source', 'rank']);
    expect(signals.map(kept)).toEqual(signals.map((one) => grouping(['source', 'rank'])(one)));
    expect(signals.map(kept)).toEqual([
      'a.log 0',
      'a.log 1',
      'b.log 1',
      'a.log ',
      'a.log 7',
      'a\\ b.log ',
      'a b.log\\ ',
      'a.log 0',
    ]);
  });

  it('takes nothing for a field that every object has', () => {
    expect(namedValue(line('a.log', 'x'), 'constructor')).toBeUndefined();
    expect(grouping(['constructor'])(line('a.log', 'x'))).toBe('');
  });
});

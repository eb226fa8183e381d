import { describe, expect, it } from 'vitest';
import { nearMiss } from './near-miss.js';
import { literalsOf, partsOf } from './pattern-parts.js';
import { rule } from './rules.test-helper.js';

describe('a rule that nearly hits', () => {
  it('tells the text that `unless` forbids', () => {
    const one = rule('oom', 'out of memory', { unless: 'help \\w+' });
    expect(nearMiss(one, 'help text: out of memory')).toEqual({ kind: 'unless', text: 'help text' });
  });

  it('tells what kind of echo the line is, where the rule minds', () => {
    const line = '+ python train.py --note "CUDA out of memory"';
    expect(nearMiss(rule('oom', 'out of memory'), line)).toEqual({ kind: 'echo', text: 'a shell trace' });
    expect(nearMiss(rule('oom', 'out of memory', { kind: 'notice' }), line)).toBeUndefined();
    expect(nearMiss(rule('oom', 'out of memory', { count_echoes: true }), line)).toBeUndefined();
  });

  it('tells the longest literal that is there, and the parts that are not', () => {
    const oom = rule('one', '(?:CUDA out of memory|HIP error).*Tried to allocate (?P<size>\\d+)');
    expect(nearMiss(oom, 'CUDA out of memory.')).toEqual({
      kind: 'part',
      has: 'CUDA out of memory',
      missing: ['Tried to allocate (?P<size>\\d+)'],
    });
    expect(nearMiss(oom, 'Tried to allocate 5 after CUDA out of memory')).toMatchObject({ missing: [] });
  });

  it('looks into the alternatives of a pattern, and minds its flags', () => {
    const one = rule('one', '(?:socket closed by \\d+|Connection reset)', { flags: 'i' });
    expect(nearMiss(one, 'SOCKET CLOSED BY peer')).toEqual({
      kind: 'part',
      has: 'socket closed by ',
      missing: ['\\d+'],
    });
  });

  it('knows a text by some of its words', () => {
    const one = rule('one', '(?:Watchdog caught collective operation timeout|Timeout at work)');
    expect(nearMiss(one, 'Watchdog caught a collective operation timeout')).toEqual({
      kind: 'part',
      has: 'collective operation timeout',
      missing: ['Watchdog caught collective operation timeout'],
    });
    expect(nearMiss(one, 'a timeout of the operation')).toBeUndefined();
  });

  it('tells of a part only what comes behind the text that is there', () => {
    const one = rule('one', 'nan iterations:\\s+(?P<n>[1-9]\\d*)');
    expect(nearMiss(one, 'number of nan iterations:   0 |')).toMatchObject({ missing: ['(?P<n>[1-9]\\d*)'] });
    const rank = rule('two', 'Worker died.*rank \\d+');
    expect(nearMiss(rank, 'Worker died')).toMatchObject({ missing: ['rank \\d+'] });
  });

  it('is silent about lines that have nothing of it, and lines that hit', () => {
    const one = rule('one', 'Connection reset');
    expect(nearMiss(one, 'connected')).toBeUndefined();
    expect(nearMiss(one, 'Connection reset')).toBeUndefined();
  });
});

describe('the parts of a pattern', () => {
  it.each([
    ['a.*b|c', [['a', 'b'], ['c']]],
    ['(?:x|y.+z)', [['x'], ['y', 'z']]],
    ['[]|(]\\|(?P<n>q)', [['[]|(]\\|(?P<n>q)']]],
    ['a{2,}.?b\\.*', [['a{2,}', 'b\\.*']]],
  ])('%s', (pattern, parts) => {
    expect(partsOf(pattern).map((one) => one.parts)).toEqual(parts);
  });

  it('holds its literals', () => {
    expect(literalsOf('abc\\[x\\] \\d+(?P<n>def|g\\.h)(?:no)?')).toEqual(['abc[x] ', 'def', 'g.h']);
  });
});

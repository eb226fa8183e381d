import { describe, expect, it } from 'vitest';
import { expandNodes, numbers } from './node-list.js';

describe('a list of nodes', () => {
  it.each([
    ['n1', ['n1']],
    ['n[1-3,7]', ['n1', 'n2', 'n3', 'n7']],
    ['n[08-11]', ['n08', 'n09', 'n10', 'n11']],
    ['login,gpu[1-2],cpu[5]', ['login', 'gpu1', 'gpu2', 'cpu5']],
    ['r[1-2]n[0-1]', ['r1n0', 'r1n1', 'r2n0', 'r2n1']],
    ['rack[1-2]-gpu', ['rack1-gpu', 'rack2-gpu']],
    ['', []],
    ['(null)', []],
    ['None assigned', []],
    ['n[1-', ['n[1-']],
  ])('%s', (list, names) => {
    expect(expandNodes(list)).toEqual(names);
  });

  it('is not expanded without end', () => {
    expect(expandNodes('n[1-999999999]').length).toBe(100_000);
    expect(expandNodes('a[0-9999]b[0-9999]c[0-9999]').length).toBe(100_000);
  });
});

it.each([
  ['2-3%2', ['2', '3']],
  ['0-6:3', ['0', '3', '6']],
  ['1,5-6', ['1', '5', '6']],
])('tasks of an array: %s', (ranges, expected) => {
  expect(numbers(ranges)).toEqual(expected);
});

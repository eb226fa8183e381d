import { linePattern } from '@sigwatch/core';
import { describe, expect, it } from 'vitest';
import { branches, withoutAnything } from './branches.js';
import { fromPythonMatch, fromSearch } from './translate.js';

const matches = (pattern: string, line: string) => {
  const checked = linePattern(pattern);
  if ('issues' in checked) throw new Error(`${pattern}: ${checked.issues[0]?.message}`);
  return checked.match(line);
};

/** Patterns that JavaScript and Python take alike; `re.match` is a match at the beginning. */
const patterns = [
  '.*Train Epoch.*',
  'step (\\d+)',
  '^step (\\d+)$',
  'step (\\d+)|.*epoch (\\d+)',
  '.*loss=(\\d+(?:\\.\\d+)?).*',
  '.*?loss=(\\d+)',
  '.* (.+)TFLOPs.*',
  '(?:step|epoch) \\d+',
  '.*(a|b)|c',
  '[|(]x (\\d)',
  '[\\]|]x',
  'x\\|y|z',
  '.*\\.*',
  '.*done\\.*',
  '.+ done',
];
const lines = [
  'step 12',
  'x step 12',
  'epoch 3',
  'at epoch 4',
  'Train Epoch: 5',
  '2025-06-17 [INFO] Train Epoch: 5',
  'loss=1.5 then loss=2.25 end',
  'loss=7',
  'speed: 101.5 TFLOPs, 99 TFLOPs',
  'speed: 88TFLOPs',
  '|x 3',
  ']x',
  'a',
  'c',
  'xc',
  'x|y',
  'z',
  'az',
  'done...',
  'not done',
  '',
];

describe('a pattern for re.match', () => {
  it('matches the lines that it matches there, wherever it may begin', () => {
    for (const pattern of patterns)
      for (const line of lines) {
        const there = new RegExp(`^(?:${pattern})`).test(line);
        expect(matches(fromPythonMatch(pattern, false), line) !== undefined, `${pattern} on ${line}`).toBe(there);
      }
  });

  it('brings the group that it brings there, the last one of several where `.*` comes first', () => {
    for (const pattern of patterns)
      for (const line of lines) {
        const there = new RegExp(`^(?:${pattern})`).exec(line);
        const here = matches(fromPythonMatch(pattern, true), line);
        expect(here?.[1], `${pattern} on ${line}`).toBe(there?.[1]);
      }
    expect(matches(fromPythonMatch('.*loss=(\\d+)', true), 'loss=1 loss=2')?.[1]).toBe('2');
  });

  it('may have what torchrun puts before the lines of a rank', () => {
    expect(matches(fromPythonMatch('step', false), '[default0]:step 1')).toBeDefined();
    expect(matches(fromPythonMatch('^step', false), '[rank12]:step 1')).toBeDefined();
    expect(matches(fromPythonMatch('step (\\d+)', true), '[default0]:step 4')?.[1]).toBe('4');
    expect(matches(fromPythonMatch('step', false), '[INFO] step 1')).toBeUndefined();
  });

  it('is written as RE2 writes it', () => {
    expect(fromPythonMatch('.*Train Epoch.*', false)).toBe('Train Epoch');
    expect(fromPythonMatch('.*a{,3}b\\Z', false)).toBe('a{0,3}b\\z');
    expect(fromPythonMatch('(?i).*nan', false)).toBe('(?i)nan');
    expect(fromPythonMatch('(?ai).*nan', false)).toBe('(?i)nan');
    expect(fromPythonMatch('(?u).*nan', false)).toBe('nan');
    expect(fromPythonMatch('.*', false)).toBe('.*');
    expect(fromPythonMatch('.*\\{,3}', false)).toBe('\\{,3}');
  });
});

describe('a pattern that is searched for', () => {
  it('loses only what says nothing', () => {
    expect(fromSearch('.*CUDA out of memory.*')).toBe('CUDA out of memory');
    expect(fromSearch('.*a.*|.*b')).toBe('a|b');
    expect(fromSearch('(?i).*a.*?')).toBe('(?i)a');
    expect(fromSearch('ends in dots\\.*')).toBe('ends in dots\\.*');
    expect(fromSearch('a\\\\.*')).toBe('a\\\\');
    expect(fromSearch('.*+x')).toBe('.*+x');
  });

  it('matches the same lines', () => {
    for (const pattern of patterns)
      for (const line of lines) {
        const there = new RegExp(pattern).test(line);
        expect(matches(fromSearch(pattern), line) !== undefined, `${pattern} on ${line}`).toBe(there);
      }
  });
});

it('ways are told apart outside of brackets, classes and escapes', () => {
  expect(branches('a|(b|c)|[|]|\\|')).toEqual(['a', '(b|c)', '[|]', '\\|']);
  expect(branches('[]|]x|y')).toEqual(['[]|]x', 'y']);
  expect(branches('[^]|]x|y')).toEqual(['[^]|]x', 'y']);
  expect(withoutAnything('.*')).toBe('.*');
});

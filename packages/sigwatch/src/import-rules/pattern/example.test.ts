import { linePattern } from '@sigwatch/core';
import { describe, expect, it } from 'vitest';
import { exampleLine, nearMissLine } from './example.js';
import { unlessOwnText } from './own-text.js';

const matches = (pattern: string, line: string) => {
  const checked = linePattern(pattern);
  return 'match' in checked && checked.match(line) !== undefined;
};

describe('a line made from a pattern', () => {
  it.each([
    ['CUDA out of memory', 'CUDA out of memory'],
    ['RuntimeError.*out of memory', 'RuntimeError out of memory'],
    ['assert .* failed', 'assert x failed'],
    ['loss: .*nan', 'loss: nan'],
    ['saved \\S+ at step \\d{3}', 'saved 7 at step 777'],
    ['(?:first|second) try', 'first try'],
    ['done. All written', 'done. All written'],
    ['^(?:\\[\\w+\\]:)?step (\\d+)', 'step 7'],
    ['(?i)OOM', 'OOM'],
  ])('%s: %s', (pattern, line) => {
    expect(exampleLine(pattern)).toBe(line);
    expect(matches(pattern, line)).toBe(true);
  });

  it('has the number that its group is to have', () => {
    expect(exampleLine('.*loss (\\d+(?:\\.\\d+)?).*', '2.5')).toBe('loss 2.5');
    expect(exampleLine('.* (.+)TFLOPs.*', '50')).toBe(' 50TFLOPs');
    expect(exampleLine('loss(?: (\\d+))?', '4')).toBeUndefined();
    expect(exampleLine('loss (\\d+)', '-1')).toBeUndefined();
    expect(exampleLine('loss (\\d)', '12')).toBeUndefined();
  });

  it('is none where the pattern does not show one', () => {
    for (const pattern of ['\\p{Greek}+', '.*', '(?=x)', '']) expect(exampleLine(pattern)).toBeUndefined();
  });
});

describe('a near miss made from a pattern', () => {
  it.each([
    ['RuntimeError.*out of memory', 'RuntimeError out of'],
    ['uncorrectable ECC error', 'uncorrectable ECC'],
    ['panic', 'pan'],
  ])('%s: %s', (pattern, line) => {
    expect(nearMissLine(pattern)).toBe(line);
    expect(matches(pattern, line)).toBe(false);
  });

  it('is none where it would be a hit, or where no text can be cut', () => {
    expect(nearMissLine('a|ab')).toBeUndefined();
    expect(nearMissLine('\\d+')).toBeUndefined();
    expect(nearMissLine('(?=x)')).toBeUndefined();
  });
});

describe('a rule that hits its own text', () => {
  it('leaves lines alone that hold its pattern, and hits what the pattern is for', () => {
    const { unless } = unlessOwnText('Error.*out of memory');
    expect(unless).toBe('\\QError.*out of memory\\E');
    expect(matches(unless as string, 'logPattern: ".*Error.*out of memory.*"')).toBe(true);
    expect(matches(unless as string, 'Error: CUDA out of memory')).toBe(false);
  });

  it('forbids nothing where the failure is told by the very words', () => {
    for (const pattern of ['CUDA out of memory', 'done. All written', 'loss (\\d+)', '(?=x)'])
      expect(unlessOwnText(pattern)).toEqual({});
  });
});

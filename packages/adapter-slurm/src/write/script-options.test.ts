import { describe, expect, it } from 'vitest';
import { scriptOptions } from './script-options.js';

const read = (...lines: string[]) =>
  scriptOptions(lines.join('\n')).map((options) => options.map(({ name, value }) => `${name}=${value}`));

describe('options of a script', () => {
  it('are read until the first line that is neither empty nor a comment', () => {
    expect(
      read(
        '#!/bin/bash',
        '#SBATCH -J a',
        '',
        '  ',
        '   # a comment',
        '#SBATCH -n4',
        '\t #SBATCH --hold',
        'x',
        '#SBATCH -H',
      ),
    ).toEqual([['job-name=a', 'ntasks=4']]);
  });

  it('are words with quotes and backslashes, up to an open #', () => {
    // As sbatch 22.05 took it: the comment is `a "b" c`, and -J is behind a comment's sign.
    expect(read('#SBATCH --comment="a \\"b\\" c"#x -J \'na me\'')).toEqual([['comment=a "b" c']]);
    expect(read("#SBATCH -J 'na me' -o/tmp/%j.out # --hold", '#SBATCH --comment=a')).toEqual([
      ['job-name=na me', 'output=/tmp/%j.out', 'comment=a'],
    ]);
    expect(read('#SBATCH --comment="" --hold')).toEqual([['comment=', 'hold=']]);
  });

  // Each as sbatch 22.05 took it.
  it.each([
    ['a\\b', 'ab'],
    ['"a\\b"', 'ab'],
    ['"a\\\\b"', 'a\\b'],
    ["a\\'b", "a'b"],
    ["'a\"b'", 'a"b'],
    ["'a\\'b'", "a'b"],
    ['a" "b', 'a b'],
    ['"a#b"', 'a#b'],
    ['a\\#b', 'a#b'],
    ['a\\"b', 'a"b'],
    ['""', ''],
  ])('--comment=%s is %s', (written, meant) => {
    expect(read(`#SBATCH --comment=${written} -J x`)).toEqual([[`comment=${meant}`, 'job-name=x']]);
  });

  it('end a word at a blank, whatever is before it', () => {
    expect(read('#SBATCH -J x\\', '#SBATCH -n2', '#SBATCH --comment=a\\ -J y')).toEqual([
      ['job-name=x', 'ntasks=2', 'comment=a', 'job-name=y'],
    ]);
  });

  it('are taken where the word is glued on, and of #SLURM too', () => {
    expect(read('#SBATCH--hold', '#SLURM --nice=5', '##SBATCH -n2')).toEqual([['hold=', 'nice=5']]);
  });

  it('belong to the components of a heterogeneous job', () => {
    expect(read('#SBATCH -n1', '#SBATCH hetjob', '#SBATCH -n2 -x n1', '#SBATCH packjob', '#SBATCH -n3')).toEqual([
      ['ntasks=1'],
      ['ntasks=2', 'exclude=n1'],
      ['ntasks=3'],
    ]);
  });

  it('a value may stand on the next line', () => {
    expect(read('#SBATCH --comment', '#SBATCH later', 'x')).toEqual([['comment=later']]);
  });
});

import { describe, expect, it } from 'vitest';
import { parseOptions } from './parse-options.js';

const read = (...words: string[]) => {
  const { options, length } = parseOptions(words);
  return [options.map(({ name, value }) => (value === '' ? name : `${name}=${value}`)), words.slice(length)];
};

describe('options of sbatch', () => {
  it.each([
    [['--job-name=a', 'x.sh'], ['job-name=a'], ['x.sh']],
    [['--job-name', 'a', 'x.sh'], ['job-name=a'], ['x.sh']],
    [['-J', 'a', 'x.sh'], ['job-name=a'], ['x.sh']],
    [['-Ja', 'x.sh'], ['job-name=a'], ['x.sh']],
    // getopt takes the sign for a part of the value.
    [['-J=a', 'x.sh'], ['job-name==a'], ['x.sh']],
    [['-HQn4', 'x.sh'], ['hold', 'quiet', 'ntasks=4'], ['x.sh']],
    [['-Hn', '4', 'x.sh'], ['hold', 'ntasks=4'], ['x.sh']],
    [['--comm', 'a', 'x.sh'], ['comment=a'], ['x.sh']],
    [['--cons', 'a100', '--res=r', 'x.sh'], ['constraint=a100', 'reservation=r'], ['x.sh']],
    [['--seg', '4', 'x.sh'], ['segment=4'], ['x.sh']],
    [['--nice', '5'], ['nice'], ['5']],
    [['--nice=5', '5'], ['nice=5'], ['5']],
    [['-k', 'off'], ['no-kill'], ['off']],
    [['-koff', 'x.sh'], ['no-kill=off'], ['x.sh']],
    [['--exclusive', 'user'], ['exclusive'], ['user']],
    [['--requeue', 'x.sh'], ['requeue'], ['x.sh']],
    [['--comment=', 'x.sh'], ['comment'], ['x.sh']],
    [['--comment', '--hold', 'x.sh'], ['comment=--hold'], ['x.sh']],
    [['x.sh', '--hold'], [], ['x.sh', '--hold']],
    [['--hold', '--', '--hold'], ['hold'], ['--', '--hold']],
    [['-', 'a'], [], ['-', 'a']],
    [[':', '--hold'], [], [':', '--hold']],
    [[], [], []],
  ])('%j', (words, options, rest) => {
    expect(read(...words)).toEqual([options, rest]);
  });

  it('lets an exact name stand for itself, though it begins others', () => {
    expect(read('--mem=1', '--time=2', '--gpus=3', '--ntasks=4', 'x')).toEqual([
      ['mem=1', 'time=2', 'gpus=3', 'ntasks=4'],
      ['x'],
    ]);
  });

  it('tells what sbatch would not take, and reads on', () => {
    const { problems, options } = parseOptions(['--bogus=1', '--me', '5', '--hold', '-Y', '--hold=1', '--mem']);
    expect(problems).toEqual([
      { word: '--bogus=1', why: 'unknown' },
      { word: '--me', why: 'ambiguous' },
    ]);
    expect(options).toEqual([]);
    expect(parseOptions(['-Y', '--hold=1', '--mem']).problems.map(({ why }) => why)).toEqual([
      'unknown',
      'takes no value',
      'needs a value',
    ]);
  });
});

import { execFileSync } from 'node:child_process';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { entrypointOf } from './entrypoint.js';
import { wordsOf } from './words.js';

/** The arguments that a real shell gives to a program. */
function byShell(line: string): readonly string[] {
  const out = execFileSync('/bin/sh', ['-c', `printf '%s\\0' ${line}`], { encoding: 'utf8' });
  return out.split('\0').slice(0, -1);
}

const words = fc.array(
  fc.string({ unit: 'grapheme' }).filter((word) => !word.includes('\0')),
  { minLength: 1, maxLength: 6 },
);
const nasty = fc.array(
  fc.constantFrom("'", '"', '\\', '$HOME', '`id`', '*', ' ', '\n', ';', '&&', '#', '~', '!', '=', 'a', '-'),
  {
    maxLength: 6,
  },
);

describe('a command as a shell is given it', () => {
  it.each([
    [['python', 'train.py', '--lr=3e-4'], `python train.py '--lr=3e-4'`],
    [['sh', '-c', 'cd /data && exec python train.py'], `sh -c 'cd /data && exec python train.py'`],
    [['echo', "it's"], `echo 'it'\\''s'`],
    [['echo', ''], `echo ''`],
    [['time', 'x'], `'time' x`],
    [['echo', 'time'], `echo time`],
  ])('%j is %s', (argv, line) => {
    expect(entrypointOf(argv)).toBe(line);
  });

  it('arrives at the program word by word, whatever stands in it', () => {
    const argvs = fc.oneof(
      words,
      fc.array(
        nasty.map((parts) => parts.join('')),
        { minLength: 1, maxLength: 4 },
      ),
    );
    fc.assert(
      fc.property(argvs, (argv) => {
        expect(byShell(entrypointOf(argv))).toEqual(argv);
      }),
      { numRuns: 60 },
    );
  });

  it('refuses what no program can be given', () => {
    expect(() => entrypointOf(['a', 'b\0c'])).toThrow(/NUL/);
  });
});

describe('a command line read back', () => {
  it('gives the words that were quoted', () => {
    fc.assert(
      fc.property(words, (argv) => {
        expect(wordsOf(entrypointOf(argv))).toEqual(argv);
      }),
    );
  });

  it.each([
    ['python train.py --lr 3e-4', ['python', 'train.py', '--lr', '3e-4']],
    ['python  "my train.py" a\\ b', ['python', 'my train.py', 'a b']],
    [`python -c "print(\\"hi\\")"`, ['python', '-c', 'print("hi")']],
    ['python train.py trainer.lr=1', ['python', 'train.py', 'trainer.lr=1']],
  ])('%s', (line, argv) => {
    expect(wordsOf(line)).toEqual(argv);
    expect(byShell(line)).toEqual(argv);
  });

  it.each([
    'cd /data && python train.py',
    'python train.py > out.log',
    'LR=3 python train.py',
    'python $SCRIPT',
    'python "$SCRIPT"',
    'python *.py',
    'python ~/train.py',
    'a; b',
    'a & b',
    "python 'open",
    'python "open',
    'python \\',
    'a\nb',
    '',
  ])('of %j only a shell can tell', (line) => {
    expect(wordsOf(line)).toBeUndefined();
  });
});

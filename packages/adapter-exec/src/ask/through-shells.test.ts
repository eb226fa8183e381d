import { execFileSync } from 'node:child_process';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { throughShells } from './through-shells.js';

/** What a program is given that is begun as ssh begins it: joined by blanks, read by a login shell, so many times. */
function arrivesAs(words: readonly string[], shells: number, shell: string): readonly string[] {
  const [program = '', ...args] = throughShells(['printf', '%s\\0', ...words], shells);
  const line = [program, ...args].join(' ');
  const out = execFileSync(shell, ['-c', line], { encoding: 'utf8' });
  return out.split('\0').slice(0, -1);
}

const odd = [
  'a b',
  "it's",
  '"$HOME"',
  '`id`',
  '$(id)',
  '*',
  '~',
  'a\nb\n',
  '!x!',
  '\\0101 \\',
  '',
  '-n',
  '%s',
  'ä✓',
  ';&|<>',
  '#',
];

describe('words that go through a login shell', () => {
  it('are as they are where no shell reads them', () => {
    expect(throughShells(odd, 0)).toEqual(odd);
  });

  it.each(['sh', 'bash'])('arrive as they were through %s, and through one more', (shell) => {
    expect(arrivesAs(odd, 1, shell)).toEqual(odd);
    const twice = throughShells(['printf', '%s\\0', ...odd], 2);
    // The first one begins the second: `ssh a ssh b`.
    const out = execFileSync(shell, ['-c', ['sh', '-c', '\'exec sh -c "$*"\'', 'sh', ...twice].join(' ')], {
      encoding: 'utf8',
    });
    expect(out.split('\0').slice(0, -1)).toEqual(odd);
  });

  it('arrive as they were, whatever they are', () => {
    fc.assert(
      fc.property(fc.array(fc.string({ unit: 'binary', maxLength: 12 }), { minLength: 1, maxLength: 5 }), (any) => {
        const words = any.map((word) => word.replaceAll('\0', ''));
        expect(arrivesAs(words, 1, 'sh')).toEqual(words);
      }),
      { numRuns: 60 },
    );
  });

  it('show the login shell nothing that shells read in different ways', () => {
    const [sh, c, decoder, name, text] = throughShells(odd, 1);
    expect([sh, c, name]).toEqual(['sh', '-c', 'sh']);
    expect(decoder).not.toMatch(/[\n!\\]/);
    expect(text).toMatch(/^'(?:[A-Za-z0-9 _./:=,@+-]|\\0[0-7]{3})*'$/);
  });
});

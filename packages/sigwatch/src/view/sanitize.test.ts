import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { sanitize } from './sanitize.js';
import { cut, widthOf, wrap } from './width.js';

describe('sanitize', () => {
  it('removes what a terminal would act on and keeps the words', () => {
    expect(sanitize('\u001b[31mred\u001b[0m text')).toBe('red text');
    expect(sanitize('\u001b]0;new title\u0007after')).toBe('after');
    expect(sanitize('\u001b]8;;http://x\u001b\\link\u001b]8;;\u001b\\')).toBe('link');
    expect(sanitize('\u001bPdevice\u001b\\ok \u001b(B\u001bc\u001b7end')).toBe('ok end');
    expect(sanitize('a\tb\r\nc\u0000\u0007\u0008d')).toBe('a b  cd');
    expect(sanitize('\u009b31mx\u009d0;title\u0007y\u0085z')).toBe('xyz');
    expect(sanitize('abc\u202egnp.exe\u2066\u200b')).toBe('abcgnp.exe');
  });

  it('does not let an unfinished sequence hide the rest of the line', () => {
    expect(sanitize('\u001b]0;title without end')).toBe('0;title without end');
    expect(sanitize('end\u001b[')).toBe('end');
    expect(sanitize('\u001b')).toBe('');
    expect(sanitize('\u001b[31\u001b[1mx')).toBe('x');
  });

  it('keeps letters of all scripts and emoji, and drops torn halves', () => {
    expect(sanitize('损失 élan 🚀 ок')).toBe('损失 élan 🚀 ок');
    expect(sanitize('a\ud83db')).toBe('ab');
  });

  it('never lets a control character through', () => {
    const unit = fc.oneof(fc.integer({ min: 0, max: 0xff }), fc.constant(0x1b), fc.integer({ min: 0, max: 0xffff }));
    fc.assert(
      fc.property(fc.array(unit), (codes) => {
        const text = sanitize(String.fromCharCode(...codes));
        for (const char of text) {
          const code = char.codePointAt(0)!;
          expect(code >= 0x20 && !(code >= 0x7f && code < 0xa0)).toBe(true);
        }
      }),
    );
  });
});

describe('width', () => {
  it('counts two columns for CJK and emoji, none for combining marks', () => {
    expect(widthOf('loss')).toBe(4);
    expect(widthOf('损失')).toBe(4);
    expect(widthOf('e\u0301')).toBe(1);
    expect(widthOf('🚀')).toBe(2);
  });

  it('cuts and says so', () => {
    expect(cut('iteration', 9)).toBe('iteration');
    expect(cut('iteration', 5)).toBe('iter…');
    expect(cut('损失损失', 5)).toBe('损失…');
    expect(cut('x', 0)).toBe('');
  });

  it('wraps at spaces, breaks what is too long, and cuts the last row', () => {
    expect(wrap('the quick brown fox', 10)).toEqual(['the quick', 'brown fox']);
    expect(wrap('abcdefghijkl', 5)).toEqual(['abcde', 'fghij', 'kl']);
    expect(wrap('the quick brown fox jumps', 10, 2)).toEqual(['the quick', 'brown fox…']);
    expect(wrap('', 10)).toEqual([]);
  });

  it('never makes a row wider than asked', () => {
    const text = fc.array(fc.constantFrom('a', ' ', '损', '🚀', 'word', 'e\u0301')).map((parts) => parts.join(''));
    fc.assert(
      fc.property(text, fc.integer({ min: 2, max: 30 }), (words, columns) => {
        for (const row of [...wrap(words, columns), cut(words, columns)])
          expect(widthOf(row)).toBeLessThanOrEqual(columns);
      }),
    );
  });

  it('loses nothing but spaces where it breaks', () => {
    const text = fc.array(fc.constantFrom('a', ' ', '损', '🚀', 'word', 'e\u0301')).map((parts) => parts.join(''));
    fc.assert(
      fc.property(text, fc.integer({ min: 2, max: 30 }), (words, columns) => {
        expect(wrap(words, columns).join('').replaceAll(' ', '')).toBe(words.replaceAll(' ', ''));
      }),
    );
  });
});

import { piecesOf } from '../interpolation/interpolation-syntax.js';

/** What a shell would read as more than words; here it would reach the command as it stands. */
const SHELL_PARTS: readonly (readonly [part: string, pattern: RegExp])[] = [
  ['a line end', /[\r\n\0]/],
  ['&', /&/],
  ['|', /\|/],
  [';', /;/],
  ['<', /</],
  ['>', />/],
  ['$', /\$/],
  ['`', /`/],
  ['a quote', /['"]/],
  ['(', /\(/],
  ['*', /\*/],
  ['?', /\?/],
  ['~', /(?:^|\s)~/],
  ['!', /^\s*!\s/],
  ['a variable', /^\s*\w+=/],
];

/** What in a command that is one text only a shell would understand; undefined where there is nothing. */
export const shellPart = (text: string): string | undefined =>
  SHELL_PARTS.find(([, pattern]) => pattern.test(plainOf(text)))?.[0];

const plainOf = (text: string): string =>
  piecesOf(text)
    .filter((piece) => typeof piece === 'string')
    .join('');

/** The words of a command that is one text, as execa splits it: at spaces, of which a backslash keeps one. */
export function wordsOf(text: string): readonly string[] {
  const words: string[] = [];
  let word: string | undefined;
  for (const piece of piecesOf(text)) {
    // Spaces inside of an interpolation are its own.
    if (typeof piece !== 'string') word = (word ?? '') + piece.raw;
    else
      for (const char of piece.replaceAll('\\ ', KEPT)) {
        if (/\s/.test(char)) {
          if (word !== undefined) words.push(word);
          word = undefined;
        } else word = (word ?? '') + (char === KEPT ? ' ' : char);
      }
  }
  return word === undefined ? words : [...words, word];
}

/** Stands for a space that a backslash keeps; no command can hold it. */
const KEPT = '\0';

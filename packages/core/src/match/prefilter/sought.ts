import type { Needle } from '../pattern/tree.js';

/** A needle as bytes. */
export interface Sought {
  /** In small letters where `folds` says so. */
  readonly bytes: Uint8Array;
  /** What is set in each byte of a text before it is compared: 0x20 where either case will do, else 0. */
  readonly folds: Uint8Array;
  /** Whether U+212A or U+017F in a text could stand for a letter of it: RE2 takes them for a `k` and an `s` of any case. */
  readonly odd: boolean;
  /** Other bytes or other folds have another one. */
  readonly key: string;
}

/**
 * What is looked for instead of the needle, such that it stands in every line where the needle does. In any case only a
 * part in ASCII can be looked for; `undefined` where nothing is left, or where no line can hold it.
 */
export function soughtOf({ text, fold }: Needle): Sought | undefined {
  if (/[\r\n]/.test(text)) return undefined;
  const part = fold ? longestAscii(inSmallAscii(text)) : text;
  const bytes = Buffer.from(part);
  if (bytes.length === 0) return undefined;
  const folds = new Uint8Array(bytes.length);
  if (fold) for (const [place, byte] of bytes.entries()) if (isSmallLetter(byte)) folds[place] = 0x20;
  const odd = fold && /[ks]/.test(part);
  return { bytes, folds, odd, key: `${fold ? 'any' : 'own'} ${part}` };
}

/** In any case U+017F is an `s` like others, and U+212A a `k`. What other characters are in small letters is cut off anyway. */
const inSmallAscii = (text: string): string =>
  text
    .replaceAll(/[A-Z]/g, (letter) => letter.toLowerCase())
    .replaceAll('\u017f', 's')
    .replaceAll('\u212a', 'k');

function longestAscii(text: string): string {
  const parts = text.match(/[\0-\x7f]+/g) ?? [];
  return parts.reduce((longest, part) => (part.length > longest.length ? part : longest), '');
}

function isSmallLetter(byte: number): boolean {
  return byte >= 97 && byte <= 122;
}

import { joined } from './ranges.js';
import type { Node, Range } from './tree.js';

const ZERO = 0x30;
const NINE = 0x39;
const DIGITS: Range = [ZERO, NINE];

/**
 * Whether a pattern matches a line just when it matches the same line with other digits: all that it names holds every
 * digit of ASCII or none. `false` where that is not known.
 */
export function isDigitBlind(tree: Node): boolean {
  switch (tree.kind) {
    case 'unlisted':
      return false;
    case 'text':
      return !holdsDigit(tree.text);
    case 'class':
      return !holdsSome(tree.ranges);
    case 'assert':
      // To a word boundary each digit is a word character.
      return true;
    case 'capture':
    case 'repeat':
      return isDigitBlind(tree.of);
    case 'concat':
    case 'alternate':
      return tree.of.every(isDigitBlind);
  }
}

/** A pattern to which digits are all alike, and which matches all that this one does, and maybe more. Undefined where there is none. */
export function withAnyDigit(tree: Node): Node | undefined {
  switch (tree.kind) {
    case 'unlisted':
      return undefined;
    case 'text':
      return holdsDigit(tree.text)
        ? { kind: 'concat', of: [...tree.text].map((one) => characterOf(one, tree.fold)) }
        : tree;
    case 'class':
      return holdsSome(tree.ranges) ? { kind: 'class', ranges: joined([...tree.ranges, DIGITS]) } : tree;
    case 'assert':
      return tree;
    case 'capture':
    case 'repeat': {
      const of = withAnyDigit(tree.of);
      return of && { ...tree, of };
    }
    case 'concat':
    case 'alternate': {
      const all = tree.of.flatMap((one) => withAnyDigit(one) ?? []);
      return all.length < tree.of.length ? undefined : { ...tree, of: all };
    }
  }
}

/** A pattern to which digits are all alike, and which matches nothing that this one does not: of its ways, those that have it so. */
export function whereBlind(tree: Node): Node | undefined {
  if (isDigitBlind(tree)) return tree;
  if (tree.kind === 'capture') return whereBlind(tree.of);
  if (tree.kind !== 'alternate') return undefined;
  const ways = tree.of.flatMap((one) => whereBlind(one) ?? []);
  return ways.length === 0 ? undefined : { kind: 'alternate', of: ways };
}

function holdsDigit(text: string): boolean {
  for (let at = 0; at < text.length; at++) if (isDigit(text.charCodeAt(at))) return true;
  return false;
}

const isDigit = (code: number): boolean => code >= ZERO && code <= NINE;

const characterOf = (one: string, fold: boolean): Node =>
  isDigit(one.charCodeAt(0)) ? { kind: 'class', ranges: [DIGITS] } : { kind: 'text', text: one, fold };

/** Whether it holds some digits and not all. Ranges are sorted and apart, so that one that holds all digits holds them alone. */
const holdsSome = (ranges: readonly Range[]): boolean =>
  ranges.some(([first, last]) => last >= ZERO && first <= NINE && !(first <= ZERO && last >= NINE));

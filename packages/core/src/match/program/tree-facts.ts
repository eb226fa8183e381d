import type { Node } from '../pattern/tree.js';
import { type ByteSet, emptySet, everything, firstOfLetter, union } from './byte-set.js';
import { charClass } from './char-class.js';
import { piecesOf } from './pieces.js';

/** Whether a node may match without taking a character. */
export function isNullable(node: Node): boolean {
  switch (node.kind) {
    case 'text':
      return node.text === '';
    case 'class':
    case 'unlisted':
      return false;
    case 'assert':
      return true;
    case 'capture':
      return isNullable(node.of);
    case 'repeat':
      return node.min === 0 || isNullable(node.of);
    case 'concat':
      return node.of.every(isNullable);
    case 'alternate':
      return node.of.some(isNullable);
  }
}

/** What a node may begin with, if it takes a character at all. */
export function firstOf(node: Node): ByteSet {
  switch (node.kind) {
    case 'text':
    case 'class':
      return firstOfPiece(node);
    case 'unlisted':
      return everything();
    case 'assert':
      return emptySet();
    case 'capture':
      return firstOf(node.of);
    case 'repeat':
      return node.max === 0 ? emptySet() : firstOf(node.of);
    case 'alternate':
      return node.of.map(firstOf).reduce(union, emptySet());
    case 'concat': {
      let first = emptySet();
      for (const part of node.of) {
        first = union(first, firstOf(part));
        if (!isNullable(part)) break;
      }
      return first;
    }
  }
}

function firstOfPiece(node: Node): ByteSet {
  const [piece] = piecesOf([node]);
  if (piece?.kind === 'class') return charClass(piece.ranges).first;
  return piece?.kind === 'text' ? firstOfLetter(piece.letters[0]!) : emptySet();
}

/**
 * Whether all that is in it is understood: RE2 alone knows its Unicode classes, and how letters beyond ASCII fold, and
 * has a `\B` match between the bytes of a character.
 */
export function isUnderstood(node: Node): boolean {
  switch (node.kind) {
    case 'text':
      return !node.fold || [...node.text].every(foldsByItself);
    case 'class':
      return true;
    case 'assert':
      return node.what !== 'no_word_boundary';
    case 'capture':
    case 'repeat':
      return isUnderstood(node.of);
    case 'concat':
    case 'alternate':
      return node.of.every(isUnderstood);
    case 'unlisted':
      return false;
  }
}

/** ASCII, or a sign that has no case. */
function foldsByItself(char: string): boolean {
  if (char <= '\x7f') return true;
  return /^[\p{P}\p{S}\p{Z}]$/u.test(char) && char.toLowerCase() === char && char.toUpperCase() === char;
}

import type { Node, Range } from '../pattern/tree.js';
import type { Letter } from './instruction.js';

/** What a sequence consists of: texts as long as they get, classes, and the rest as it is. */
export type Piece =
  | { readonly kind: 'text'; readonly letters: readonly Letter[] }
  | { readonly kind: 'class'; readonly ranges: readonly Range[] }
  | { readonly kind: 'other'; readonly of: Node };

/** Letters of one instruction. */
const LONGEST = 64;
const LOWER = 0x20;

/** Lays nested sequences out, and joins what is text: a class of one character, or of two that one bit tells apart, too. */
export function piecesOf(nodes: readonly Node[]): Piece[] {
  const pieces: Piece[] = [];
  let letters: Letter[] = [];
  const flush = () => {
    for (let at = 0; at < letters.length; at += LONGEST)
      pieces.push({ kind: 'text', letters: letters.slice(at, at + LONGEST) });
    letters = [];
  };
  const put = (piece: Piece) => {
    flush();
    pieces.push(piece);
  };
  const add = (node: Node): void => {
    if (node.kind === 'concat') for (const one of node.of) add(one);
    else if (node.kind === 'class') addClass(node.ranges);
    else if (node.kind === 'text') for (const char of node.text) addCharacter(char, node.fold);
    else put({ kind: 'other', of: node });
  };
  const addClass = (ranges: readonly Range[]) => {
    const letter = letterOf(ranges);
    if (letter) letters.push(letter);
    else put({ kind: 'class', ranges });
  };
  const addCharacter = (char: string, fold: boolean) => {
    const code = char.codePointAt(0)!;
    if (fold) addClass(folds(code));
    else for (const byte of Buffer.from(char)) letters.push({ byte, mask: 0 });
  };
  for (const node of nodes) add(node);
  flush();
  return pieces;
}

/** In either case, as RE2 has it: `s` and `k` have a third form each, beyond ASCII. */
function folds(code: number): readonly Range[] {
  const lower = code | LOWER;
  if (lower < 0x61 || lower > 0x7a) return [[code, code]];
  const both: Range[] = [
    [lower - LOWER, lower - LOWER],
    [lower, lower],
  ];
  if (lower === 0x73) both.push([0x17f, 0x17f]);
  if (lower === 0x6b) both.push([0x212a, 0x212a]);
  return both;
}

function letterOf(ranges: readonly Range[]): Letter | undefined {
  const codes: number[] = [];
  for (const [from, to] of ranges) {
    if (to >= 0x80 || to - from > 1) return undefined;
    for (let code = from; code <= to; code++) codes.push(code);
  }
  const [one, two] = codes;
  if (one === undefined || codes.length > 2) return undefined;
  if (two === undefined) return { byte: one, mask: 0 };
  const mask = one ^ two;
  return (mask & (mask - 1)) === 0 ? { byte: one | two, mask } : undefined;
}

import type { PatternRule } from '../../contract.js';
import { flagsAt, inside, isOptional, literalOf, piecesOf } from '../../match/pattern-parts.js';

/** More ways than this are not told apart: what a group adds is then left out, and less is required than could be. */
const MANY = 256;

/**
 * What every line that a rule hits holds: for each way in which its pattern can match, texts that are all there.
 * With `anyCase` also texts that may be there in other letters.
 */
export function requiredLiterals(
  { pattern, pattern_type }: Pick<PatternRule, 'pattern' | 'pattern_type'>,
  anyCase = false,
): readonly (readonly string[])[] {
  if (pattern_type === 'substring') return [[pattern]];
  if (pattern_type !== 'regex') return [[]];
  const rest = pattern.slice(flagsAt(pattern).length);
  // Flags that are switched in the midst hold for what follows, which may then be written in another way.
  if (!anyCase && /\(\?[a-zA-Z-]+\)/.test(rest)) return [[]];
  return alternativesOf(rest).flatMap((one) => textsOf(one, anyCase));
}

/** The text, when the pattern is nothing but a text. */
export function literalText(pattern: string): string | undefined {
  const texts = [...piecesOf(pattern.slice(flagsAt(pattern).length))].map(literalOf);
  return texts.length === 0 || texts.includes(undefined) ? undefined : texts.join('');
}

/** The ways of one alternative; several where a group that must be there has several. */
function textsOf(alternative: readonly string[], anyCase: boolean): readonly (readonly string[])[] {
  let ways: readonly (readonly string[])[] = [[]];
  let run = '';
  const add = (more: readonly (readonly string[])[]) => {
    if (ways.length * more.length <= MANY) ways = ways.flatMap((way) => more.map((one) => [...way, ...one]));
  };
  const end = () => {
    if (run !== '') add([[run]]);
    run = '';
  };
  for (const piece of alternative) {
    const literal = literalOf(piece);
    if (literal !== undefined) {
      run += literal;
      continue;
    }
    end();
    if (isNeeded(piece, anyCase)) add(alternativesOf(inside(piece)).flatMap((one) => textsOf(one, anyCase)));
  }
  end();
  return ways;
}

/** The ways at the top of a pattern, each in its pieces. */
export function alternativesOf(pattern: string): readonly (readonly string[])[] {
  const alternatives: string[][] = [[]];
  for (const piece of piecesOf(pattern)) {
    if (piece === '|') alternatives.push([]);
    else (alternatives.at(-1) as string[]).push(piece);
  }
  return alternatives;
}

/** A group that must be there; as it is written, when it has no flags of its own. */
function isNeeded(piece: string, anyCase: boolean): boolean {
  if (!piece.startsWith('(') || isOptional(piece) || /\)\{0[^}]*\}\??$/.test(piece)) return false;
  const plain = !piece.startsWith('(?') || ['(?:', '(?P<', '(?<'].some((start) => piece.startsWith(start));
  return plain || (anyCase && /^\(\?[imsU]+:/.test(piece));
}

/** Undefined where flags are switched off again. */
export function ignoresCase(pattern: string, flags: string | undefined): boolean | undefined {
  const own = flagsAt(pattern);
  return own.includes('-') ? undefined : `${flags ?? ''}${own}`.includes('i');
}

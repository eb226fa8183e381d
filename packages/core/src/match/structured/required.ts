import type { PatternType } from '../../contract.js';
import { parsePattern } from '../pattern/parse.js';
import { requirementOf } from '../pattern/requirement.js';
import type { Needle, Requirement } from '../pattern/tree.js';
import { escapeLiteral } from '../syntax.js';
import { type Condition, isPositive } from './conditions.js';
import { isIndex } from './value.js';

export type Format = 'json' | 'logfmt';

export const isStructured = (type: PatternType): type is Format => type === 'json' || type === 'logfmt';

/** A shorter text is on too many lines. */
const SHORTEST = 3;

/**
 * An RE2 pattern for every line that could fulfil the conditions: of a text that one of them needs, the one that tells
 * most. Any character may also be written as an escape, and logfmt may be coloured in its midst. `flags` are those of
 * the rule, which hold for the pattern as well.
 */
export function requiredPattern(conditions: readonly Condition[], format: Format, flags: string): string {
  // Keys are on every line of a program, values on few.
  const best = longest(valuesOf(conditions, flags), SHORTEST) ?? longest(keysOf(conditions), 1);
  if (best === undefined) return format === 'json' ? '\\{' : '=';
  const texts = best.map(({ text, fold }) => (fold ? `(?i:${escapeLiteral(text)})` : escapeLiteral(text)));
  return [...texts, ...escapesOf(best, format).map(escapeLiteral)].join('|');
}

/** All that such a line holds: each of the conditions' texts, or an escape. */
export function requiredTexts(conditions: readonly Condition[], format: Format, flags: string): Requirement {
  const all = [...valuesOf(conditions, flags), ...keysOf(conditions)];
  return all
    .filter((set) => isUsable(set, SHORTEST))
    .map((set) => [...set, ...escapesOf(set, format).map((text) => ({ text, fold: false }))]);
}

const valuesOf = (conditions: readonly Condition[], flags: string): Requirement =>
  conditions.filter(isPositive).flatMap(({ test }) => textsOf(test, flags).map((group) => group.map(runOfNeedle)));

/** An index is not written on the line. */
const keysOf = (conditions: readonly Condition[]): Requirement =>
  conditions
    .filter(isPositive)
    .flatMap(({ path }) => path.filter((key) => !isIndex(key)).map((key) => [{ text: runOf(key), fold: false }]));

/** How a line can hold one of the texts without showing it. */
function escapesOf(texts: readonly Needle[], format: Format): readonly string[] {
  const isAscii = texts.every(({ text }) => !/[\u0080-\uffff]/.test(text));
  return [isAscii ? '\\u00' : '\\u', ...(format === 'json' ? [] : ['\x1b'])];
}

/** Of several sets of texts, one of which each line must hold, that with the longest. */
function longest(sets: readonly (readonly Needle[])[], least: number): readonly Needle[] | undefined {
  return sets.filter((set) => isUsable(set, least)).sort((a, b) => shortest(b) - shortest(a))[0];
}

const shortest = (set: readonly Needle[]): number => Math.min(...set.map(({ text }) => text.length));
const isUsable = (set: readonly Needle[], least: number): boolean => set.length > 0 && shortest(set) >= least;

/** What the value of a field must hold, once its escapes are read. */
function textsOf(test: Condition['test'], flags: string): Requirement {
  if (test.op === '=~') return requirementOf(parsePattern(test.text, flags));
  // A number has many spellings.
  const isText = test.op === '=' && test.number === undefined;
  return isText ? requirementOf({ kind: 'text', text: test.text, fold: flags.includes('i') }) : [];
}

const runOfNeedle = ({ text, fold }: Needle): Needle => ({ text: runOf(text), fold });

/** The longest run of characters that no format has to escape, and that stand for the bytes of the line. */
function runOf(text: string): string {
  let best = '';
  let run = '';
  for (const char of text) {
    run = char < ' ' || '"\\/\x7f\ufffd'.includes(char) ? '' : run + char;
    if (run.length > best.length) best = run;
  }
  return best;
}

import type { PatternType } from '../../contract.js';
import { literalOf, piecesOf } from '../pattern-parts.js';
import { escapeLiteral } from '../syntax.js';
import { type Condition, isPositive } from './conditions.js';
import { isIndex } from './value.js';

export type Format = 'json' | 'logfmt';

export const isStructured = (type: PatternType): type is Format => type === 'json' || type === 'logfmt';

/** A shorter text is on too many lines. */
const SHORTEST = 3;

/**
 * An RE2 pattern for every line that could fulfil the conditions: of a text that one of them needs, the one that tells
 * most. Any character may also be written as an escape, and logfmt may be coloured in its midst.
 */
export function requiredPattern(conditions: readonly Condition[], format: Format): string {
  const needed = conditions.filter(isPositive);
  // Keys are on every line of a program, values on few.
  const values = needed.map(({ test }) => textsOf(test));
  // An index is not written on the line.
  const keys = needed.flatMap(({ path }) => path.filter((key) => !isIndex(key)).map((key) => [runOf(key)]));
  const best = longest(values, SHORTEST) ?? longest(keys, 1);
  if (best === undefined) return format === 'json' ? '\\{' : '=';
  const escaped = format === 'json' ? ['\\\\u'] : ['\\\\[uUx]', '\\x1b'];
  return [...best.map(escapeLiteral), ...escaped].join('|');
}

/** Of several sets of texts, one of which each line must hold, that with the longest. */
function longest(sets: readonly (readonly string[])[], least: number): readonly string[] | undefined {
  const shortest = (set: readonly string[]) => Math.min(...set.map((text) => text.length));
  const usable = sets.filter((set) => set.length > 0 && shortest(set) >= least);
  return usable.sort((a, b) => shortest(b) - shortest(a))[0];
}

function textsOf(test: Condition['test']): readonly string[] {
  // A number has many spellings.
  if (test.op === '=') return test.number === undefined ? [runOf(test.text)] : [];
  return test.op === '=~' ? literals(test.text) : [];
}

/** A text of each way in which the pattern can match; none where one of them has none, or letters may change. */
function literals(pattern: string): readonly string[] {
  const found: string[] = [];
  let best = '';
  let run = '';
  const end = () => {
    const text = runOf(run);
    if (text.length > best.length) best = text;
    run = '';
  };
  for (const piece of piecesOf(pattern)) {
    if (piece.startsWith('(?') && !['(?:', '(?P<', '(?<'].some((start) => piece.startsWith(start))) return [];
    if (piece === '|') {
      end();
      found.push(best);
      best = '';
    } else if (literalOf(piece) === undefined) end();
    else run += literalOf(piece);
  }
  end();
  return [...found, best];
}

/** The longest run of characters that no format has to escape. */
function runOf(text: string): string {
  let best = '';
  let run = '';
  for (const char of text) {
    run = char < ' ' || char === '"' || char === '\\' || char === '/' || char === '\x7f' ? '' : run + char;
    if (run.length > best.length) best = run;
  }
  return best;
}

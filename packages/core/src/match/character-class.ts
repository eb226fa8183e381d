import type { PatternIssue } from './types.js';
import { unsupportedEscape } from './unsupported.js';

export interface ClassText {
  readonly line: string;
  readonly chunk: string;
  /** Index after the closing bracket. */
  readonly end: number;
  readonly issues: readonly PatternIssue[];
}

/** Perl classes without `\n`, as members of a class. They end with a range, so that a `-` after them stays literal. */
const members: Readonly<Record<string, string>> = {
  '\\s': '\\t\\f\\r\\x20-\\x20',
  '\\D': '\\x00-\\x09\\x0b-/:-\\x{10ffff}',
  '\\W': '\\x00-\\x09\\x0b-/:-@\\[-\\^`{-\\x{10ffff}',
  '[:space:]': '\\t\\v\\f\\r\\x20-\\x20',
};

/** What an escape outside a class becomes where lines have neighbours. */
export function chunkEscape(text: string): string {
  if (text === '\\A') return '(?m:^)';
  if (text === '\\z') return '(?m:$)';
  const inner = members[text];
  return inner === undefined ? text : `[${inner}]`;
}

/**
 * The class that opens at `at`. A negated one also excludes `\n` in the chunk form. Brackets, parentheses and a
 * leading `]` or `-` are escaped: node-re2 rewrites `(?<` even inside a class.
 */
export function characterClass(pattern: string, at: number): ClassText {
  const negated = pattern[at + 1] === '^';
  let line = negated ? '[^' : '[';
  let chunk = negated ? '[^\\n' : '[';
  let index = at + line.length;
  const first = index;
  const issues: PatternIssue[] = [];
  const put = (text: string, inLine: string, inChunk = inLine) => {
    line += inLine;
    chunk += inChunk;
    index += text.length;
  };

  while (index < pattern.length) {
    const char = String.fromCodePoint(pattern.codePointAt(index)!);
    if (char === ']' && index !== first) return { line: `${line}]`, chunk: `${chunk}]`, end: index + 1, issues };
    if (char === '\\') {
      const issue = unsupportedEscape(pattern, index);
      if (issue) issues.push(issue);
      const letter = pattern[index + 1];
      const text = `\\${letter === undefined ? '' : String.fromCodePoint(pattern.codePointAt(index + 1)!)}`;
      put(text, text, members[text] ?? text);
    } else if (char === '[' && pattern[index + 1] === ':' && pattern.indexOf(':]', index + 2) > 0) {
      const text = pattern.slice(index, pattern.indexOf(':]', index + 2) + 2);
      put(text, text, members[text] ?? text);
    } else if (char === '(' || char === '[' || (index === first && (char === ']' || char === '-'))) {
      put(char, `\\${char}`);
    } else put(char, char);
  }
  // It never closes: RE2 says so itself.
  return { line: pattern.slice(at), chunk: pattern.slice(at), end: pattern.length, issues };
}

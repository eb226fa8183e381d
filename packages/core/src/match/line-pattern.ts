import RE2 from 're2';
import { checkPattern } from './check-pattern.js';
import { translate } from './syntax.js';
import type { PatternIssue } from './types.js';

/** What a pattern makes of one line: the match and its groups, in their order; undefined where it does not match. */
export type LinePattern = (line: string) => readonly (string | undefined)[] | undefined;

/** A pattern for whoever writes rules: what is wrong with it, or what it makes of a line. */
export function linePattern(
  source: string,
): { readonly issues: readonly PatternIssue[] } | { readonly match: LinePattern } {
  const translated = translate(source);
  const { issues } = checkPattern(source, translated, '');
  if (issues.length > 0) return { issues };
  const pattern = new RE2(translated.line, 'u');
  return { match: (line) => pattern.exec(line) ?? undefined };
}

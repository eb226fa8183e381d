import { linePattern } from '@sigwatch/core';

/** What no program prints but one that prints a pattern. */
const EXPRESSION = /\.[*+]|\\[dwsDWSb]|\(\?/;

/**
 * `unless` for a rule that hits its own pattern where a program prints its settings; nothing for any other, and nothing
 * where the pattern is a plain text, since the failure itself is told by the same words.
 */
export function unlessOwnText(pattern: string): { readonly unless?: string } {
  const checked = linePattern(pattern);
  if ('issues' in checked || !EXPRESSION.test(pattern) || pattern.includes('\\E')) return {};
  return checked.match(pattern) === undefined ? {} : { unless: `\\Q${pattern}\\E` };
}

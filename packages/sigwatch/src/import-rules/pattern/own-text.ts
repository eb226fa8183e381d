import { linePattern } from '@sigwatch/core';

/**
 * `unless` for a rule that hits its own pattern where a program prints its settings; nothing for any other. The system
 * that the pattern is from may print it as it stands there.
 */
export function unlessOwnText(pattern: string, original: string): { readonly unless?: string } {
  const checked = linePattern(pattern);
  if ('issues' in checked) return {};
  const texts = [...new Set([pattern, original])].filter((text) => !text.includes('\\E'));
  const hit = texts.filter((text) => checked.match(text) !== undefined);
  return hit.length === 0 ? {} : { unless: hit.map((text) => `\\Q${text}\\E`).join('|') };
}

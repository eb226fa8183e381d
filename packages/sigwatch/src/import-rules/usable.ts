import { linePattern, type YamlPath } from '@sigwatch/core';
import type { Reader } from './reader.js';

/** Whether RE2 can use a pattern; where not, the reader is told what becomes of it instead. */
export function usable(reader: Reader, path: YamlPath, pattern: string, instead: string): boolean {
  const checked = linePattern(pattern);
  if ('issues' in checked) {
    const [first] = checked.issues;
    reader.say('no_equivalent', path, `${first?.message}: ${instead}`, first?.remedy ?? '', 'value');
    return false;
  }
  if (checked.match('') === undefined) return true;
  const remedy = 'Say in the pattern what the line holds.';
  reader.say('no_equivalent', path, `the pattern matches every line, also an empty one: ${instead}`, remedy, 'value');
  return false;
}

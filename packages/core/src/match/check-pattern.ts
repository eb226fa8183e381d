import RE2 from 're2';
import type { Translated } from './syntax.js';
import type { PatternIssue } from './types.js';

interface Checked {
  readonly issues: readonly PatternIssue[];
  /** Whether it is content with an empty line. */
  readonly matchesNothing: boolean;
}

/**
 * What the walk found; where that is nothing, what RE2 itself says of the pattern as it is written. The flags stand in
 * front of it and not around it, where a bracket too many could close them.
 */
export function checkPattern(source: string, { issues }: Translated, flags: string): Checked {
  if (issues.length > 0) return { issues, matchesNothing: false };
  const whole = tryCompile(flags === '' ? source : `(?${flags})${source}`);
  if (typeof whole !== 'string') return { issues, matchesNothing: whole.test('') };
  // What RE2 says quotes the pattern, in which the reader looks for no flags.
  const alone = flags === '' ? whole : tryCompile(source);
  return { issues: [refusal(source, typeof alone === 'string' ? alone : whole)], matchesNothing: false };
}

/** The pattern, or what RE2 says against it. */
function tryCompile(pattern: string): RE2 | string {
  try {
    return new RE2(pattern, 'u');
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

function refusal(source: string, refused: string): PatternIssue {
  const split = refused.lastIndexOf(': ');
  const named = split < 0 ? '' : refused.slice(split + 2);
  const at = named === '' ? -1 : source.indexOf(named);
  return {
    column: at < 0 ? 1 : at + 1,
    construct: at < 0 ? source : named,
    message: `RE2 refuses the pattern: ${refused}`,
    remedy: remedyFor(refused),
  };
}

function remedyFor(refused: string): string {
  if (refused.includes('too large')) return 'Use smaller repetition counts, or split the rule.';
  if (refused.includes('repetition size')) return 'A repetition may count to 1000; use `*` or `+`.';
  if (refused.includes('missing')) return 'Close it, or escape it with `\\` when the character itself is meant.';
  if (refused.includes('group name') || refused.includes('named capture')) {
    return 'Group names are unique and made of letters, digits and `_`: (?P<name>…).';
  }
  return 'See https://github.com/google/re2/wiki/Syntax; escape a character with `\\` when it is meant literally.';
}

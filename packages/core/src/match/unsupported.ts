import type { PatternIssue } from './types.js';

/** What other engines have and RE2 has not: how it starts, what it is called, and the way out. */
const groups: readonly (readonly [string, string, string])[] = [
  ['(?=', 'lookahead', 'Match the text itself, or put what must not follow into `unless`.'],
  ['(?!', 'negative lookahead', 'Put what must not be on the line into `unless`.'],
  ['(?<=', 'lookbehind', 'Match the text before as well and name the part that you want with (?P<name>…).'],
  ['(?<!', 'negative lookbehind', 'Put what must not be on the line into `unless`.'],
  ['(?>', 'atomic group', 'Use (?:…): RE2 never backtracks, so it takes linear time as it is.'],
  ['(?P=', 'backreference', 'Write the alternatives out.'],
  ['(?P>', 'recursion', 'Write the repeated part out.'],
  ['(?&', 'recursion', 'Write the repeated part out.'],
  ['(?R', 'recursion', 'Write the repeated part out.'],
  ['(?(', 'conditional', 'Write both cases as alternatives: (?:with|without).'],
  ['(?|', 'branch reset', 'Give each alternative its own group and name both in `extract_groups`.'],
  ['(?#', 'comment group', 'Move the comment to a YAML comment.'],
  ["(?'", 'quoted group name', 'Write (?P<name>…).'],
  ['(?C', 'callout', 'Remove it.'],
  ['(*', 'control verb', 'Remove it: RE2 does not backtrack.'],
];

const escapes: Readonly<Record<string, readonly [string, string]>> = {
  K: ['match reset', 'Name the part that you want with (?P<name>…) and use `extract_groups`.'],
  G: ['end of the last match', 'Remove it: each line is matched once.'],
  R: ['line break', 'Remove it: a line never holds its own end. For what follows, use `lines`.'],
  X: ['grapheme', 'Use `.`.'],
  N: ['not a line end', 'Use `.`.'],
  h: ['horizontal space', 'Use [ \\t].'],
  H: ['not a horizontal space', 'Use [^ \\t].'],
  V: ['not a vertical space', 'Use `.`.'],
  e: ['escape character', 'Write \\x1b.'],
  Z: ['end of text', 'Use `$`: it is the end of the line.'],
  k: ['backreference', 'Write the alternatives out.'],
  g: ['backreference', 'Write the alternatives out.'],
};

const issue = (at: number, construct: string, name: string, remedy: string): PatternIssue => ({
  column: at + 1,
  construct,
  message: `RE2 has no ${name} \`${construct}\``,
  remedy,
});

/** The issue with the group that opens at `at`, when RE2 has no such group. */
export function unsupportedGroup(pattern: string, at: number): PatternIssue | undefined {
  const found = groups.find(([start]) => pattern.startsWith(start, at));
  if (found) return issue(at, ...found);
  const next = pattern[at + 2];
  const recursion = pattern[at + 1] === '?' && next !== undefined && next >= '0' && next <= '9';
  return recursion ? issue(at, `(?${next}`, 'recursion', 'Write the repeated part out.') : undefined;
}

/** The issue with the escape at `at`, when RE2 has no such escape. `\12` is an octal escape to RE2, `\1` is not. */
export function unsupportedEscape(pattern: string, at: number): PatternIssue | undefined {
  const letter = pattern[at + 1] ?? '';
  const known = Object.hasOwn(escapes, letter) ? escapes[letter] : undefined;
  if (known) return issue(at, `\\${letter}`, ...known);
  if (letter < '1' || letter > '9' || letter.length !== 1) return undefined;
  const next = pattern[at + 2] ?? '';
  const octal = letter <= '7' && next.length === 1 && next >= '0' && next <= '7';
  return octal ? undefined : issue(at, `\\${letter}`, 'backreference', 'Write the alternatives out.');
}

export const possessive = (at: number, construct: string): PatternIssue =>
  issue(at, construct, 'possessive repetition', 'Remove the last `+`: RE2 never backtracks.');

export const openMinimum = (at: number, construct: string): PatternIssue => ({
  column: at + 1,
  construct,
  message: `RE2 takes \`${construct}\` for literal text`,
  remedy: `Write \`{0${construct.slice(1)}\`, or \`\\${construct}\` for the text.`,
});

export const inlineFlag = (at: number, construct: string): PatternIssue =>
  issue(at, construct, 'inline flag', 'Only i, m, s and U can be switched; write the pattern without the others.');

export const duplicateName = (at: number, construct: string): PatternIssue => ({
  column: at + 1,
  construct,
  message: `two groups have the name of \`${construct}\``,
  remedy: 'Name them differently and give both in `extract_groups`.',
});

import RE2 from 're2';
import type { Rule } from '../contract.js';
import { compileDissect } from './dissect.js';
import { literalsOf, partsOf } from './pattern-parts.js';
import { escapeLiteral } from './syntax.js';

/** Why a rule does not hit a line that looks like one of its own. */
export type NearMiss =
  /** The pattern matches, and so does `unless`, at this text. */
  | { readonly kind: 'unless'; readonly text: string }
  /** The line has this literal part of the pattern; these parts are missing. None: all are there, in another order or place. */
  | { readonly kind: 'part'; readonly has: string; readonly missing: readonly string[] };

/** A shorter text is on too many lines to tell anything. */
const SHORTEST = 8;

/** For a line that the rule does not hit: what is missing, or undefined when the line has nothing of the rule. */
export function nearMiss(rule: Rule, line: string): NearMiss | undefined {
  const pattern = regexOf(rule);
  if (textOf(rule, pattern, line) !== undefined) {
    const forbidden = textOf(rule, rule.unless, line);
    return forbidden === undefined ? undefined : { kind: 'unless', text: forbidden };
  }
  let best: { has: string; missing: readonly string[] } | undefined;
  for (const { flags, parts } of partsOf(pattern)) {
    const literals = parts.flatMap(literalsOf).filter((text) => text.trim().length >= SHORTEST);
    const [has] = literals
      .filter((text) => textOf(rule, flags + escapeLiteral(text), line) !== undefined)
      .sort((a, b) => b.length - a.length);
    if (has === undefined || (best !== undefined && has.length <= best.has.length)) continue;
    best = { has, missing: parts.filter((part) => textOf(rule, flags + part, line) === undefined) };
  }
  return best === undefined ? undefined : { kind: 'part', ...best };
}

function regexOf({ pattern, pattern_type }: Rule): string {
  if (pattern_type === 'substring') return escapeLiteral(pattern);
  return pattern_type === 'dissect' ? compileDissect(pattern).pattern : pattern;
}

/** What a pattern finds on the line; undefined when it finds nothing, or is no pattern by itself. */
function textOf(rule: Rule, pattern: string | undefined, line: string): string | undefined {
  if (pattern === undefined) return undefined;
  try {
    return new RE2(`(?${rule.flags ?? ''}:${pattern})`, 'u').exec(line)?.[0];
  } catch {
    return undefined;
  }
}

import RE2 from 're2';
import type { PatternRule, Rule } from '../contract.js';
import { compileRule } from './compile-rule.js';
import { echoOf } from './echo.js';
import { hasPattern } from './has-pattern.js';
import { literalsOf, partsOf, piecesOf } from './pattern-parts.js';
import { readerOf } from './reader-of.js';
import { isStructured } from './structured/required.js';
import { structuredMiss } from './structured/why-not.js';
import { escapeLiteral } from './syntax.js';

/** Why a rule does not hit a line that looks like one of its own. */
export type NearMiss =
  /** The pattern matches, and so does `unless`, at this text. */
  | { readonly kind: 'unless'; readonly text: string }
  /** The pattern matches, and the line only repeats a text; `text` says what it is, such as `a shell trace`. */
  | { readonly kind: 'echo'; readonly text: string }
  /** The line has this literal part of the pattern; these parts are missing. None: all are there, in another order or place. */
  | { readonly kind: 'part'; readonly has: string; readonly missing: readonly string[] }
  /** The line has these fields as the pattern wants them, or at all; of the others, each a sentence. */
  | { readonly kind: 'fields'; readonly has: string; readonly told: readonly string[] };

/** A shorter text is on too many lines to tell anything. */
const SHORTEST = 8;
/** The same for some words of a longer text. */
const SHORTEST_WORDS = 14;

/** For a line that the rule does not hit: what is missing, or undefined when the line has nothing of the rule. */
export function nearMiss(rule: Rule, line: string): NearMiss | undefined {
  if (!hasPattern(rule)) return undefined;
  if (isStructured(rule.pattern_type)) return missedFields(rule, rule.pattern_type, line);
  const pattern = regexOf(rule);
  if (textOf(rule, pattern, line) !== undefined) {
    const forbidden = textOf(rule, rule.unless, line);
    if (forbidden !== undefined) return { kind: 'unless', text: forbidden };
    const echo = echoFor(rule, line);
    return echo === undefined ? undefined : { kind: 'echo', text: echo };
  }
  let best: { has: string; missing: readonly string[] } | undefined;
  for (const { flags, parts } of partsOf(pattern)) {
    const on = (part: string) => textOf(rule, flags + part, line) !== undefined;
    const literals = parts.flatMap(literalsOf).filter(tells);
    const [has] = literals.filter((text) => on(escapeLiteral(text))).sort(byLength);
    const near = has === undefined ? partly(literals, (text) => on(escapeLiteral(text))) : { has, missing: [] };
    if (near === undefined || (best !== undefined && near.has.length <= best.has.length)) continue;
    const missing = parts.filter((part) => !on(part)).map((part) => beyond(part, near.has, on));
    best = has === undefined ? near : { has, missing };
  }
  return best === undefined ? undefined : { kind: 'part', ...best };
}

function echoFor(rule: PatternRule, line: string): string | undefined {
  const compiled = compileRule(rule, 0);
  return 'rule' in compiled && compiled.sparesEchoes ? echoOf(line, compiled.place()) : undefined;
}

function missedFields(rule: PatternRule, format: 'json' | 'logfmt', line: string): NearMiss | undefined {
  const missed = structuredMiss(rule.pattern, format, rule.flags ?? '', line);
  if (missed) return { kind: 'fields', ...missed };
  const values = readerOf(rule.pattern, format, rule.flags)?.read({ text: line, once: (_, make) => make(line) });
  const forbidden = values && textOf(rule, rule.unless, line);
  return forbidden === undefined ? undefined : { kind: 'unless', text: forbidden };
}

/** The words with which a literal begins or ends, where the line has not all of them: what it has, and the literal. */
function partly(literals: readonly string[], on: (text: string) => boolean) {
  const found = literals.flatMap((literal) => {
    const words = literal.trim().split(' ');
    const runs = words.slice(1).flatMap((_, i) => [words.slice(0, i + 1), words.slice(i + 1)]);
    return runs
      .map((run) => run.join(' '))
      .filter((text) => text.length >= SHORTEST_WORDS && text.includes(' ') && on(text))
      .map((has) => ({ has, missing: [literal] }));
  });
  return found.sort((a, b) => b.has.length - a.has.length)[0];
}

/** What of a part is missing: behind the text that the line has, only the rest of it. */
function beyond(part: string, has: string, on: (part: string) => boolean): string {
  const pieces = [...piecesOf(part)];
  for (let kept = pieces.length - 1; kept > 0; kept--) {
    const start = pieces.slice(0, kept).join('');
    if (!on(start)) continue;
    return literalsOf(start).some((text) => text.includes(has)) ? pieces.slice(kept).join('') : part;
  }
  return part;
}

/** A single common word, such as `checkpoint`, is on too many lines as well. */
function tells(text: string): boolean {
  const word = text.trim();
  return word.length >= SHORTEST && ![...word].every((char) => char >= 'a' && char <= 'z');
}

const byLength = (a: string, b: string) => b.length - a.length;

function regexOf({ pattern, pattern_type }: PatternRule): string {
  if (pattern_type === 'substring') return escapeLiteral(pattern);
  return readerOf(pattern, pattern_type)?.pattern ?? pattern;
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

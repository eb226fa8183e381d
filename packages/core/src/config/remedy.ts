import type { ConfigProblem, Fields } from '../contract.js';
import { sanitize } from '../report/sanitize.js';
import { errorType, errorTypes } from './error-types.js';
import { checkTemplate, fillTemplate } from './text/template.js';

/** A failure as far as a remedy needs it; a `Signal` is one, and so is the root of an incident. */
export interface Failure {
  readonly error_type?: string;
  /** The rule's own remedy; may hold `{field}`s. */
  readonly remedy?: string;
  readonly fields?: Fields;
}

/** Who failed is known of every type: its names may stand in every remedy. */
const COMMON = ['rank', 'node', 'gpu'] as const;
const LONGEST_VALUE = 120;

/**
 * What to do about a failure, in one sentence; given a type alone, what helps with all of its kind. A text with
 * `{field}`s is used only where each of them is known: first the rule's own, then those of the type. Values come from
 * log lines: they are cut short and have nothing that a terminal would act on. For people to read; nothing to run.
 */
export function remedy(of: string | Failure | undefined): string {
  const failure = typeof of === 'string' ? { error_type: of } : (of ?? {});
  const entry = errorType(failure.error_type) ?? errorTypes.unknown;
  const own = failure.remedy === entry.remedy ? undefined : failure.remedy;
  const values = valuesOf(failure.fields ?? {});
  const known = [
    ...(own === undefined ? [] : [own]),
    ...(own !== undefined && !hasFields(own) ? [] : (entry.details ?? [])),
  ];
  for (const text of known) {
    const filled = hasFields(text) ? fillTemplate(text, values) : ({ ok: true, text } as const);
    if (filled.ok) return filled.text;
  }
  return entry.remedy;
}

/** What is wrong with a rule's remedy, for load time: a field that no hit of the rule has. */
export function checkRemedy(text: string, fields: readonly string[]): readonly ConfigProblem[] {
  return hasFields(text) ? checkTemplate(text, [...COMMON, ...fields]) : [];
}

/** Fields that the remedies of an error type may name: a closed list. */
export function remedyFields(type: string): readonly string[] {
  return [...COMMON, ...Object.keys(errorType(type)?.fields ?? {})];
}

/** A brace makes a text a template, as in actions and policies. */
const hasFields = (text: string): boolean => text.includes('{') || text.includes('}');

function valuesOf(fields: Fields): Readonly<Record<string, string>> {
  const texts = Object.entries(fields).map(([name, value]) => [name, short(String(value))] as const);
  return Object.fromEntries(texts.filter(([, text]) => text !== ''));
}

function short(text: string): string {
  const clean = sanitize(text.slice(0, 4 * LONGEST_VALUE)).trim();
  return clean.length > LONGEST_VALUE ? `${clean.slice(0, LONGEST_VALUE - 1)}…` : clean;
}

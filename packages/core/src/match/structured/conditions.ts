import { type Translated, translate } from '../syntax.js';
import type { PatternIssue } from '../types.js';
import { keyChars, readPath } from './path.js';
import { numberOf } from './value.js';

export type Test =
  /** The field is there, and is not null. */
  | { readonly op: 'given' }
  | { readonly op: '=' | '!='; readonly text: string; readonly number?: number }
  | { readonly op: '=~' | '!~'; readonly text: string; readonly regex: Translated; readonly column: number }
  | { readonly op: '>' | '>=' | '<' | '<='; readonly text: string; readonly number: number };

/** What one field of a line must hold. */
export interface Condition {
  readonly path: readonly string[];
  /** As the pattern writes it. */
  readonly name: string;
  readonly column: number;
  readonly test: Test;
}

export interface Conditions {
  readonly all: readonly Condition[];
  readonly issues: readonly PatternIssue[];
}

/** Whether the condition needs the field to be there. */
export const isPositive = ({ test }: Condition): boolean => test.op !== '!=' && test.op !== '!~';

const OPERATORS = ['=~', '!~', '!=', '>=', '<=', '==', '=', '>', '<'] as const;

/** Reads `level="error" message=~"CUDA (?P<what>.*)" code>=500 rank`: conditions that all must hold. */
export function readConditions(pattern: string): Conditions {
  const all: Condition[] = [];
  const issues: PatternIssue[] = [];
  const refuse = (at: number, construct: string, message: string, remedy: string) =>
    issues.push({ column: at + 1, construct, message, remedy });

  for (let at = blanks(pattern, 0); at < pattern.length; at = blanks(pattern, at)) {
    const path = readPath(pattern, at);
    if (path.end === at) {
      const construct = pattern.slice(at, wordEnd(pattern, at));
      refuse(at, construct, `\`${construct}\` is no field`, WRITE);
      break;
    }
    if (path.problem !== undefined) {
      refuse(at, pattern.slice(at, path.end), path.problem, WRITE);
      break;
    }
    const name = pattern.slice(at, path.end);
    const column = at + 1;
    const after = blanks(pattern, path.end);
    const op = OPERATORS.find((one) => pattern.startsWith(one, after));
    if (op === undefined && ['and', 'or', 'not', 'AND', 'OR', 'NOT'].includes(name)) {
      refuse(at, name, `\`${name}\` is no part of a condition`, JOINED);
    }
    if (op === undefined) {
      all.push({ path: path.keys, name, column, test: { op: 'given' } });
      at = path.end;
      continue;
    }
    const from = blanks(pattern, after + op.length);
    const value = readValue(pattern, from);
    at = value.end;
    if (value.problem !== undefined) {
      refuse(from, pattern.slice(after, value.end), value.problem, 'Write the value in double quotes: level="error".');
      break;
    }
    const test = testOf(op === '==' ? '=' : op, value, from);
    if (typeof test === 'string')
      refuse(from, pattern.slice(from, value.end), test, 'Write a number, such as code>=500.');
    else all.push({ path: path.keys, name, column, test });
  }
  if (issues.length === 0 && all.length > 0 && !all.some(isPositive)) {
    refuse(0, pattern, 'lines without the field would match too', 'Add a field that the line must have.');
  }
  return { all, issues };
}

const WRITE = 'Write the name of a field, a.b for one inside of another, and a name with other characters in quotes.';
const JOINED = 'Conditions stand side by side, and all must hold; for one or the other use =~"a|b", or two rules.';

interface Read {
  /** As it is written, without the quotes. */
  readonly raw: string;
  readonly isQuoted: boolean;
  readonly end: number;
  readonly problem?: string;
}

function readValue(pattern: string, at: number): Read {
  if (pattern[at] !== '"') {
    const end = wordEnd(pattern, at);
    const raw = pattern.slice(at, end);
    if (raw === '') return { raw, isQuoted: false, end, problem: 'there is no value' };
    const strange = [...raw].find((char) => !keyChars(char) && !'.+:'.includes(char));
    const problem = strange === undefined ? {} : { problem: `\`${strange}\` needs quotes around the value` };
    return { raw, isQuoted: false, end, ...problem };
  }
  let end = at + 1;
  while (end < pattern.length && pattern[end] !== '"') end += pattern[end] === '\\' ? 2 : 1;
  const raw = pattern.slice(at + 1, end);
  if (end >= pattern.length) return { raw, isQuoted: true, end: pattern.length, problem: 'the quote is never closed' };
  return { raw, isQuoted: true, end: end + 1 };
}

/** The test, or why there is none. */
function testOf(op: Exclude<Test['op'], 'given'>, { raw, isQuoted }: Read, at: number): Test | string {
  // A regular expression has escapes of its own, `\"` among them.
  if (op === '=~' || op === '!~') return { op, text: raw, regex: translate(raw), column: at + (isQuoted ? 2 : 1) };
  const text = isQuoted ? unescaped(raw) : raw;
  const number = numberOf(text);
  if (op === '=' || op === '!=') return { op, text, ...(isQuoted || number === undefined ? {} : { number }) };
  return number === undefined ? `\`${text}\` is no number` : { op, text, number };
}

/** `\"` and `\\` stand for the character, `\n` and `\t` for what they do everywhere; any other backslash is one. */
function unescaped(raw: string): string {
  let out = '';
  for (let at = 0; at < raw.length; at++) {
    const next = raw[at + 1] ?? '';
    const known = raw[at] === '\\' ? '"\\nt'.indexOf(next) : -1;
    if (known < 0 || next === '') out += raw[at];
    else {
      out += '"\\\n\t'[known];
      at += 1;
    }
  }
  return out;
}

function blanks(text: string, from: number): number {
  let at = from;
  while (at < text.length && ' \t\n\r'.includes(text[at]!)) at += 1;
  return at;
}

function wordEnd(text: string, from: number): number {
  let at = from;
  while (at < text.length && !' \t\n\r'.includes(text[at]!)) at += 1;
  return at;
}

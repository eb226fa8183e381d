import { inOnePiece } from '../in-one-piece.js';
import { characterClass, chunkEscape } from './character-class.js';
import type { PatternIssue } from './types.js';
import {
  duplicateName,
  inlineFlag,
  openMinimum,
  possessive,
  unsupportedEscape,
  unsupportedGroup,
} from './unsupported.js';

/** A pattern as it runs: once per line, and over many lines at a time. */
export interface Translated {
  /** For one line. Groups have no names, which makes `exec` cheaper. */
  readonly line: string;
  /** For a whole chunk: finds every line that `line` matches, and perhaps some more. Never matches a `\n`. */
  readonly chunk: string;
  /** Name → index of the group. */
  readonly names: ReadonlyMap<string, number>;
  readonly groups: number;
  readonly issues: readonly PatternIssue[];
}

/**
 * Walks an RE2 pattern once. The chunk form differs where a pattern could see that its line has neighbours: `\A` and
 * `\z` become line anchors, `m` and `s` can't be switched any more, and classes lose `\n`. A match that ran on over
 * line ends would be sound, but would make a search over a chunk quadratic.
 */
export function translate(pattern: string): Translated {
  let line = '';
  let chunk = '';
  let groups = 0;
  let at = 0;
  const names = new Map<string, number>();
  const issues: PatternIssue[] = [];
  const put = (text: string, inChunk = text) => {
    line += text;
    chunk += inChunk;
    at += text.length;
  };

  while (at < pattern.length) {
    const char = String.fromCodePoint(pattern.codePointAt(at)!);
    if (char === '\\') {
      if (pattern.startsWith('\\Q', at)) {
        const end = pattern.indexOf('\\E', at);
        const stop = end < 0 ? pattern.length : end;
        const literal = escapeLiteral(pattern.slice(at + 2, stop));
        line += literal;
        chunk += literal;
        at = end < 0 ? pattern.length : end + 2;
        continue;
      }
      const issue = unsupportedEscape(pattern, at);
      if (issue) issues.push(issue);
      const text = escapeAt(pattern, at);
      put(text, chunkEscape(text));
    } else if (char === '[') {
      const found = characterClass(pattern, at);
      issues.push(...found.issues);
      line += found.line;
      chunk += found.chunk;
      at = found.end;
    } else if (char === '(') {
      const issue = unsupportedGroup(pattern, at);
      const group = issue ? undefined : groupAt(pattern, at);
      if (issue) issues.push(issue);
      if (group?.kind === 'flags') {
        if (group.unknown) issues.push(inlineFlag(at, group.text));
        line += group.text;
        chunk += group.chunk;
        at += group.text.length;
      } else if (group?.kind === 'capture') {
        groups += 1;
        if (group.name !== undefined && names.has(group.name)) issues.push(duplicateName(at, group.text));
        if (group.name !== undefined) names.set(group.name, groups);
        line += '(';
        chunk += '(?:';
        at += group.text.length;
      } else put(issue?.construct ?? '(');
    } else if ('*+?'.includes(char) || repetition(pattern, at)) {
      const text = repetition(pattern, at) ?? char;
      if (text.startsWith('{,')) issues.push(openMinimum(at, text));
      if (pattern[at + text.length] === '+') issues.push(possessive(at, `${text}+`));
      put(text);
      if (pattern[at] === '?' || pattern[at] === '+') put(pattern[at]!);
    } else put(plainAt(pattern, at) ?? char);
  }
  return { line: inOnePiece(line), chunk: inOnePiece(chunk), names, groups, issues };
}

const plain = /[^\\[(*+?{]+/y;

/** What stands for itself, as far as it goes: most of what patterns are. */
function plainAt(pattern: string, at: number): string | undefined {
  plain.lastIndex = at;
  return plain.exec(pattern)?.[0];
}

const special = '\\.+*?()|[]{}^$/';

/** A pattern that matches exactly this text. */
export function escapeLiteral(text: string): string {
  let out = '';
  for (const char of text) out += special.includes(char) ? `\\${char}` : char;
  return out;
}

/** The whole escape at `at`, as far as cutting it would change its meaning. */
function escapeAt(pattern: string, at: number): string {
  const letter = pattern[at + 1] ?? '';
  const braces = 'pPxu'.includes(letter) && letter !== '' && pattern[at + 2] === '{';
  const close = braces ? pattern.indexOf('}', at) : -1;
  if (close >= 0) return pattern.slice(at, close + 1);
  if (letter === 'p' || letter === 'P' || letter === 'c') return pattern.slice(at, at + 3);
  return `\\${letter === '' ? '' : String.fromCodePoint(pattern.codePointAt(at + 1)!)}`;
}

/** `{n}`, `{n,}`, `{n,m}` or `{,m}` at `at`; any other brace is literal text. */
function repetition(pattern: string, at: number): string | undefined {
  // Asked of every character, nearly none of which is a brace.
  if (pattern[at] !== '{') return undefined;
  return /^\{(?:\d+(?:,\d*)?|,\d+)\}/.exec(pattern.slice(at, at + 24))?.[0];
}

type Group =
  | { readonly kind: 'capture'; readonly text: string; readonly name?: string }
  | { readonly kind: 'flags'; readonly text: string; readonly chunk: string; readonly unknown: boolean };

function groupAt(pattern: string, at: number): Group {
  if (pattern[at + 1] !== '?') return { kind: 'capture', text: '(' };
  const rest = pattern.slice(at, at + 200);
  const named = /^\(\?P?<([^>]*)>/.exec(rest);
  if (named) return { kind: 'capture', text: named[0], name: named[1]! };
  const flags = /^\(\?([a-zA-Z^]*)(-[a-zA-Z]*)?([:)])/.exec(rest);
  if (!flags) return { kind: 'capture', text: '(' };
  const kept = (text: string) => [...text].filter((flag) => flag !== 'm' && flag !== 's').join('');
  const off = kept(flags[2] ?? '');
  const switches = kept(flags[1]!) + (off === '-' ? '' : off);
  const unknown = [...`${flags[1]}${flags[2] ?? ''}`].some((flag) => !'imsU-'.includes(flag));
  const chunk = switches === '' ? (flags[3] === ':' ? '(?:' : '(?:)') : `(?${switches}${flags[3]}`;
  return { kind: 'flags', text: flags[0], chunk, unknown };
}

import type { Document } from 'yaml';
import { yaml } from '../../lazy-packages.js';
import type { FindingCode } from '../lint/finding-codes.js';

const MAX_DEPTH = 200;
const FORBIDDEN_KEYS = new Set(['__proto__', 'constructor', 'prototype']);

/** Whether the text is nested too deeply to be composed. The composer is recursive: a hundred thousand brackets would not throw, but end the process. */
export function tooDeep(text: string): boolean {
  if (mostDepth(text) <= MAX_DEPTH) return false;
  const { Lexer, Parser } = yaml();
  const parser = new Parser();
  for (const lexeme of new Lexer().lex(text)) {
    for (const _ of parser.next(lexeme));
    if (parser.stack.length > MAX_DEPTH) return true;
  }
  return false;
}

/**
 * No text is nested more deeply, which is found without parsing it: a level of a block takes a character before its line's
 * first word, where a mapping may hold a sequence at the same place, and one in brackets begins behind what parts values.
 */
function mostDepth(text: string): number {
  let deepest = 0;
  let opened = 0;
  let prefix = 0;
  let inPrefix = true;
  for (let at = 0; at < text.length; at++) {
    const char = text[at]!;
    if ((char === '[' || char === '{') && (at === 0 || PARTS_VALUES.has(text[at - 1]!))) opened += 1;
    if (char === '\n' || char === '\r') [prefix, inPrefix] = [0, true];
    else if (inPrefix && BEFORE_WORDS.has(char)) deepest = Math.max(deepest, ++prefix);
    else inPrefix = false;
  }
  return 2 * (deepest + 1) + opened;
}

const PARTS_VALUES: ReadonlySet<string> = new Set(' \t\r\n[{,:?');
const BEFORE_WORDS: ReadonlySet<string> = new Set(' \t-?:');

/** Code, offset, message and remedy of what the parser refused. */
export function explain(problem: {
  code: string;
  pos: [number, number];
  message: string;
}): [FindingCode, number, string, string] {
  const at = problem.pos[0];
  const says = problem.message.replace(/\.$/, '');
  if (problem.code === 'TAB_AS_INDENT')
    return ['tab_indentation', at, 'a tab is used for indentation', 'YAML allows only spaces there; replace the tab.'];
  if (problem.code === 'DUPLICATE_KEY')
    return ['duplicate_key', at, 'the key is given twice', 'Keep one of the two; YAML does not say which would win.'];
  if (problem.code === 'MULTIPLE_DOCS')
    return ['multiple_documents', at, 'the file holds several documents', 'Remove the `---` line, or split the file.'];
  return [
    'yaml_syntax',
    at,
    `not valid YAML: ${says}`,
    'Correct the syntax; quote texts that hold `: `, `#`, or quotes.',
  ];
}

/** Offsets of keys that would reach an object's prototype wherever the value is copied. */
export function forbiddenKeys(document: Document): [number, string][] {
  const { isScalar, visit } = yaml();
  const found: [number, string][] = [];
  visit(document, {
    Pair(_, { key }) {
      if (!isScalar(key) || !FORBIDDEN_KEYS.has(String(key.value))) return;
      found.push([key.range?.[0] ?? 0, String(key.value)]);
    },
  });
  return found;
}

import type { Document, LineCounter } from 'yaml';
import { yaml } from '../../lazy-packages.js';
import type { FindingCode } from '../lint/finding-codes.js';

const MAX_DEPTH = 200;
const FORBIDDEN_KEYS = new Set(['__proto__', 'constructor', 'prototype']);

/** The text is nested too deeply to be composed. */
export class TooDeepError extends Error {}

/**
 * The one document of a text, parsed as `parseDocument` does it, but in one go with a look at its depth. The composer is
 * recursive: a hundred thousand brackets would not throw, but end the process.
 * @throws TooDeepError
 */
export function documentOf(text: string, lines: LineCounter): Document.Parsed {
  const { Composer, YAMLParseError } = yaml();
  const composer = new Composer({ merge: true });
  const [document, second] = composer.compose(shallowTokens(text, lines), true, text.length);
  if (second) {
    const { range } = second;
    document?.errors.push(new YAMLParseError([range[0], range[1]], 'MULTIPLE_DOCS', 'several documents'));
  }
  return document as Document.Parsed;
}

function* shallowTokens(text: string, lines: LineCounter) {
  const { Lexer, Parser } = yaml();
  const parser = new Parser(lines.addNewLine);
  lines.addNewLine(0);
  for (const lexeme of new Lexer().lex(text)) {
    yield* parser.next(lexeme);
    if (parser.stack.length > MAX_DEPTH) throw new TooDeepError();
  }
  yield* parser.end();
}

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

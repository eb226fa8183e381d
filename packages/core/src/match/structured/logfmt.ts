import { withoutEscapes } from '../rank-prefix.js';
import { containerLine, readJson } from './json.js';
import { escapeAt } from './json-tokens.js';
import type { Members, Value } from './value.js';

/**
 * The pairs of a line, `key=value key="some text"`, wherever they stand on it. A word by itself is no pair: in any other
 * line every word would be one. Never throws.
 */
export function readLogfmt(line: string): Members | undefined {
  const wrapped = line.startsWith('{"') ? readJson(line) : undefined;
  const text = withoutEscapes((wrapped && containerLine(wrapped)) ?? line);
  const pairs = new Map<string, Value>();
  for (let at = 0; at < text.length; ) {
    const from = at;
    while (at < text.length && isKey(text.charCodeAt(at))) at += 1;
    if (text[at] !== '=' || at === from) {
      at += 1;
      continue;
    }
    const key = text.slice(from, at);
    const read = text[at + 1] === '"' ? quoted(text, at + 1) : bare(text, at + 1);
    pairs.set(key, { kind: 'text', text: read.text });
    at = read.end;
  }
  return pairs.size > 0 ? pairs : undefined;
}

interface Read {
  readonly text: string;
  readonly end: number;
}

const isKey = (code: number) => code > 32 && code !== 34 && code !== 61;

function bare(text: string, from: number): Read {
  let end = from;
  while (end < text.length && text.charCodeAt(end) > 32) end += 1;
  return { text: text.slice(from, end), end };
}

/** A text that is never closed goes to the end of the line; an escape that is none stands for itself. */
function quoted(text: string, from: number): Read {
  let out = '';
  let at = from + 1;
  for (; at < text.length && text[at] !== '"'; ) {
    const found = text[at] === '\\' ? escapeAt(text, at) : undefined;
    out += found?.text ?? text[at];
    at = found?.end ?? at + 1;
  }
  return { text: out, end: at + 1 };
}

import RE2 from 're2';
import type { PatternRule } from '../../contract.js';
import { readConditions } from './conditions.js';

type Plain = string | number | boolean | null | readonly Plain[] | { readonly [key: string]: Plain };

/**
 * The slow and obvious way to ask a line for its fields: every stretch between braces is given to `JSON.parse`, pairs
 * are cut out by a regular expression, and conditions are asked one after the other. Only the reading of the pattern is
 * shared code. Undefined for a rule that is neither.
 */
export function structuredOracle(
  rule: PatternRule,
): ((text: string) => ((group: string | number) => string | undefined) | undefined) | undefined {
  const { pattern, pattern_type, flags = '' } = rule;
  if (pattern_type !== 'json' && pattern_type !== 'logfmt') return undefined;
  const conditions = readConditions(pattern).all;
  const read = pattern_type === 'json' ? json : logfmt;
  return (text) => {
    const object = read(text);
    if (!object) return undefined;
    const fields = new Map<string, string | undefined>();
    for (const { path, test } of conditions) {
      const value = at(object, path);
      const shown = value === undefined ? undefined : textOf(value);
      const limit = 'number' in test ? (test.number as number) : Number.NaN;
      if (test.op === 'given') {
        if (value === undefined || value === null) return undefined;
        fields.set(path.at(-1)!, shown);
      } else if (test.op === '=' || test.op === '!=') {
        const same =
          test.number === undefined ? shown === test.text : shown !== undefined && num(shown) === test.number;
        if (same !== (test.op === '=')) return undefined;
      } else if (test.op === '=~' || test.op === '!~') {
        const found = shown === undefined ? null : new RE2(test.text, `u${flags}`).exec(shown);
        if ((found !== null) !== (test.op === '=~')) return undefined;
        for (const [name, group] of Object.entries(found?.groups ?? {})) fields.set(name, group);
      } else {
        const number = shown === undefined || value === null ? Number.NaN : num(shown);
        const { op } = test;
        const holds = {
          '>': number > limit,
          '>=': number >= limit,
          '<': number < limit,
          '<=': number <= limit,
        };
        if (!holds[op]) return undefined;
      }
    }
    const given = (value: Plain | undefined) => (value == null ? undefined : textOf(value));
    return (group) => (fields.has(`${group}`) ? fields.get(`${group}`) : given(at(object, `${group}`.split('.'))));
  };
}

const num = (text: string) => (text.trim() === '' ? Number.NaN : Number(text));

function textOf(value: Plain): string {
  if (typeof value === 'string' && value.startsWith(RAW)) return value.slice(RAW.length);
  return typeof value === 'string' ? value : JSON.stringify(value);
}

function at(value: Plain | undefined, path: readonly string[]): Plain | undefined {
  if (path.length === 0 || value === undefined) return value;
  if (value === null || typeof value !== 'object') return undefined;
  for (let to = 1; to <= path.length; to++) {
    const key = path.slice(0, to).join('.');
    const found = Object.hasOwn(value, key) ? at((value as { [key: string]: Plain })[key], path.slice(to)) : undefined;
    if (found !== undefined) return found;
  }
  return undefined;
}

/** Stands before a number in a text, so that it keeps its digits. */
const RAW = '\u{10ffff}';

function json(text: string): { [key: string]: Plain } | undefined {
  for (let from = text.indexOf('{'); from >= 0; from = text.indexOf('{', from + 1)) {
    for (let to = text.indexOf('}', from); to >= 0; to = text.indexOf('}', to + 1)) {
      const found = parsed(text.slice(from, to + 1));
      if (found === undefined || Object.keys(found).length === 0) continue;
      const { log, stream } = found;
      if (typeof log !== 'string' || (stream !== 'stdout' && stream !== 'stderr')) return found;
      return parsed(log.trim()) ?? found;
    }
  }
  return undefined;
}

function parsed(text: string): { [key: string]: Plain } | undefined {
  // Numbers outside of texts; what is a text is taken whole, and so stays as it is.
  const raw = text.replaceAll(/"(?:[^"\\]|\\.)*"|-?\d[\d.eE+-]*|\b(?:NaN|Infinity)\b/g, (token) =>
    token.startsWith('"') ? token : isNumber(token) ? `"${RAW}${token}"` : token,
  );
  try {
    const found = JSON.parse(
      raw.replaceAll(/[\0-\x08\x0b-\x1f]/g, (c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, '0')}`),
    );
    return found !== null && typeof found === 'object' && !Array.isArray(found) ? found : undefined;
  } catch {
    return undefined;
  }
}

function isNumber(token: string): boolean {
  if (token === 'NaN' || token === 'Infinity') return true;
  try {
    return typeof JSON.parse(token) === 'number';
  } catch {
    return false;
  }
}

function logfmt(text: string): { [key: string]: Plain } | undefined {
  const wrapped = text.startsWith('{"') ? json(text) : undefined;
  const isWrapped = typeof wrapped?.log === 'string' && (wrapped.stream === 'stdout' || wrapped.stream === 'stderr');
  const bare = isWrapped ? String(wrapped.log) : text;
  const pairs = [...bare.matchAll(/([^\0-\x20"=]+)=(?:"((?:[^"\\]|\\.)*)(?:"|$)|(\S*))/g)];
  const found = pairs.map(([, key, quoted, word]) => [key, quoted?.replaceAll(/\\(["\\])/g, '$1') ?? word]);
  return found.length > 0 ? Object.fromEntries(found) : undefined;
}

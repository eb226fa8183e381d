import RE2 from 're2';
import type { PatternRule, Rule } from '../contract.js';
import { compileRule } from './compile-rule.js';
import { after, HEAD, headed, type Neighbours } from './echo/neighbours.js';
import { echoOf } from './echo.js';
import { fieldsOf } from './extraction.js';
import { hasPattern } from './has-pattern.js';
import { lineHits } from './line-hits.js';
import { structuredOracle } from './structured/structured.test-oracle.js';
import type { Hit, OpenBlock } from './types.js';

/**
 * The slow and obvious way to match, which the fast one is tested against: frame each line, decode it, run one RE2 per
 * rule on the string, keep what `unless` leaves and no echo. Takes the whole log at once, and carries on from every line what it says of the
 * next. Only the end of blocks and the recognising of one line are shared code.
 */
export function naiveScan(
  rules: readonly Rule[],
  log: Buffer,
): { hits: Hit[]; lines: number; open: readonly OpenBlock[] } {
  const compiled = rules.filter(hasPattern).map((rule, order) => {
    const result = compileRule(rule, order);
    if (!('rule' in result)) throw new Error(`${rule.name} does not compile`);
    const fields = structuredOracle(rule);
    const pattern = fields ? undefined : new RE2(source(rule), `u${rule.flags ?? ''}`);
    return { result, pattern, structured: fields, unless: unlessOf(rule) };
  });
  const hits: Hit[] = [];
  let open: readonly OpenBlock[] = [];
  let before: Neighbours | undefined;
  let lines = 0;
  for (const { start, end, line } of frame(log)) {
    const bytes = log.subarray(start, end);
    const text = decode(bytes);
    const shown = bytes.subarray(0, 16384).toString();
    const matches = compiled.flatMap(({ result, pattern, structured, unless }) => {
      if (structured) {
        const value = structured(text);
        if (!value || unless?.test(text)) return [];
        return { compiled: result, fields: fieldsOf(result.extraction.plan, value) };
      }
      const found = pattern!.exec(text);
      if (!found || unless?.test(text)) return [];
      if (result.sparesEchoes && echoOf(shown, result.place(), before) !== undefined) return [];
      const value = (group: number | string) => (typeof group === 'number' ? found[group] : undefined);
      return { compiled: result, fields: fieldsOf(result.extraction.plan, value) };
    });
    before = after(headed(bytes.toString('latin1', 0, HEAD)), before);
    const placed = { line, offset: start, text: shown };
    const result = lineHits(matches, placed, open, (name) => compiled.find((c) => c.result.rule.name === name)?.result);
    hits.push(...result.hits);
    open = result.open;
  }
  for (const byte of log) if (byte === 10) lines += 1;
  return { hits, lines, open };
}

const source = (rule: PatternRule): string =>
  rule.pattern_type === 'substring'
    ? [...rule.pattern].map((c) => `\\x{${c.codePointAt(0)!.toString(16)}}`).join('')
    : rule.pattern;

const unlessOf = (rule: Rule): RE2 | undefined =>
  rule.unless === undefined ? undefined : new RE2(rule.unless, `u${rule.flags ?? ''}`);

/** Lines end at `\n`, `\r\n` or a bare `\r`; numbers count `\n` only. */
function* frame(log: Buffer): Generator<{ start: number; end: number; line: number }> {
  let start = 0;
  let line = 1;
  for (let at = 0; at < log.length; at++) {
    if (log[at] === 13) {
      yield { start, end: at, line };
      if (log[at + 1] === 10) {
        at += 1;
        line += 1;
      }
      start = at + 1;
    } else if (log[at] === 10) {
      yield { start, end: at, line };
      line += 1;
      start = at + 1;
    }
  }
  if (start < log.length) yield { start, end: log.length, line };
}

/** UTF-8 by its definition: each byte that is not part of a character that encodes back to the same bytes is U+001A. */
export function decode(bytes: Buffer): string {
  let text = '';
  for (let at = 0; at < bytes.length; ) {
    const found = [1, 2, 3, 4].find((length) => {
      if (at + length > bytes.length) return false;
      const part = bytes.subarray(at, at + length);
      const decoded = part.toString('utf8');
      return [...decoded].length === 1 && Buffer.from(decoded).equals(part);
    });
    text += found ? bytes.toString('utf8', at, at + found) : '\x1a';
    at += found ?? 1;
  }
  return text;
}

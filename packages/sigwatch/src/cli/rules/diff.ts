import { isDeepStrictEqual } from 'node:util';
import { type Monitor, nearMiss, type TestLog, textsOf } from '@sigwatch/core';
import { sanitize } from '../../view/sanitize.js';
import { sinceStart } from './moments.js';
import { placeOf } from './place.js';
import type { TestResult } from './run-tests.js';
import { whyNot } from './why-not.js';

/** A test that failed: the log, what was expected (-) and what was found (+). */
export function diffOf(result: TestResult, { origins }: Monitor): string[] {
  const { rule, number, log, found } = result;
  return [
    `FAIL  ${rule.name}, test ${number} (${placeOf(origins.get(rule.name))})`,
    ...shownLog(log).map((line) => `      | ${sanitize(line)}`),
    ...changes(result),
    ...(found === 'none' ? reason(rule, log) : []),
    '',
  ];
}

function changes({ expected, found, hits, start = 0, rule }: TestResult): string[] {
  // Where the engine has played it, each hit has its moment and its place.
  const each = (hits ?? []).map(({ at, source, line, fields }) => {
    const when = at === undefined ? '' : ` at ${sinceStart(at, start)}`;
    return `          hit${when}, ${source}:${line} ${shown(fields ?? {})}`;
  });
  if (expected === 'none') return ['      - no hit', `      + hit ${shown(found)}`, ...each];
  if (found === 'none') return [`      - hit ${shown(expected)}`, '      + no hit'];
  if (hits !== undefined)
    return [`      - hit ${shown(expected)}`, `      + ${rule.name} hit ${times(hits.length)}:`, ...each];
  const values: Readonly<Record<string, unknown>> = found;
  return Object.entries(expected).flatMap(([name, value]) => {
    if (isDeepStrictEqual(values[name], value)) return [`        ${name}: ${shown(value)}`];
    const is = name in values ? shown(values[name]) : '(no such field)';
    return [`      - ${name}: ${shown(value)}`, `      + ${name}: ${is}`];
  });
}

/** A log as a person wrote it: what happens between the lines stands between them. */
function shownLog(log: TestLog): readonly string[] {
  if (typeof log === 'string') return log.split('\n');
  return log.flatMap((entry) => {
    if (typeof entry === 'string') return entry.split('\n');
    const { line, ...rest } = entry;
    const what = Object.entries(rest).map(
      ([key, value]) => `${key}: ${typeof value === 'string' ? value : shown(value)}`,
    );
    const head = what.length === 0 ? '' : `{ ${what.join(', ')} } `;
    return `${head}${line ?? ''}`.trimEnd().split('\n');
  });
}

function reason(rule: TestResult['rule'], log: TestLog): string[] {
  const lines = textsOf(log).flatMap(({ text }) => text.split('\n'));
  const near = rule.pattern === undefined ? undefined : lines.map((line) => nearMiss(rule, line)).find((one) => one);
  if (near !== undefined) return [`        ${sanitize(whyNot(near))}`];
  return rule.when === undefined ? [] : ['        what its `when` asks for did not come together'];
}

const times = (n: number): string => (n === 1 ? 'once' : `${n} times`);
const shown = (value: unknown): string => sanitize(JSON.stringify(value) ?? 'nothing');

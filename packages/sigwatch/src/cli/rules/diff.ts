import { isDeepStrictEqual } from 'node:util';
import { type Monitor, nearMiss } from '@sigwatch/core';
import { sanitize } from '../../view/sanitize.js';
import { placeOf } from './place.js';
import type { TestResult } from './run-tests.js';
import { whyNot } from './why-not.js';

/** A test that failed: the line, what was expected (-) and what was found (+). */
export function diffOf({ rule, number, log, expected, found }: TestResult, { origins }: Monitor): string[] {
  return [
    `FAIL  ${rule.name}, test ${number} (${placeOf(origins.get(rule.name))})`,
    ...log.split('\n').map((line) => `      | ${sanitize(line)}`),
    ...changes(expected, found),
    ...(found === 'none' ? reason(rule, log) : []),
    '',
  ];
}

function changes(expected: TestResult['expected'], found: TestResult['found']): string[] {
  if (expected === 'none') return ['      - no hit', `      + hit ${shown(found)}`];
  if (found === 'none') return [`      - hit ${shown(expected)}`, '      + no hit'];
  const values: Readonly<Record<string, unknown>> = found;
  return Object.entries(expected).flatMap(([name, value]) => {
    if (isDeepStrictEqual(values[name], value)) return [`        ${name}: ${shown(value)}`];
    const is = name in values ? shown(values[name]) : '(no such field)';
    return [`      - ${name}: ${shown(value)}`, `      + ${name}: ${is}`];
  });
}

function reason(rule: TestResult['rule'], log: string): string[] {
  const near = log
    .split('\n')
    .map((line) => nearMiss(rule, line))
    .find((one) => one !== undefined);
  return near === undefined ? [] : [`        ${sanitize(whyNot(near))}`];
}

const shown = (value: unknown): string => sanitize(JSON.stringify(value));

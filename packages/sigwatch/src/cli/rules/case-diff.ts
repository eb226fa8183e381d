import { compileRules, hitsIn, nearMiss, type RuleTestCase } from '@sigwatch/core';
import { sanitize } from '../../view/sanitize.js';
import type { Change } from './judge-case.js';
import type { Fired } from './outcome.js';
import { placeOf } from './place.js';
import { whyNot } from './why-not.js';

/** A test that failed, for a person: what was expected (-), what came (+), from which line, and why. */
export function caseDiff(test: RuleTestCase, changes: readonly Change[]): string[] {
  const groups = [...new Set(changes.map(({ what }) => what.split('.', 1)[0] as string))];
  return [
    `FAIL  ${sanitize(test.name)} (${placeOf(test)})`,
    ...groups.flatMap((group) => [
      `      ${TITLES[group] ?? group}`,
      ...changes
        .filter(({ what }) => what === group || what.startsWith(`${group}.`))
        .flatMap((one) => shown(one, test)),
    ]),
    '',
  ];
}

const TITLES: Readonly<Record<string, string>> = { none: 'must not fire' };

function shown({ what, expected, found, at, because }: Change, test: RuleTestCase): string[] {
  const key = what.includes('.') ? `${what.split('.')[1]}: ` : '';
  const value = (given: unknown) => (typeof given === 'string' && key === '' ? given : JSON.stringify(given));
  const missing = what === 'signals' && found === undefined;
  return [
    ...(expected === undefined
      ? what === 'none' || what === 'signals'
        ? []
        : ['      - none']
      : [`      - ${key}${value(expected)}`]),
    ...(found === undefined ? (missing ? [] : [`      + ${key}none`]) : [`      + ${key}${value(found)}`]),
    ...(at === undefined ? [] : [`          at ${lineOf(at)}`]),
    ...(because === undefined ? [] : [`          because ${because}`]),
    ...(missing && because === undefined ? [`          because ${whyMissing(String(expected), test)}`] : []),
  ].map(sanitize);
}

function lineOf({ source, line, text }: Fired): string {
  return line > 0 ? `${source}:${line} | ${short(text)}` : text;
}

/** Why a rule did not fire, by the line that comes nearest to it. */
export function whyMissing(name: string, { monitor, sources }: RuleTestCase): string {
  const rule = monitor.rules.find((one) => one.name === name);
  if (rule === undefined) return 'nothing led the engine to it';
  const alone = compileRules([rule]);
  for (const { id, text } of sources) {
    const [hit] = hitsIn(alone, Buffer.from(text));
    if (hit !== undefined) return `it hits ${id}:${hit.line}, and another rule took that line or its block over`;
  }
  const near = sources.flatMap(({ id, text }) =>
    text.split('\n').flatMap((line, i) => {
      const miss = nearMiss(rule, line);
      return miss === undefined
        ? []
        : [{ miss, at: `${id}:${i + 1}`, weight: miss.kind === 'part' ? miss.has.length : Number.POSITIVE_INFINITY }];
    }),
  );
  const best = near.sort((a, b) => (a.weight === b.weight ? 0 : b.weight - a.weight))[0];
  return best === undefined ? 'no line is near its pattern' : `${best.at} is near it: ${whyNot(best.miss)}`;
}

const short = (text: string): string => (text.length <= 160 ? text : `${text.slice(0, 159)}…`);

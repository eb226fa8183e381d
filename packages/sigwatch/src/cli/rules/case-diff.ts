import { compileRules, hitsIn, nearMiss, type RuleTestCase } from '@sigwatch/core';
import { sanitize } from '../../view/sanitize.js';
import type { Change } from './changes.js';
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

/** What is compared one by one, so that there is no word for nothing. */
const LISTS: ReadonlySet<string> = new Set(['none', 'signals', 'states']);
const TITLES: Readonly<Record<string, string>> = { none: 'must not fire' };

function shown({ what, expected, found, at, because }: Change, test: RuleTestCase): string[] {
  const key = what.includes('.') ? `${what.split('.')[1]}: ` : '';
  const value = (given: unknown) => (typeof given === 'string' && key === '' ? given : JSON.stringify(given));
  const missing = what === 'signals' && found === undefined;
  const lacks = LISTS.has(what) && found === undefined;
  return [
    ...(expected === undefined ? (LISTS.has(what) ? [] : ['      - none']) : [`      - ${key}${value(expected)}`]),
    ...(found === undefined ? (lacks ? [] : [`      + ${key}none`]) : [`      + ${key}${value(found)}`]),
    ...(at === undefined ? [] : [`          at ${lineOf(at)}`]),
    ...(because === undefined || because === at?.text ? [] : [`          because ${because}`]),
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
  // A rule over the signals of others has no line of its own.
  if (rule.pattern === undefined) return 'what its `when` asks for did not come together';
  const alone = compileRules([rule]);
  for (const { id, text } of sources) {
    const [hit] = hitsIn(alone, Buffer.from(text));
    if (hit === undefined) continue;
    return rule.when === undefined
      ? `it hits ${id}:${hit.line}, and another rule took that line or its block over`
      : `its pattern hits ${id}:${hit.line}, and what its \`when\` asks for did not come together`;
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

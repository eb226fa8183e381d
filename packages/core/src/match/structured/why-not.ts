import { type Condition, isPositive } from './conditions.js';
import { type Asked, compileStructured } from './reader.js';
import type { Format } from './required.js';
import { isGiven, type Members, numberOf, type Value, valueAt } from './value.js';

/** What of a structured pattern a line fulfils, and of each condition that it does not, a sentence that says why. */
export interface StructuredMiss {
  readonly has: string;
  readonly told: readonly string[];
}

/**
 * Why the conditions do not all hold for a line that has every field that they need, or that fulfils one of them by its
 * value. Undefined where the line has nothing of it, and where all hold.
 */
export function structuredMiss(
  pattern: string,
  format: Format,
  flags: string,
  text: string,
): StructuredMiss | undefined {
  const { asked, members } = compileStructured(pattern, format, flags);
  const found = members({ text, once: (_, make) => make(text) });
  if (!found) return undefined;
  const holds = ({ condition, holds }: Asked) => holds(valueAt(found, condition.path));
  const missed = asked.filter((one) => !holds(one));
  if (missed.length === 0) return undefined;
  const positive = asked.filter(({ condition }) => isPositive(condition));
  const hasAll = positive.every(({ condition }) => isGiven(valueAt(found, condition.path)));
  const telling = positive.filter((one) => one.condition.test.op !== 'given' && holds(one));
  if (!hasAll && telling.length === 0) return undefined;
  const has = (telling.length > 0 ? telling : positive).map(({ condition }) => condition.name).join(' ');
  return { has, told: missed.map(({ condition }) => sentence(condition, found)) };
}

function sentence({ path, name, test }: Condition, members: Members): string {
  const value = valueAt(members, path);
  const is = `\`${name}\` is ${shown(value)}`;
  if (value === undefined) return `there is no \`${name}\``;
  switch (test.op) {
    case 'given':
      return is;
    case '=':
      return `${is}, not ${test.text}`;
    case '!=':
      return `${is}, which it must not be`;
    case '=~':
      return `${is}, which \`${test.text}\` does not match`;
    case '!~':
      return `${is}, which \`${test.text}\` matches`;
    default:
      return numberOf(value.text) === undefined ? `${is}, which is no number` : `${is}, not ${test.op} ${test.text}`;
  }
}

const SHOWN = 60;

const shown = (value: Value | undefined): string =>
  value === undefined || value.text.length <= SHOWN ? `${value?.text}` : `${value.text.slice(0, SHOWN - 1)}…`;

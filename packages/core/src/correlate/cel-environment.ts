import type { Environment } from '@marcbachmann/cel-js';
import RE2 from 're2';
import { cel } from '../lazy-packages.js';
import { numberOf } from './number.js';
import { arithmetic, comparisons, functions } from './on-numbers.js';

/** Something that is needed is not there, or is no number: nothing follows from it. */
export class NoData extends Error {
  override readonly name = 'NoData';
}

const number = (value: unknown): number => {
  const found = numberOf(value);
  if (found === undefined) throw new NoData();
  return found;
};

/** RE2 alone sees what a log says; each pattern is compiled once. */
export function matcher(): (text: string, pattern: string) => boolean {
  const patterns = new Map<string, RE2>();
  return (text, pattern) => {
    const compiled = patterns.get(pattern) ?? new RE2(pattern, 'u');
    patterns.set(pattern, compiled);
    return compiled.test(text);
  };
}

/** CEL has none of these between a text and a number; a field that holds a number is one. It makes `!=` of `==`. */
const { '!=': _, ...compared } = comparisons;
const MIXED = { ...compared, ...arithmetic };

/** CEL as rules may use it: `fields`, the values of windows as `window_0` …, and functions for numbers. */
export function celEnvironment(windows: number): Environment {
  const environment = new (cel().Environment)();
  environment.registerVariable('fields', 'map<string, dyn>');
  for (let i = 0; i < windows; i++) environment.registerVariable(`window_${i}`, 'double');
  for (const [name, compute] of Object.entries(functions)) {
    const type = typeof compute(0) === 'boolean' ? 'bool' : 'double';
    environment.registerFunction(`${name}(dyn): ${type}`, (value: unknown) => compute(number(value)));
  }
  environment.registerFunction('string.matchesRe2(string): bool', matcher());
  for (const [sign, compute] of Object.entries(MIXED)) {
    const type = typeof compute(1, 1) === 'boolean' ? 'bool' : 'double';
    for (const [left, right] of [
      ['string', 'double'],
      ['double', 'string'],
    ] as const) {
      // Of an equality, either order stands for both.
      if (sign === '==' && left === 'double') continue;
      environment.registerOperator(`${left} ${sign} ${right}: ${type}`, (a: unknown, b: unknown) =>
        compute(number(a), number(b)),
      );
    }
  }
  return environment;
}

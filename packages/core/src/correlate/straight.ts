import { matcher } from './cel-environment.js';
import { fieldOf, isNode, windowOf } from './expression-names.js';
import { numberOf } from './number.js';
import { arithmetic, comparisons, functions } from './on-numbers.js';

/** Where an expression finds what it names; undefined for what is not there. */
export interface Given {
  field(name: string): string | number | undefined;
  window(number: number): number | undefined;
}

/** Values of kinds that only CEL knows how to put together. */
export const UNSURE = Symbol('unsure');

type Value = number | string | boolean | undefined | typeof UNSURE;
type Straight = (given: Given) => Value;
type Truth = (given: Given) => boolean | undefined | typeof UNSURE;

/**
 * An expression as rules have it, without the interpreter: true, false, undefined where something is missing, or
 * `UNSURE`. It asks only for what settles the matter, so that a median need not be known where the comparison before it
 * fails, and what is missing costs no error. Undefined for an expression that holds anything else.
 */
export function straightOf(node: unknown): Truth | undefined {
  return truthOf(node) as Truth | undefined;
}

function truthOf(node: unknown): Straight | undefined {
  if (!isNode(node)) return undefined;
  const { op, args } = node as { op: string; args: unknown };
  if (op === '!_') {
    const inner = truthOf(args);
    return inner && ((given) => negated(inner(given)));
  }
  if (!Array.isArray(args)) return undefined;
  const [left, right] = args as unknown[];
  switch (op) {
    case '&&':
    case '||': {
      const [a, b] = [truthOf(left), truthOf(right)];
      return a && b && logical(a, b, op === '||');
    }
    case 'call':
      return left === 'has' ? hasIn(right) : ofOne(left, right, 'boolean');
    case 'rcall':
      return matching(args);
    case 'in':
      return among(left, right);
    default: {
      const compare = Object.hasOwn(comparisons, op) ? comparisons[op] : undefined;
      const [a, b] = compare === undefined ? [] : [valueIn(left), valueIn(right)];
      return compare && a && b && ofTwo(a, b, compare, EQUALITY[op]);
    }
  }
}

function valueIn(node: unknown): Straight | undefined {
  if (!isNode(node)) return undefined;
  const { op, args } = node as { op: string; args: unknown };
  if (op === 'value') return typeof args === 'number' || typeof args === 'string' ? () => args : undefined;
  const window = windowOf(node);
  if (window !== undefined) return (given) => given.window(window);
  const field = fieldOf(node);
  if (field !== undefined) return (given) => given.field(field);
  if (op === '-_') {
    const inner = valueIn(args);
    return inner && ((given) => opposite(inner(given)));
  }
  if (!Array.isArray(args)) return undefined;
  if (op === 'call') return ofOne(args[0], args[1], 'number');
  const compute = Object.hasOwn(arithmetic, op) ? arithmetic[op] : undefined;
  const [a, b] = compute === undefined ? [] : [valueIn(args[0]), valueIn(args[1])];
  return compute && a && b && ofTwo(a, b, compute);
}

/** `has(fields.x)`. */
function hasIn(given: unknown): Straight | undefined {
  const only = onlyOne(given);
  const field = isNode(only) ? fieldOf(only) : undefined;
  return field === undefined ? undefined : (given) => given.field(field) !== undefined;
}

/** `abs(fields.x)`, `isNaN(fields.x)`: of a text, the number that it means. */
function ofOne(name: unknown, given: unknown, type: 'number' | 'boolean'): Straight | undefined {
  const compute = typeof name === 'string' && Object.hasOwn(functions, name) ? functions[name] : undefined;
  const inner = compute && valueIn(onlyOne(given));
  if (compute === undefined || inner === undefined || typeof compute(0) !== type) return undefined;
  return (given) => {
    const value = inner(given);
    if (value === UNSURE) return value;
    const found = numberOf(value);
    return found === undefined ? undefined : compute(found);
  };
}

/** `fields.x.matches("…")`; the text was seen to be a pattern of RE2's. */
function matching([name, of, args]: readonly unknown[]): Straight | undefined {
  const pattern = onlyOne(args);
  const inner = name === 'matchesRe2' ? valueIn(of) : undefined;
  if (inner === undefined || !isNode(pattern) || typeof pattern.args !== 'string') return undefined;
  const [matches, source] = [matcher(), pattern.args];
  return (given) => {
    const value = inner(given);
    return typeof value === 'string' ? matches(value, source) : value === undefined ? undefined : UNSURE;
  };
}

/** `fields.x in ["a", "b"]`. */
function among(node: unknown, list: unknown): Straight | undefined {
  const inner = valueIn(node);
  const items = isNode(list) && list.op === 'list' && Array.isArray(list.args) ? (list.args as unknown[]) : [];
  const texts = items.map((one) => (isNode(one) && one.op === 'value' ? (one.args as unknown) : undefined));
  if (inner === undefined || texts.length === 0 || !texts.every((one) => typeof one === 'string')) return undefined;
  return (given) => {
    const value = inner(given);
    return typeof value === 'string' ? texts.includes(value) : value === undefined ? undefined : UNSURE;
  };
}

const onlyOne = (given: unknown): unknown => (Array.isArray(given) && given.length === 1 ? given[0] : undefined);

/** What is asked of two texts; their order is CEL's. */
const EQUALITY: Readonly<Record<string, (a: string, b: string) => boolean>> = {
  '==': (a, b) => a === b,
  '!=': (a, b) => a !== b,
};
const negated = (value: Value): Value => (typeof value === 'boolean' ? !value : value);
const opposite = (value: Value): Value =>
  typeof value === 'number' ? -value : value === undefined ? undefined : UNSURE;

/** What is missing on one side does not matter where the other settles it by itself. */
function logical(a: Straight, b: Straight, settles: boolean): Straight {
  return (given) => {
    const left = a(given);
    if (left === settles || left === UNSURE) return left;
    const right = b(given);
    if (left === undefined) return right === settles || right === UNSURE ? right : undefined;
    return right;
  };
}

/** A text beside a number is left to CEL. */
function ofTwo(
  a: Straight,
  b: Straight,
  ofNumbers: (a: number, b: number) => number | boolean,
  ofTexts?: (a: string, b: string) => boolean,
): Straight {
  return (given) => {
    const left = a(given);
    if (left === undefined || left === UNSURE) return left;
    const right = b(given);
    if (right === undefined || right === UNSURE) return right;
    if (typeof left === 'number' && typeof right === 'number') return ofNumbers(left, right);
    return ofTexts !== undefined && typeof left === 'string' && typeof right === 'string'
      ? ofTexts(left, right)
      : UNSURE;
  };
}

import { fieldOf, isNode, windowOf } from './expression-names.js';

/** Where an expression finds what it names; undefined for what is not there. */
export interface Given {
  field(name: string): string | number | undefined;
  window(number: number): number | undefined;
}

/** A text where a number was expected: what follows then only CEL knows. */
export const UNSURE = Symbol('unsure');

type Value = number | boolean | undefined | typeof UNSURE;
type Straight = (given: Given) => Value;

/**
 * An expression of comparisons between numbers, as most rules have it, without the interpreter: true, false, undefined
 * where something is missing, or `UNSURE`. It asks only for what settles the matter, so that a median need not be known
 * where the comparison before it fails. Undefined for an expression of any other kind.
 */
export function straightOf(node: unknown): ((given: Given) => boolean | undefined | typeof UNSURE) | undefined {
  return truthOf(node) as ((given: Given) => boolean | undefined | typeof UNSURE) | undefined;
}

function truthOf(node: unknown): Straight | undefined {
  if (!isNode(node) || !Array.isArray(node.args)) {
    const inner = isNode(node) && node.op === '!_' ? truthOf(node.args) : undefined;
    return inner && ((given) => negated(inner(given)));
  }
  const [left, right] = node.args as unknown[];
  if (node.op === '&&' || node.op === '||') {
    const [a, b] = [truthOf(left), truthOf(right)];
    return a && b && logical(a, b, node.op === '||');
  }
  const asked = hasIn(node);
  if (asked !== undefined) return (given) => given.field(asked) !== undefined;
  const compare = Object.hasOwn(COMPARE, node.op) ? COMPARE[node.op] : undefined;
  const [a, b] = compare === undefined ? [] : [numberIn(left), numberIn(right)];
  return compare && a && b && numeric(a, b, compare);
}

/** The field of `has(fields.x)`. */
function hasIn({ op, args }: { op: string; args: unknown }): string | undefined {
  const [name, given] = op === 'call' && Array.isArray(args) ? (args as unknown[]) : [];
  const [only, ...more] = name === 'has' && Array.isArray(given) ? (given as unknown[]) : [];
  return isNode(only) && more.length === 0 ? fieldOf(only) : undefined;
}

function numberIn(node: unknown): Straight | undefined {
  if (!isNode(node)) return undefined;
  const { op, args } = node as { op: string; args: unknown };
  if (op === 'value') return typeof args === 'number' ? () => args : undefined;
  const window = windowOf(node);
  if (window !== undefined) return (given) => given.window(window);
  const field = fieldOf(node);
  if (field !== undefined) return (given) => sure(given.field(field));
  if (op === '-_') {
    const inner = numberIn(args);
    return inner && ((given) => opposite(inner(given)));
  }
  const compute = Object.hasOwn(COMPUTE, op) ? COMPUTE[op] : undefined;
  if (compute === undefined || !Array.isArray(args)) return undefined;
  const [a, b] = [numberIn(args[0]), numberIn(args[1])];
  return a && b && numeric(a, b, compute);
}

const COMPARE: Readonly<Record<string, (a: number, b: number) => boolean>> = {
  '<': (a, b) => a < b,
  '<=': (a, b) => a <= b,
  '>': (a, b) => a > b,
  '>=': (a, b) => a >= b,
  '==': (a, b) => a === b,
  '!=': (a, b) => a !== b,
};
const COMPUTE: Readonly<Record<string, (a: number, b: number) => number>> = {
  '+': (a, b) => a + b,
  '-': (a, b) => a - b,
  '*': (a, b) => a * b,
  '/': (a, b) => a / b,
};

const sure = (value: string | number | undefined): Value => (typeof value === 'string' ? UNSURE : value);
const negated = (value: Value): Value => (typeof value === 'boolean' ? !value : value);
const opposite = (value: Value): Value => (typeof value === 'number' ? -value : value);

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

function numeric(a: Straight, b: Straight, compute: (a: number, b: number) => number | boolean): Straight {
  return (given) => {
    const left = a(given);
    if (typeof left !== 'number') return left;
    const right = b(given);
    return typeof right === 'number' ? compute(left, right) : right;
  };
}

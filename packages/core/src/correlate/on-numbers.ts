type Signs<R> = Readonly<Record<string, (a: number, b: number) => R>>;

/** What expressions can ask of two numbers. */
export const comparisons: Signs<boolean> = {
  '<': (a, b) => a < b,
  '<=': (a, b) => a <= b,
  '>': (a, b) => a > b,
  '>=': (a, b) => a >= b,
  '==': (a, b) => a === b,
  '!=': (a, b) => a !== b,
};

export const arithmetic: Signs<number> = {
  '+': (a, b) => a + b,
  '-': (a, b) => a - b,
  '*': (a, b) => a * b,
  '/': (a, b) => a / b,
};

/** Functions of one number, by their names; of a text they are asked for the number that it means. */
export const functions: Readonly<Record<string, (value: number) => number | boolean>> = {
  number: (value) => value,
  isNaN: Number.isNaN,
  isInf: (value) => Math.abs(value) === Number.POSITIVE_INFINITY,
  isFinite: Number.isFinite,
  abs: Math.abs,
};

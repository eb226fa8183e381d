/** Of an operator that only signals move: it is not even asked. */
export const neverDue = (): undefined => undefined;

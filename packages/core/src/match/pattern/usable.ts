import type { Needle } from './tree.js';

/** Texts that are shorter, in bytes, are on too many lines to be looked for before the set of all rules is asked. */
const SHORTEST = 3;

/** Whether lines can be passed over quickly by looking for the texts of a group. */
export const isUsable = (group: readonly Needle[]): boolean =>
  group.every(({ text }) => Buffer.byteLength(text) >= SHORTEST);

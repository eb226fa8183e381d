// Written by scripts/generate-types.mjs from schemas/. Do not edit.

/**
 * Tells the first of its input and then every so many, or (with `throttle`) one in a time.
 */
export interface EveryOperator {
  /**
   * 1 tells each.
   */
  every?: number;
  /**
   * Held apart by these: names of fields, `source`, `rank` (of the line's prefix) or `signal`.
   */
  by?: string[];
}

// Written by scripts/generate-types.mjs from schemas/. Do not edit.

/**
 * Counting begins anew when one of these comes.
 */
export type Inputs = Input | [Input, ...Input[]];
/**
 * Signals of a rule by its name, or by what they say; or an RE2 pattern.
 *
 * This interface was referenced by `CountOperator`'s JSON-Schema
 * via the `definition` "input".
 */
export type Input =
  | string
  | {
      /**
       * Name of a rule, or of a signal of the engine (job_failed …).
       */
      signal?: string;
      /**
       * Only signals that tell this.
       */
      kind?: 'error' | 'warning' | 'progress' | 'checkpoint' | 'success' | 'notice';
      /**
       * Only signals of this error type.
       */
      error_type?: string;
      /**
       * Only signals of this subsystem.
       */
      subsystem?: string;
      /**
       * Values of metadata that must be equal; `null`: has none.
       */
      metadata?: {
        [k: string]: unknown;
      };
      /**
       * RE2; lines that it matches, in place of signals.
       */
      pattern?: string;
      /**
       * RE2 flags of `pattern`, of i, m, s and U.
       */
      flags?: string;
    };
/**
 * One or several of: names of rules, selectors, patterns.
 *
 * This interface was referenced by `CountOperator`'s JSON-Schema
 * via the `definition` "inputs".
 */
export type Inputs1 = Input | [Input, ...Input[]];

/**
 * Fires when its input came so often within a time, and then counts anew.
 */
export interface CountOperator {
  /**
   * How often.
   */
  count: number;
  /**
   * In which time, of the lines. Without it however long it takes.
   */
  within?: number | string;
  /**
   * Counting begins anew with a hit that comes this many steps after the one before, or more; by the field `step`. A hit without a step counts and is no quiet.
   */
  quiet_steps?: number;
  /**
   * Held apart by these: names of fields, `source`, `rank` (of the line's prefix) or `signal`.
   */
  by?: string[];
  /**
   * Only different values of this field (or of `source`, `rank`, `signal`) count: five nodes, and not five lines.
   */
  distinct?: string;
  reset_on?: Inputs;
}

// Written by scripts/generate-types.mjs from schemas/. Do not edit.

/**
 * Signals of a rule by its name, or by what they say; or an RE2 pattern.
 *
 * This interface was referenced by `SequenceOperator`'s JSON-Schema
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
 * Fires when signals came one after the other in time, or when the last or the first of them is missing.
 */
export interface SequenceOperator {
  /**
   * Signals, in their order.
   *
   * @minItems 2
   */
  sequence: [Input, Input, ...Input[]];
  /**
   * From the first to the last.
   */
  within: number | string;
  /**
   * Whether the order counts.
   */
  ordered?: boolean;
  /**
   * `last`: fires when all others came, and the last one did not follow in time. `first`: fires at the last when the first did not come before.
   */
  missing?: 'last' | 'first';
  /**
   * Nothing is missed before the whole sequence came once: not every software says that it has finished.
   */
  after_first?: boolean;
  /**
   * Held apart by these: names of fields, `source`, `rank` (of the line's prefix) or `signal`.
   */
  by?: string[];
}

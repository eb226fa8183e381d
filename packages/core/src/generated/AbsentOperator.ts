// Written by scripts/generate-types.mjs from schemas/. Do not edit.

/**
 * Nothing is awaited any more once one of these came.
 */
export type Inputs = Input | [Input, ...Input[]];
/**
 * Signals of a rule by its name, or by what they say; or an RE2 pattern.
 *
 * This interface was referenced by `AbsentOperator`'s JSON-Schema
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
 * This interface was referenced by `AbsentOperator`'s JSON-Schema
 * via the `definition` "inputs".
 */
export type Inputs1 = Input | [Input, ...Input[]];

/**
 * Fires when its input does not come again, or does not come at all, in time. Time stands still while a source can't be read, the job waits or is suspended, or the platform does not answer.
 */
export interface AbsentOperator {
  /**
   * How long it may stay away once it has come.
   */
  absent?: number | string;
  /**
   * How long after the job began to run it has to come for the first time.
   */
  start_within?: number | string;
  /**
   * Held apart by these: names of fields, `source`, `rank` (of the line's prefix) or `signal`.
   */
  by?: string[];
  stop_on?: Inputs;
}

// Written by scripts/generate-types.mjs from schemas/. Do not edit.

/**
 * Asks the program of the attempt for something while it runs (docs/client.md), and waits for its answer. The result is good only where it has done it: refused, at its bound, failed and unanswered are not.
 */
export interface ControlAction {
  /**
   * For who reads the file; the action does not use it.
   */
  note?: string | null;
  /**
   * `save_checkpoint`: save one now. `stop`: end the training after this step. `set`: go on with other settings, all that are named or none.
   */
  request: 'save_checkpoint' | 'stop' | 'set';
  /**
   * Of `set`: values by the names of settings.
   */
  set?: {
    [k: string]: number | string;
  };
  /**
   * Of `set`: factors of what the program has at that moment.
   */
  scale?: {
    [k: string]: number;
  };
  /**
   * What a factor may lead to at the least.
   */
  floor?: {
    [k: string]: number;
  };
  /**
   * What a factor may lead to at the most.
   */
  cap?: {
    [k: string]: number;
  };
  /**
   * Settings that are left out where the program does not say that it can change them; without them all of it would be refused.
   */
  optional?: string[];
  /**
   * Why, for the program and the record; the signal's own text without it.
   */
  reason?: string | null;
  /**
   * How long an answer may take: it comes at the end of a step.
   */
  wait?: number | string;
}

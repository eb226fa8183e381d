// Written by scripts/generate-types.mjs from schemas/. Do not edit.

/**
 * The engine's last answer to what a program has printed: `health.json` in the folder that `SIGWATCH_CONTROL` names, renamed into place.
 */
export interface ControlHealth {
  /**
   * Version of this format.
   */
  sigwatch: 1;
  /**
   * The last step that it is about.
   */
  step: number;
  /**
   * How it is now.
   */
  overall_health: 'healthy' | 'warning' | 'critical';
  /**
   * Of the whole attempt.
   */
  score: number;
  /**
   * What makes it critical, a sentence each.
   */
  errors: string[];
  /**
   * What is not as it should be, a sentence each.
   */
  warnings: string[];
  [k: string]: unknown;
}

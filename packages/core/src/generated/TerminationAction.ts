// Written by scripts/generate-types.mjs from schemas/. Do not edit.

/**
 * Cancels the job and ends the run without a restart.
 */
export interface TerminationAction {
  /**
   * Why, where `reason` is not given.
   */
  note?: string | null;
  /**
   * Why, for the record.
   */
  reason?: string | null;
}

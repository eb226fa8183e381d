// Written by scripts/generate-types.mjs from schemas/. Do not edit.

/**
 * Records why a restart is wanted; only the policy decides.
 */
export interface RestartAction {
  /**
   * Why, where `reason` is not given.
   */
  note?: string | null;
  /**
   * Why, for the record.
   */
  reason?: string | null;
}

// Written by scripts/generate-types.mjs from schemas/. Do not edit.

/**
 * The attempt has failed.
 */
export interface CrashState {
  /**
   * For failures that last while steps go on (`numerical_instability`, `lasting`, a rule whose operator tells of its end): once it has been so for this long, the failure of a job that lives is confirmed, whatever steps are made meanwhile. Then `hold_seconds` pass, and the job is ended as the policy says. Without it only the job's end or its silence confirms a failure.
   */
  confirm_after?: number | string;
}

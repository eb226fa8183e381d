// Written by scripts/generate-types.mjs from schemas/. Do not edit.

/**
 * Never restarts.
 */
export interface NoRestartPolicy {
  /**
   * What a stop does with a job that is still alive.
   */
  on_stop?: 'cancel' | 'leave';
  /**
   * Text for the decision's reason.
   */
  message?: string | null;
  /**
   * Text for the decision's reason.
   */
  reason?: string | null;
  /**
   * Text for the reason of a restart.
   */
  restart_reason?: string | null;
  /**
   * Text for the reason of a stop.
   */
  stop_reason?: string | null;
}

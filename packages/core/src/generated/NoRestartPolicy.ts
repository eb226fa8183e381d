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
   * Text for the decision's reason: {error_type} {step} {attempt} {run_id} {name} {node} and the fields of the root are filled in; what is missing is `unknown`.
   */
  message?: string | null;
  /**
   * Text for the decision's reason: {error_type} {step} {attempt} {run_id} {name} {node} and the fields of the root are filled in; what is missing is `unknown`.
   */
  reason?: string | null;
  /**
   * Text for the reason of a restart: {error_type} {step} {attempt} {run_id} {name} {node} and the fields of the root are filled in; what is missing is `unknown`.
   */
  restart_reason?: string | null;
  /**
   * Text for the reason of a stop: {error_type} {step} {attempt} {run_id} {name} {node} and the fields of the root are filled in; what is missing is `unknown`.
   */
  stop_reason?: string | null;
}

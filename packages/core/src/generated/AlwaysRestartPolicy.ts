// Written by scripts/generate-types.mjs from schemas/. Do not edit.

/**
 * Restarts whatever the root is, within its budget.
 */
export interface AlwaysRestartPolicy {
  /**
   * Restarts, not starts: 3 means up to 3 restarts.
   */
  max_retries?: number;
  /**
   * Restarts for one root error type, inside max_retries.
   */
  budgets?: {
    [k: string]: number;
  };
  backoff?: Backoff;
  reset_after?: ResetAfter;
  /**
   * The same root, with no step beyond the last failing one, this often: stop. Off unless set.
   */
  same_failure?: number | null;
  /**
   * Never restart on the node that the root names.
   */
  exclude_nodes?: boolean;
  /**
   * For how long such a node is not used.
   */
  exclude_for?: number | string;
  /**
   * Exit codes of the job that ask for no restart: they stop the run, whatever the lists say.
   */
  no_restart_exit_codes?: number[];
  /**
   * The checkpoint that a new attempt is given.
   */
  resume?: 'latest_verified';
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
/**
 * How long to wait before a restart.
 */
export interface Backoff {
  /**
   * Before the first restart.
   */
  initial?: number | string;
  /**
   * By how much each further wait grows.
   */
  factor?: number;
  /**
   * No wait is longer.
   */
  max?: number | string;
  /**
   * Share of the wait that is random.
   */
  jitter?: number;
}
/**
 * Verified progress that gives the budget back.
 */
export interface ResetAfter {
  /**
   * Verified steps beyond the last failure.
   */
  steps: number;
}

// Written by scripts/generate-types.mjs from schemas/. Do not edit.

/**
 * Restarts what its lists name. Exclusion always wins; what no list names takes the default action.
 */
export interface SelectiveRestartPolicy {
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
   * What is done where the run has made steps and `checkpoint_dir` holds no whole checkpoint: start from the beginning, or end the run.
   */
  no_checkpoint_found?: 'start_over' | 'stop';
  /**
   * For a root that no list names.
   */
  default_action?: 'restart' | 'stop';
  /**
   * Root error types to restart.
   */
  restart_on_error_types?: string[];
  /**
   * Root subsystems to restart.
   */
  restart_on_subsystems?: string[];
  /**
   * Root rules to restart. What its owner has cancelled is restarted only where this names `cancelled_by_user`.
   */
  restart_on_signals?: string[];
  /**
   * Root error types never to restart.
   */
  exclude_error_types?: string[];
  /**
   * Root subsystems never to restart.
   */
  exclude_subsystems?: string[];
  /**
   * Root rules never to restart.
   */
  exclude_signals?: string[];
  /**
   * What a new attempt is given, by the name of the root's rule, else by its error type. Counts only where not excluded; settings that were changed stay changed for all later attempts.
   */
  recover?: {
    [k: string]: Recovery;
  };
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
export interface Recovery {
  /**
   * Factor of each setting, applied to the one in force: a second restart for it multiplies again.
   */
  scale?: {
    [k: string]: number;
  };
  /**
   * Least value of each override.
   */
  floor?: {
    [k: string]: number;
  };
  /**
   * Greatest value of each override.
   */
  cap?: {
    [k: string]: number;
  };
  /**
   * Value for each override.
   */
  set?: {
    [k: string]: number | string | boolean;
  };
  /**
   * Resume from the newest whole checkpoint of a step before the failure, instead of the newest of all.
   */
  roll_back?: boolean;
}

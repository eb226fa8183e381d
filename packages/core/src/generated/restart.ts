// Written by scripts/generate-types.mjs from schemas/. Do not edit.

/**
 * This interface was referenced by `RestartFile`'s JSON-Schema
 * via the `definition` "include".
 */
export type Include =
  | string
  | {
      /**
       * Name of a restart file.
       */
      '/restart'?: string;
      /**
       * Name of a restart file.
       */
      restart?: string;
    };
/**
 * This interface was referenced by `RestartFile`'s JSON-Schema
 * via the `definition` "policy".
 */
export type PolicyImplementation = {
  [k: string]: unknown;
};

/**
 * A restart policy for each mode of failure. A file that is one bare policy (class_name at its top) applies to crash.
 */
export interface RestartFile {
  [k: string]: unknown;
}
/**
 * This interface was referenced by `RestartFile`'s JSON-Schema
 * via the `definition` "policies".
 */
export interface PoliciesFile {
  /**
   * Name for people; the file's name otherwise.
   */
  name?: string;
  /**
   * What the policies are for.
   */
  description?: string;
  /**
   * Restart files to start from: names of files beside this one, then of packs. A mode that this file names replaces theirs. `_self_` says where this file comes in; last, when it is missing.
   */
  defaults?: Include[] | string;
  /**
   * At most one for each mode. A mode without one is never restarted.
   *
   * @minItems 1
   */
  policies: [PolicyEntry, ...PolicyEntry[]];
}
/**
 * This interface was referenced by `RestartFile`'s JSON-Schema
 * via the `definition` "entry".
 */
export interface PolicyEntry {
  /**
   * How the attempt ended.
   */
  mode: 'crash' | 'stall' | 'timeout' | 'success';
  implementation: PolicyImplementation;
}
/**
 * How long to wait before a restart.
 *
 * This interface was referenced by `RestartFile`'s JSON-Schema
 * via the `definition` "backoff".
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
 * Restarts what its lists name. Exclusion always wins; what no list names takes the default action.
 *
 * This interface was referenced by `RestartFile`'s JSON-Schema
 * via the `definition` "SelectiveRestartPolicy".
 */
export interface SelectiveRestartPolicy {
  class_name: 'SelectiveRestartPolicy';
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
   * The checkpoint that a new attempt is given.
   */
  resume?: 'latest_verified';
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
   * Root rules to restart.
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
   * Overrides that a new attempt is given, by root rule or error type. Counts only where not excluded.
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
   * Factor for each override.
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
}
/**
 * Restarts whatever the root is, within its budget.
 *
 * This interface was referenced by `RestartFile`'s JSON-Schema
 * via the `definition` "AlwaysRestartPolicy".
 */
export interface AlwaysRestartPolicy {
  class_name: 'AlwaysRestartPolicy';
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
  reset_after?: ResetAfter1;
  /**
   * The same root, with no step beyond the last failing one, this often: stop. Off unless set.
   */
  same_failure?: number | null;
  /**
   * Never restart on the node that the root names.
   */
  exclude_nodes?: boolean;
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
 * Verified progress that gives the budget back.
 */
export interface ResetAfter1 {
  /**
   * Verified steps beyond the last failure.
   */
  steps: number;
}
/**
 * Never restarts.
 *
 * This interface was referenced by `RestartFile`'s JSON-Schema
 * via the `definition` "NoRestartPolicy".
 */
export interface NoRestartPolicy {
  class_name: 'NoRestartPolicy';
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

// Written by scripts/generate-types.mjs from schemas/. Do not edit.

/**
 * A restart file to start from, as a training setup names it.
 *
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
 * A restart policy for each mode of failure. A file that is one bare policy (class_name at its top) applies to crash; with `defaults`, it changes what it names of the crash policy there.
 */
export interface RestartFile {
  [k: string]: unknown;
}
/**
 * A file with a policy for each mode.
 *
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
  policies?: [PolicyEntry, ...PolicyEntry[]];
}
/**
 * The policy for one mode.
 *
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
 * The class of a policy, and its settings.
 *
 * This interface was referenced by `RestartFile`'s JSON-Schema
 * via the `definition` "policy".
 */
export interface PolicyImplementation {
  /**
   * SelectiveRestartPolicy, AlwaysRestartPolicy, NoRestartPolicy, or a plugin's.
   */
  class_name: string;
  [k: string]: unknown;
}

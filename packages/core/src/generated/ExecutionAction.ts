// Written by scripts/generate-types.mjs from schemas/. Do not edit.

/**
 * Runs a command, queued in the journal so that a crash does not lose it.
 */
export interface ExecutionAction {
  /**
   * argv, each entry with {name} templates; never a shell's text.
   *
   * @minItems 1
   */
  command: [string, ...string[]];
  /**
   * Where it runs; where sigwatch runs otherwise.
   */
  cwd?: string;
  /**
   * Further environment variables.
   */
  env?: {
    [k: string]: string;
  };
  /**
   * Ends the command after this long.
   */
  timeout?: number | string;
  /**
   * How many commands of this class may run at the same time.
   */
  concurrency?: number;
  /**
   * Tries beyond the first one.
   */
  retries?: number;
  backoff?: RetryBackoff;
}
/**
 * How long to wait before a further try.
 */
export interface RetryBackoff {
  /**
   * Before the first retry.
   */
  initial?: number | string;
  /**
   * By which each further wait is longer.
   */
  factor?: number;
  /**
   * No wait is longer.
   */
  max?: number | string;
  /**
   * Share of the wait by which chance varies it.
   */
  jitter?: number;
}

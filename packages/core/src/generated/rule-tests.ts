// Written by scripts/generate-types.mjs from schemas/. Do not edit.

/**
 * Monitors by name, beside this file or of a pack, or by a path from this file. The monitor NAME.yaml beside NAME.test.yaml when it is missing; `default` where that is a restart policy.
 *
 * @minItems 1
 *
 * This interface was referenced by `RuleTestsFile`'s JSON-Schema
 * via the `definition` "monitor".
 */
export type Monitor = string | [string, ...string[]];
/**
 * Restart policy by name or path; without one nothing is decided. The policy NAME.yaml beside NAME.test.yaml when it is missing and that is one.
 *
 * This interface was referenced by `RuleTestsFile`'s JSON-Schema
 * via the `definition` "restart".
 */
export type Restart = string | null;
/**
 * The log, as one text or line by line. Times that the lines state are the times of the test.
 *
 * This interface was referenced by `RuleTestsFile`'s JSON-Schema
 * via the `definition` "lines".
 */
export type Lines = string | string[];
/**
 * The last incident that was no false alarm (with `ignored: true` the last false alarm), or `none`: not even a false alarm.
 */
export type CaseIncident =
  | {
      /**
       * Name of the signal that caused it.
       */
      root?: string;
      error_type?: string;
      mode?: 'crash' | 'stall' | 'timeout' | 'success';
      /**
       * How many other signals the root explains.
       */
      explains?: number;
      /**
       * Which of `sources` the root stands in.
       */
      source?: string;
      /**
       * Line of the root, from 1; 0 for one that stands in no line.
       */
      line?: number;
      confidence?: 'high' | 'medium' | 'low';
      /**
       * Whether it turned out to be none: the steps went on, or the job succeeded. False when it is missing.
       */
      ignored?: boolean;
    }
  | string;
/**
 * The last decision, or `none`. There is one only with a restart policy.
 */
export type CaseDecision =
  | {
      action?: 'restart' | 'stop' | 'ignore';
      /**
       * Words that the reason holds.
       */
      reason?: string;
      mode?: 'crash' | 'stall' | 'timeout' | 'success';
      error_type?: string;
      restarts_used?: number;
      max_retries?: number;
      /**
       * Which checkpoint the restart is told to resume from.
       */
      resume?: 'latest_verified' | 'older_verified';
    }
  | string;

/**
 * NAME.test.yaml: logs, and what a monitor and a restart policy must make of them. Played by the engine of replay; nothing sleeps.
 */
export interface RuleTestsFile {
  /**
   * What these tests are about.
   */
  description?: string;
  monitor?: Monitor;
  restart?: Restart;
  /**
   * Each is a log of its own.
   *
   * @minItems 1
   */
  tests: [RuleCase, ...RuleCase[]];
}
/**
 * This interface was referenced by `RuleTestsFile`'s JSON-Schema
 * via the `definition` "case".
 */
export interface RuleCase {
  /**
   * What happens, in a few words.
   */
  name: string;
  /**
   * Why it must come out so.
   */
  description?: string;
  monitor?: Monitor;
  restart?: Restart;
  lines?: Lines;
  /**
   * Several logs by name, in place of `lines`: one of each rank, or the kernel's beside the program's.
   */
  sources?: {
    [k: string]: Lines;
  };
  job?: CaseJob;
  expect: CaseExpectation;
}
/**
 * What the platform says of the job after the last line; it ran until then. Without it the log alone speaks.
 *
 * This interface was referenced by `RuleTestsFile`'s JSON-Schema
 * via the `definition` "job".
 */
export interface CaseJob {
  /**
   * `running`: the job goes on after the log.
   */
  state: 'running' | 'succeeded' | 'failed' | 'cancelled' | 'timed_out';
  /**
   * How long after the last line the platform was asked, in seconds or as a duration such as 45m. Silence in between counts.
   */
  after?: number | string;
  exit_code?: number;
  /**
   * SIGKILL …
   */
  signal?: string;
  /**
   * The platform's own word: OUT_OF_MEMORY, NODE_FAIL, PREEMPTED, TIMEOUT …
   */
  reason?: string;
  /**
   * Name of the adapter, such as slurm.
   */
  platform?: string;
  nodes?: string[];
}
/**
 * What must come out. What is not named may be anything.
 *
 * This interface was referenced by `RuleTestsFile`'s JSON-Schema
 * via the `definition` "expect".
 */
export interface CaseExpectation {
  /**
   * All signals by name, each once, in the order in which they came; `none` for none. Signals of progress rules, and those of the engine itself (stall_no_steps, job_failed), count only where they are named.
   */
  signals?: string[] | string;
  /**
   * Rules that must not fire: near misses.
   */
  none?: string[];
  /**
   * The last values of progress fields (step, loss …), or `none` for a log without a step.
   */
  progress?:
    | {
        [k: string]: unknown;
      }
    | string;
  incident?: CaseIncident;
  /**
   * State of the run at the end. A log without a job that names no end leaves it unknown.
   */
  state?:
    'pending' | 'running' | 'degraded' | 'stalled' | 'succeeded' | 'failed' | 'timed_out' | 'cancelled' | 'unknown';
  decision?: CaseDecision;
}

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
 * The log, as one text or line by line; times that the lines state are the times of the test. Where an entry is a mapping, all of it is played on one clock, as it would have come in live.
 *
 * This interface was referenced by `RuleTestsFile`'s JSON-Schema
 * via the `definition` "lines".
 */
export type Lines = string | CaseEntry[];
/**
 * A line, or what happens at a moment.
 *
 * This interface was referenced by `RuleTestsFile`'s JSON-Schema
 * via the `definition` "entry".
 */
export type CaseEntry =
  | string
  | {
      /**
       * When: `+30s` (or a number of seconds) after the entry before, or `2025-01-02T03:04:05Z`. By itself: time goes by, the sources are read to their end and the job is looked at. Without it a line comes at the time that it states, else together with the entry before.
       */
      at?: string | number;
      /**
       * What is printed; several lines for a block.
       */
      line?: string;
      /**
       * Which log it is printed to, or which one is blind; `log` when it is missing. As live, `health.jsonl` and `heartbeats.jsonl` are measured beside the job, and `_error` is its last word.
       */
      source?: string;
      /**
       * The source (all of them when none is named) can't be read from now on, and why; `false`: it can be read again.
       */
      blind?: string | boolean;
      job?: EntryJob;
      /**
       * How often this entry happens. All entries of a test may come to 100,000.
       */
      repeat?: number;
      /**
       * From the beginning of one repetition to that of the next, and to the first from the entry before, unless `at` says when that is.
       */
      every?: number | string;
      /**
       * What `{n}` in `line` and `source` is the first time.
       */
      from?: number;
      /**
       * By how much `{n}` grows from one time to the next.
       */
      step?: number;
      values?: CaseValues;
      /**
       * Several entries for each repetition, in place of `line`. None of them is repeated by itself.
       *
       * @minItems 1
       */
      lines?: [CaseEntry, ...CaseEntry[]];
    };
/**
 * What the platform says of the job from now on, or `unknown`: it can't be asked. Before the first one the job runs.
 */
export type EntryJob =
  | {
      /**
       * What the platform says.
       */
      state: 'pending' | 'running' | 'suspended' | 'completing' | 'succeeded' | 'failed' | 'cancelled' | 'timed_out';
      /**
       * Of its command.
       */
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
       * What the platform says beside it.
       */
      detail?: string;
      /**
       * Name of the adapter, such as slurm; the same for the whole test.
       */
      platform?: string;
      /**
       * Where it runs.
       */
      nodes?: string[];
    }
  | string;
/**
 * What `{value}` in `line` and `source` is, time after time: a list, which begins anew at its end, or numbers that grow evenly.
 *
 * @minItems 1
 */
export type CaseValues =
  | [number | string, ...(number | string)[]]
  | {
      /**
       * The first value.
       */
      from: number;
      /**
       * What is added from one time to the next.
       */
      by: number;
    };
/**
 * A log, as one text or line by line. Times that the lines state are the times of the test.
 *
 * This interface was referenced by `RuleTestsFile`'s JSON-Schema
 * via the `definition` "text".
 */
export type Text = string | string[];
/**
 * A signal by name, or what more must be true of it: only firings of which all of it is true count.
 *
 * This interface was referenced by `RuleTestsFile`'s JSON-Schema
 * via the `definition` "firing".
 */
export type CaseFiring =
  | string
  | {
      /**
       * Name of the rule, or of what the engine itself says.
       */
      signal: string;
      /**
       * How often exactly; at least once when it is missing.
       */
      count?: number;
      /**
       * Fields that it brings; it may have more.
       */
      fields?: {
        [k: string]: unknown;
      };
      /**
       * Of the signal.
       */
      error_type?: string;
      /**
       * The log that it stands in.
       */
      source?: string;
      /**
       * Line in its source, from 1; 0 for what stands in no line.
       */
      line?: number;
      /**
       * When it was known: from the start of the test, or absolute; to the second.
       */
      at?: string | number;
    };
/**
 * The last incident that was no false alarm (with `ignored: true` the last false alarm), or `none`: not even a false alarm.
 */
export type CaseIncident =
  | {
      /**
       * Name of the signal that caused it.
       */
      root?: string;
      /**
       * Of the root.
       */
      error_type?: string;
      /**
       * How it failed.
       */
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
      /**
       * How sure the root is.
       */
      confidence?: 'high' | 'medium' | 'low';
      /**
       * Whether it turned out to be none: the steps went on, or the job succeeded. False when it is missing.
       */
      ignored?: boolean;
      /**
       * Names of all signals that the root explains, in any order.
       */
      explained?: string[];
      /**
       * Fields of the root; it may have more.
       */
      fields?: {
        [k: string]: unknown;
      };
      /**
       * Words that the reason why it closed holds.
       */
      reason?: string;
      /**
       * When it was first suspected: from the start of the test, or absolute; to the second.
       */
      opened_at?: string | number;
      /**
       * When it closed; as `opened_at`.
       */
      closed_at?: string | number;
    }
  | string;
/**
 * A state by its name, or with its moment.
 *
 * This interface was referenced by `RuleTestsFile`'s JSON-Schema
 * via the `definition` "change".
 */
export type CaseStateChange =
  | string
  | {
      /**
       * The state from then on.
       */
      state:
        'pending' | 'running' | 'degraded' | 'stalled' | 'succeeded' | 'failed' | 'timed_out' | 'cancelled' | 'unknown';
      /**
       * When: from the start of the test, or absolute; to the second.
       */
      at?: string | number;
    };
/**
 * The last decision, or `none`. There is one only with a restart policy.
 *
 * This interface was referenced by `RuleTestsFile`'s JSON-Schema
 * via the `definition` "decision".
 */
export type CaseDecision =
  | {
      /**
       * What is done.
       */
      action?: 'restart' | 'stop' | 'ignore';
      /**
       * Words that the reason holds.
       */
      reason?: string;
      /**
       * How it failed.
       */
      mode?: 'crash' | 'stall' | 'timeout' | 'success';
      /**
       * Of the root.
       */
      error_type?: string;
      /**
       * Restarts of this mode before this decision.
       */
      restarts_used?: number;
      /**
       * The budget.
       */
      max_retries?: number;
      /**
       * How long the restart waits, to the second.
       */
      delay?: number | string;
      /**
       * Nodes that the restart keeps away from.
       */
      exclude_nodes?: string[];
      /**
       * Which checkpoint the restart is told to resume from.
       */
      resume?: 'latest_verified' | 'older_verified';
      /**
       * When it was made: from the start of the test, or absolute; to the second.
       */
      at?: string | number;
    }
  | string;
/**
 * This interface was referenced by `RuleTestsFile`'s JSON-Schema
 * via the `definition` "state".
 */
export type State =
  'pending' | 'running' | 'degraded' | 'stalled' | 'succeeded' | 'failed' | 'timed_out' | 'cancelled' | 'unknown';

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
    [k: string]: Text;
  };
  job?: CaseJob;
  expect: CaseExpectation;
}
/**
 * What the platform says of the job after the last line; it ran until then. Without it, and without a `job` among the lines, the log alone speaks.
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
  /**
   * Of its command.
   */
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
  /**
   * Where it runs.
   */
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
   * All signals by name, each once, in the order in which they came first; `none` for none. Signals of progress rules, and those of the engine itself (stall_no_steps, job_failed), count only where they are named.
   */
  signals?: CaseFiring[] | string;
  /**
   * Rules that must not fire: near misses. With more than a name, only what is like it must not.
   */
  none?: CaseFiring[];
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
  /**
   * All states in the order in which the run came to them; `pending`, in which it begins, may be left out.
   */
  states?: CaseStateChange[];
  decision?: CaseDecision;
  /**
   * The actions of all decisions, in their order.
   */
  decisions?: ('restart' | 'stop' | 'ignore')[];
}

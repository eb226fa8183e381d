// Written by scripts/generate-types.mjs from schemas/. Do not edit.

/**
 * The rule that the line hit: its name, and its pack with its version, or its file where that is of no pack. `null`: no rule tells it, but the platform or sigwatch itself. Missing in what an older sigwatch wrote.
 */
export type ErrorRecordRule = {
  /**
   * Name of the rule.
   */
  id: string;
  /**
   * The pack that it is of.
   */
  pack?: string;
  /**
   * That of the pack.
   */
  version?: string;
  /**
   * The file that it stands in, where it is of no pack.
   */
  file?: string;
} | null;

/**
 * One line of `errors_DATE.jsonl`: a line of a log, or a word of the platform, that tells of a failure. DATE is that of the line, in UTC.
 */
export interface ErrorRecord {
  /**
   * When the line was printed, as far as it tells; else when it was read. ISO 8601.
   */
  timestamp: string;
  /**
   * Class of the exception (`RuntimeError`), where the line or its traceback names one.
   */
  error_type: string | null;
  /**
   * What the exception says; the whole line where it names none.
   */
  error_message: string;
  /**
   * What the line itself says (a field `severity` of its rule), else that of the rule. `fatal`: one of them says so; in a run record also the root that the run ended with.
   */
  severity: 'warning' | 'error' | 'critical' | 'fatal';
  /**
   * Coarse kind of the failure: what the line itself says (a field `category` of its rule), else by its error type and subsystem.
   */
  category:
    'data_loading' | 'model_creation' | 'training' | 'memory' | 'checkpoint' | 'network' | 'configuration' | 'unknown';
  /**
   * That of the rule, whatever the line says.
   */
  derived_severity: 'warning' | 'error' | 'critical' | 'fatal';
  /**
   * By its error type and subsystem, whatever the line says.
   */
  derived_category:
    'data_loading' | 'model_creation' | 'training' | 'memory' | 'checkpoint' | 'network' | 'configuration' | 'unknown';
  /**
   * What to do about it, with what the line tells: the remedy of its rule, else of its error type.
   */
  suggestion: string;
  /**
   * Its block of lines, where it has one.
   */
  traceback: string | null;
  /**
   * What the rule has read from the line, the rule's name (`signal`), where it stands (`source`, `line`), and the run's last `step`.
   */
  context: {
    [k: string]: unknown;
  };
  /**
   * Name of the run.
   */
  script: string;
  /**
   * The run.
   */
  run_id: string;
  /**
   * run/attempt/ordinal; `null`: it belongs to none.
   */
  incident: string | null;
  /**
   * 1 is the first; 0: before it.
   */
  attempt: number;
  /**
   * Our error type: one of schemas/error-types.yaml, or an own one.
   */
  diagnosis: string;
  rule?: ErrorRecordRule;
}

// Written by scripts/generate-types.mjs from schemas/. Do not edit.

/**
 * The table of error types: one entry for each, by its name.
 */
export interface ErrorTypesFile {
  [k: string]: ErrorTypeEntry;
}
/**
 * What is known of every failure of one type.
 *
 * This interface was referenced by `ErrorTypesFile`'s JSON-Schema
 * via the `definition` "error_type".
 */
export interface ErrorTypeEntry {
  /**
   * What happened, in one sentence.
   */
  description: string;
  /**
   * Coarse kind, for error logs and summaries.
   */
  category:
    'data_loading' | 'model_creation' | 'training' | 'memory' | 'checkpoint' | 'network' | 'configuration' | 'unknown';
  /**
   * Severity of a rule of this type that names none.
   */
  severity: 'warning' | 'error' | 'critical' | 'fatal';
  /**
   * Subsystem of a rule of this type that names none.
   */
  subsystem: string;
  /**
   * Whether a restart alone can be expected to help.
   */
  restartable: boolean;
  /**
   * Whether the process whose line tells of it is the one that failed; the others only tell of what they wait for.
   */
  reporter_at_fault: boolean;
  /**
   * What to do, in one sentence.
   */
  remedy: string;
  /**
   * What lines of this type may tell, by the name of the field; beside `rank`, `node` and `gpu`, which every type has.
   */
  fields?: {
    [k: string]: string;
  };
  /**
   * What to do where the lines tell more: the first of these of which every `{field}` is known is said instead of the remedy.
   *
   * @minItems 1
   */
  details?: [string, ...string[]];
  /**
   * Types whose presence makes a failure of this type a consequence. Free of cycles.
   */
  symptom_of: string[];
}

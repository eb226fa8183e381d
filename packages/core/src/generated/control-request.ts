// Written by scripts/generate-types.mjs from schemas/. Do not edit.

/**
 * What a program is asked for: `request-ID.json` in the folder that `SIGWATCH_CONTROL` names, renamed into place. The program reads it at the end of a step, does it, prints an `ack` line, and removes the file.
 */
export interface ControlRequest {
  /**
   * Version of this format.
   */
  sigwatch: 1;
  /**
   * The ID of the name of its file.
   */
  id: string;
  /**
   * `save_checkpoint`: save one now. `stop`: end the training after this step. `set`: go on with other settings.
   */
  action: 'save_checkpoint' | 'stop' | 'set';
  set?: ControlSettings;
  /**
   * Why, in one sentence.
   */
  reason?: string;
  [k: string]: unknown;
}
/**
 * The settings of `set`.
 */
export interface ControlSettings {
  /**
   * Learning rate of all groups of parameters.
   */
  lr?: number;
  /**
   * The regularising epsilon of the program.
   */
  epsilon?: number;
  /**
   * Samples in a batch.
   */
  batch_size?: number;
  /**
   * `float32`, `float64`, `complex128` and the like.
   */
  precision?: string;
  [k: string]: unknown;
}

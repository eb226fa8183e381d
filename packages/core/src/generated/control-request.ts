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
   * The ID of the name of its file. One that was answered before is answered in the same way once more, and nothing is done: who asks may not have heard it.
   */
  id: string;
  /**
   * `save_checkpoint`: save one now. `stop`: end the training after this step. `set`: go on with other settings: all that `set` and `scale` name, or none.
   */
  action: 'save_checkpoint' | 'stop' | 'set';
  set?: ControlSettings;
  scale?: ControlFactors;
  floor?: ControlFloor;
  cap?: ControlCap;
  /**
   * Why, in one sentence.
   */
  reason?: string;
  [k: string]: unknown;
}
/**
 * The settings of `set`, by value.
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
   * Batches that make up a step.
   */
  gradient_accumulation?: number;
  /**
   * `float32`, `float64`, `complex128` and the like.
   */
  precision?: string;
  [k: string]: unknown;
}
/**
 * Of `set`: factors of the values that the program has at that moment, which it works out itself. A setting stands in `set` or here. What would change nothing, since its value stands at its bound or is not known, is refused.
 */
export interface ControlFactors {
  /**
   * Of the learning rate.
   */
  lr?: number;
  /**
   * Of epsilon.
   */
  epsilon?: number;
  /**
   * Of the batch, rounded down.
   */
  batch_size?: number;
  /**
   * Of the number of batches, rounded down.
   */
  gradient_accumulation?: number;
}
/**
 * What a factor may lead to at the least; the program's own bounds count as well.
 */
export interface ControlFloor {
  /**
   * Of the learning rate.
   */
  lr?: number;
  /**
   * Of epsilon.
   */
  epsilon?: number;
  /**
   * Of the batch, rounded down.
   */
  batch_size?: number;
  /**
   * Of the number of batches, rounded down.
   */
  gradient_accumulation?: number;
}
/**
 * What a factor may lead to at the most; the program's own bounds count as well.
 */
export interface ControlCap {
  /**
   * Of the learning rate.
   */
  lr?: number;
  /**
   * Of epsilon.
   */
  epsilon?: number;
  /**
   * Of the batch, rounded down.
   */
  batch_size?: number;
  /**
   * Of the number of batches, rounded down.
   */
  gradient_accumulation?: number;
}

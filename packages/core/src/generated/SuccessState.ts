// Written by scripts/generate-types.mjs from schemas/. Do not edit.

/**
 * The run has done what it was for; a saved checkpoint is no success.
 */
export interface SuccessState {}

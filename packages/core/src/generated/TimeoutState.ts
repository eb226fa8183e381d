// Written by scripts/generate-types.mjs from schemas/. Do not edit.

/**
 * The attempt has run out of its time.
 */
export interface TimeoutState {}

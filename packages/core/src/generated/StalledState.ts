// Written by scripts/generate-types.mjs from schemas/. Do not edit.

/**
 * The attempt goes on without progress.
 */
export interface StalledState {}

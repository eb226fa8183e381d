// Written by scripts/generate-types.mjs from schemas/. Do not edit.

/**
 * The attempt has failed.
 */
export interface CrashState {}

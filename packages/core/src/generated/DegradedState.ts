// Written by scripts/generate-types.mjs from schemas/. Do not edit.

/**
 * The run goes on, and something is wrong with it: it is shown as `degraded` from the hit on until the rule's operator tells that it is over. It is a warning: it ends no attempt, explains no failure and decides nothing.
 */
export interface DegradedState {}

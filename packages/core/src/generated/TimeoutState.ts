// Written by scripts/generate-types.mjs from schemas/. Do not edit.

/**
 * The attempt has run out of its time.
 */
export interface TimeoutState {
  /**
   * The run is shown as `timed_out` from the hit on until the rule's operator tells that it is over (`when: value`, for example), and not only when the failure is confirmed. By itself it decides nothing: that takes the silence of the run's own log (`inactivity_threshold_seconds`), or its platform's word.
   */
  at_once?: boolean;
}

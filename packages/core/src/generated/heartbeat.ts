// Written by scripts/generate-types.mjs from schemas/. Do not edit.

/**
 * What one look at the heartbeats of a run found: a line of `heartbeats.jsonl`, with its keys in this order. A look that was not answered writes no line. `null` stands for what is not known; ages are on the store's clock.
 */
export interface HeartbeatReport {
  /**
   * What kind of line this is.
   */
  sigwatch: 'heartbeat';
  /**
   * When it was looked, ISO 8601.
   */
  at: string;
  /**
   * What follows from the heartbeats alone.
   */
  state: 'running' | 'degraded' | 'stalled' | 'timed_out' | 'succeeded' | 'failed';
  /**
   * What is not as it should be: one file of two is stale (`METADATA_STALE`, `PROGRESS_STALE`), all are (`HEARTBEATS_STALE`), none ever came (`NEVER_STARTED`), they come and the step stands still (`STEP_STALLED`).
   */
  code: 'METADATA_STALE' | 'PROGRESS_STALE' | 'HEARTBEATS_STALE' | 'NEVER_STARTED' | 'STEP_STALLED' | null;
  /**
   * The state in one sentence.
   */
  reason: string;
  /**
   * How often it is looked.
   */
  interval_seconds: number;
  /**
   * From which age on a file is stale, in the phase that the run is in.
   */
  stale_seconds: number;
  /**
   * Since `metadata.json` was written; `null` where there never was one.
   */
  metadata_age_seconds: number | null;
  /**
   * Since `progress.json` was written; `null` where there never was one.
   */
  progress_age_seconds: number | null;
  /**
   * Since the step moved last; `null` where none was ever told.
   */
  step_age_seconds: number | null;
  /**
   * `setup`, `data`, `training`, `eval`, `checkpoint`, or what the run calls it.
   */
  phase: string | null;
  /**
   * The machine that it runs on, as its heartbeats named it last.
   */
  instance: string | null;
  /**
   * The node that it runs on, as its heartbeats named it last.
   */
  node: string | null;
  /**
   * The last step.
   */
  step: number | null;
  /**
   * Of how many.
   */
  total: number | null;
}

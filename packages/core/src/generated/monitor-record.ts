// Written by scripts/generate-types.mjs from schemas/. Do not edit.

/**
 * One line of `monitor_DATE.jsonl`: an event of a run, or one of the three that are made of them. DATE is that of the event, in UTC.
 */
export interface MonitorRecord {
  /**
   * When it happened, ISO 8601.
   */
  timestamp: string;
  /**
   * As events have it; `training_started` (`script`, `gpu_type`) is told once a run, and `training_completed` (`script`, `status`, `final_metric`, `duration_seconds`) at its end.
   */
  event_type:
    | 'run_started'
    | 'attempt_started'
    | 'progress'
    | 'signal'
    | 'state_changed'
    | 'incident_opened'
    | 'incident_closed'
    | 'decision'
    | 'action'
    | 'notice'
    | 'gpu_stats'
    | 'rules_reloaded'
    | 'attempt_ended'
    | 'run_ended'
    | 'training_started'
    | 'training_completed';
  /**
   * The run.
   */
  run_id: string;
  /**
   * 0: before the first attempt.
   */
  attempt: number;
  /**
   * By event_type, as events have it.
   */
  data: {
    [k: string]: unknown;
  };
}

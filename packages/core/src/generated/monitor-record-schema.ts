// Written by scripts/generate-types.mjs from schemas/. Do not edit.
/** JSON Schema (draft-07): One line of `monitor_DATE.jsonl`: an event of a run, or one of the three that are made of them. DATE is that of the event, in UTC. */
export const monitorRecordSchema = {
  "$schema": "http://json-schema.org/draft-07/schema#",
  "$id": "https://sigwatch.dev/schemas/monitor-record.schema.json",
  "title": "MonitorRecord",
  "description": "One line of `monitor_DATE.jsonl`: an event of a run, or one of the three that are made of them. DATE is that of the event, in UTC.",
  "type": "object",
  "additionalProperties": false,
  "required": [
    "timestamp",
    "event_type",
    "run_id",
    "attempt",
    "data"
  ],
  "properties": {
    "timestamp": {
      "type": "string",
      "pattern": "^\\d{4}-\\d{2}-\\d{2}T\\d{2}:\\d{2}:\\d{2}(\\.\\d+)?(Z|[+-]\\d{2}:\\d{2})$",
      "description": "When it happened, ISO 8601."
    },
    "event_type": {
      "enum": [
        "run_started",
        "attempt_started",
        "progress",
        "signal",
        "state_changed",
        "incident_opened",
        "incident_closed",
        "decision",
        "action",
        "notice",
        "gpu_stats",
        "rules_reloaded",
        "attempt_ended",
        "run_ended",
        "training_started",
        "training_completed"
      ],
      "description": "As events have it; `training_started` (`script`, `gpu_type`) is told once a run, and `training_completed` (`script`, `status`, `final_metric`, `duration_seconds`) at its end."
    },
    "run_id": {
      "type": "string",
      "minLength": 1,
      "description": "The run."
    },
    "attempt": {
      "type": "integer",
      "minimum": 0,
      "description": "0: before the first attempt."
    },
    "data": {
      "type": "object",
      "description": "By event_type, as events have it."
    }
  }
} as const;

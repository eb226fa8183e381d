// Written by scripts/generate-types.mjs from schemas/. Do not edit.
/** JSON Schema (draft-07): What one look at the heartbeats of a run found: a line of `heartbeats.jsonl`, with its keys in this order. A look that was not answered writes no line. `null` stands for what is not known; ages are on the store's clock. */
export const heartbeatSchema = {
  "$schema": "http://json-schema.org/draft-07/schema#",
  "$id": "https://sigwatch.dev/schemas/heartbeat.schema.json",
  "title": "HeartbeatReport",
  "description": "What one look at the heartbeats of a run found: a line of `heartbeats.jsonl`, with its keys in this order. A look that was not answered writes no line. `null` stands for what is not known; ages are on the store's clock.",
  "type": "object",
  "additionalProperties": false,
  "required": [
    "sigwatch",
    "at",
    "state",
    "code",
    "reason",
    "interval_seconds",
    "stale_seconds",
    "metadata_age_seconds",
    "progress_age_seconds",
    "step_age_seconds",
    "phase",
    "instance",
    "node",
    "step",
    "total"
  ],
  "properties": {
    "sigwatch": {
      "const": "heartbeat",
      "description": "What kind of line this is."
    },
    "at": {
      "type": "string",
      "description": "When it was looked, ISO 8601."
    },
    "state": {
      "enum": [
        "running",
        "degraded",
        "stalled",
        "timed_out",
        "succeeded",
        "failed"
      ],
      "description": "What follows from the heartbeats alone."
    },
    "code": {
      "enum": [
        "METADATA_STALE",
        "PROGRESS_STALE",
        "HEARTBEATS_STALE",
        "NEVER_STARTED",
        "STEP_STALLED",
        null
      ],
      "description": "What is not as it should be: one file of two is stale (`METADATA_STALE`, `PROGRESS_STALE`), all are (`HEARTBEATS_STALE`), none ever came (`NEVER_STARTED`), they come and the step stands still (`STEP_STALLED`)."
    },
    "reason": {
      "type": "string",
      "description": "The state in one sentence."
    },
    "interval_seconds": {
      "type": "number",
      "description": "How often it is looked."
    },
    "stale_seconds": {
      "type": "number",
      "description": "From which age on a file is stale, in the phase that the run is in."
    },
    "metadata_age_seconds": {
      "type": [
        "number",
        "null"
      ],
      "description": "Since `metadata.json` was written; `null` where there never was one."
    },
    "progress_age_seconds": {
      "type": [
        "number",
        "null"
      ],
      "description": "Since `progress.json` was written; `null` where there never was one."
    },
    "step_age_seconds": {
      "type": [
        "number",
        "null"
      ],
      "description": "Since the step moved last; `null` where none was ever told."
    },
    "phase": {
      "type": [
        "string",
        "null"
      ],
      "description": "`setup`, `data`, `training`, `eval`, `checkpoint`, or what the run calls it."
    },
    "instance": {
      "type": [
        "string",
        "null"
      ],
      "description": "The machine that it runs on, as its heartbeats named it last."
    },
    "node": {
      "type": [
        "string",
        "null"
      ],
      "description": "The node that it runs on, as its heartbeats named it last."
    },
    "step": {
      "type": [
        "number",
        "null"
      ],
      "description": "The last step."
    },
    "total": {
      "type": [
        "number",
        "null"
      ],
      "description": "Of how many."
    }
  }
} as const;

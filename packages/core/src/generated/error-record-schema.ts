// Written by scripts/generate-types.mjs from schemas/. Do not edit.
/** JSON Schema (draft-07): One line of `errors_DATE.jsonl`: a line of a log, or a word of the platform, that tells of a failure. DATE is that of the line, in UTC. */
export const errorRecordSchema = {
  "$schema": "http://json-schema.org/draft-07/schema#",
  "$id": "https://sigwatch.dev/schemas/error-record.schema.json",
  "title": "ErrorRecord",
  "description": "One line of `errors_DATE.jsonl`: a line of a log, or a word of the platform, that tells of a failure. DATE is that of the line, in UTC.",
  "type": "object",
  "additionalProperties": false,
  "required": [
    "timestamp",
    "error_type",
    "error_message",
    "severity",
    "category",
    "traceback",
    "context",
    "script",
    "run_id",
    "incident",
    "attempt",
    "diagnosis",
    "derived_severity",
    "derived_category",
    "suggestion"
  ],
  "properties": {
    "timestamp": {
      "type": "string",
      "pattern": "^\\d{4}-\\d{2}-\\d{2}T\\d{2}:\\d{2}:\\d{2}(\\.\\d+)?(Z|[+-]\\d{2}:\\d{2})$",
      "description": "When the line was printed, as far as it tells; else when it was read. ISO 8601."
    },
    "error_type": {
      "type": [
        "string",
        "null"
      ],
      "description": "Class of the exception (`RuntimeError`), where the line or its traceback names one."
    },
    "error_message": {
      "type": "string",
      "description": "What the exception says; the whole line where it names none."
    },
    "severity": {
      "enum": [
        "warning",
        "error",
        "critical",
        "fatal"
      ],
      "description": "What the line itself says (a field `severity` of its rule), else that of the rule. `fatal`: one of them says so; in a run record also the root that the run ended with."
    },
    "category": {
      "enum": [
        "data_loading",
        "model_creation",
        "training",
        "memory",
        "checkpoint",
        "network",
        "configuration",
        "unknown"
      ],
      "description": "Coarse kind of the failure: what the line itself says (a field `category` of its rule), else by its error type and subsystem."
    },
    "derived_severity": {
      "enum": [
        "warning",
        "error",
        "critical",
        "fatal"
      ],
      "description": "That of the rule, whatever the line says."
    },
    "derived_category": {
      "enum": [
        "data_loading",
        "model_creation",
        "training",
        "memory",
        "checkpoint",
        "network",
        "configuration",
        "unknown"
      ],
      "description": "By its error type and subsystem, whatever the line says."
    },
    "suggestion": {
      "type": "string",
      "description": "What to do about it, with what the line tells: the remedy of its rule, else of its error type."
    },
    "traceback": {
      "type": [
        "string",
        "null"
      ],
      "description": "Its block of lines, where it has one."
    },
    "context": {
      "type": "object",
      "description": "What the rule has read from the line, the rule's name (`signal`), where it stands (`source`, `line`), and the run's last `step`."
    },
    "script": {
      "type": "string",
      "description": "Name of the run."
    },
    "run_id": {
      "type": "string",
      "minLength": 1,
      "description": "The run."
    },
    "incident": {
      "type": [
        "string",
        "null"
      ],
      "description": "run/attempt/ordinal; `null`: it belongs to none."
    },
    "attempt": {
      "type": "integer",
      "minimum": 0,
      "description": "1 is the first; 0: before it."
    },
    "diagnosis": {
      "type": "string",
      "description": "Our error type: one of schemas/error-types.yaml, or an own one."
    },
    "rule": {
      "title": "ErrorRecordRule",
      "description": "The rule that the line hit: its name, and its pack with its version, or its file where that is of no pack. `null`: no rule tells it, but the platform or sigwatch itself. Missing in what an older sigwatch wrote.",
      "type": [
        "object",
        "null"
      ],
      "additionalProperties": false,
      "required": [
        "id"
      ],
      "properties": {
        "id": {
          "type": "string",
          "description": "Name of the rule."
        },
        "pack": {
          "type": "string",
          "description": "The pack that it is of."
        },
        "version": {
          "type": "string",
          "description": "That of the pack."
        },
        "file": {
          "type": "string",
          "description": "The file that it stands in, where it is of no pack."
        }
      }
    }
  }
} as const;

// Written by scripts/generate-types.mjs from schemas/. Do not edit.
/** JSON Schema (draft-07): `summary_SCRIPT_STAMP.json`: how a run went, by its events. What is not known is `null`. */
export const runRecordSchema = {
  "$schema": "http://json-schema.org/draft-07/schema#",
  "$id": "https://sigwatch.dev/schemas/run-record.schema.json",
  "title": "RunRecord",
  "description": "`summary_SCRIPT_STAMP.json`: how a run went, by its events. What is not known is `null`.",
  "type": "object",
  "additionalProperties": false,
  "required": [
    "training",
    "errors",
    "gpu_stats",
    "attempts",
    "decisions",
    "recoveries",
    "time_lost_seconds",
    "environment",
    "gpu_check",
    "cost"
  ],
  "properties": {
    "training": {
      "title": "RunRecordTraining",
      "description": "The run as a whole.",
      "type": "object",
      "additionalProperties": false,
      "required": [
        "script",
        "gpu_type",
        "start_time",
        "end_time",
        "duration_seconds",
        "status",
        "epochs_completed",
        "steps_completed",
        "final_metric",
        "checkpoint_path"
      ],
      "properties": {
        "script": {
          "type": "string",
          "description": "Name of the run."
        },
        "gpu_type": {
          "type": [
            "string",
            "null"
          ],
          "description": "Model of its GPUs, where a measurement names one."
        },
        "start_time": {
          "type": [
            "string",
            "null"
          ],
          "description": "When the first attempt was submitted."
        },
        "end_time": {
          "type": [
            "string",
            "null"
          ],
          "description": "When the run ended; `null` while it has not."
        },
        "duration_seconds": {
          "type": [
            "number",
            "null"
          ],
          "description": "Until its end, or its last event."
        },
        "status": {
          "enum": [
            "pending",
            "running",
            "degraded",
            "stalled",
            "succeeded",
            "failed",
            "timed_out",
            "cancelled",
            "unknown",
            "interrupted"
          ],
          "description": "The run's state. `interrupted`: sigwatch was ended before the run was; a later sigwatch that takes it up goes on with this record."
        },
        "epochs_completed": {
          "type": [
            "number",
            "null"
          ],
          "description": "The furthest epoch that was printed, without its fraction; `null`: none was."
        },
        "steps_completed": {
          "type": [
            "number",
            "null"
          ],
          "description": "The last step of the training itself."
        },
        "final_metric": {
          "type": [
            "number",
            "string",
            "null"
          ],
          "description": "The last loss that was printed, of an evaluation before that of the training. Once known it is not forgotten. NaN and infinities are words."
        },
        "checkpoint_path": {
          "type": [
            "string",
            "null"
          ],
          "description": "The last checkpoint that was told to be written; else the one that was resumed from."
        }
      }
    },
    "errors": {
      "type": "array",
      "description": "The last 100, as in `errors_DATE.jsonl`.",
      "items": {
        "$ref": "#/definitions/error"
      }
    },
    "gpu_stats": {
      "title": "RunRecordGpus",
      "description": "Memory of the GPUs, as it was measured or printed.",
      "type": "object",
      "additionalProperties": false,
      "required": [
        "samples",
        "avg_allocated_mb",
        "max_allocated_mb",
        "first",
        "last",
        "window",
        "unhealthy",
        "leak"
      ],
      "properties": {
        "samples": {
          "type": "integer",
          "minimum": 0,
          "description": "Measurements."
        },
        "avg_allocated_mb": {
          "type": [
            "number",
            "null"
          ],
          "description": "Memory of a GPU (MiB), over its GPUs and all measurements."
        },
        "max_allocated_mb": {
          "type": [
            "number",
            "null"
          ],
          "description": "The most that any GPU had (MiB)."
        },
        "first": {
          "anyOf": [
            {
              "$ref": "#/definitions/memory_sample"
            },
            {
              "type": "null"
            }
          ],
          "description": "The first of them."
        },
        "last": {
          "anyOf": [
            {
              "$ref": "#/definitions/memory_sample"
            },
            {
              "type": "null"
            }
          ],
          "description": "The last of them."
        },
        "window": {
          "title": "RunRecordMemoryWindow",
          "type": "object",
          "additionalProperties": false,
          "required": [
            "samples",
            "avg_allocated_mb",
            "max_allocated_mb"
          ],
          "description": "The last 100 samples that tell allocated memory.",
          "properties": {
            "samples": {
              "type": "integer",
              "minimum": 0,
              "description": "How many are in it."
            },
            "avg_allocated_mb": {
              "type": [
                "number",
                "null"
              ],
              "description": "Their mean (MiB)."
            },
            "max_allocated_mb": {
              "type": [
                "number",
                "null"
              ],
              "description": "The most of them (MiB)."
            }
          }
        },
        "unhealthy": {
          "type": "integer",
          "minimum": 0,
          "description": "Samples with more than 95 % of the memory allocated, or more than half of what is reserved unused."
        },
        "leak": {
          "title": "RunRecordLeak",
          "type": "object",
          "additionalProperties": false,
          "required": [
            "suspected",
            "growth_mb",
            "slope_mb_per_sample",
            "r_squared"
          ],
          "description": "Least squares over the window.",
          "properties": {
            "suspected": {
              "type": "boolean",
              "description": "It has grown by 5 % or more, evenly, and goes on: see docs/records.md."
            },
            "growth_mb": {
              "type": [
                "number",
                "null"
              ],
              "description": "What the line of the fit rises over the window (MiB); `null` with fewer than two samples."
            },
            "slope_mb_per_sample": {
              "type": [
                "number",
                "null"
              ],
              "description": "MiB from one sample to the next."
            },
            "r_squared": {
              "type": [
                "number",
                "null"
              ],
              "description": "How much of what varies the line explains, 0 to 1."
            }
          }
        }
      }
    },
    "attempts": {
      "type": "array",
      "description": "Oldest first.",
      "items": {
        "$ref": "#/definitions/attempt"
      }
    },
    "decisions": {
      "type": "array",
      "description": "The last 1000, oldest first.",
      "items": {
        "$ref": "#/definitions/decision"
      }
    },
    "packs": {
      "type": "array",
      "description": "Packs that the rules and the policy are of, by name, as they were when the run began. Missing in what an older sigwatch wrote.",
      "items": {
        "$ref": "#/definitions/pack"
      }
    },
    "recoveries": {
      "title": "RunRecordRecoveries",
      "description": "Restarts that went back behind a failure, or changed settings for it, among the last 1000 decisions.",
      "type": "object",
      "additionalProperties": false,
      "required": [
        "total",
        "rollbacks",
        "changes",
        "list"
      ],
      "properties": {
        "total": {
          "type": "integer",
          "minimum": 0,
          "description": "How many there were."
        },
        "rollbacks": {
          "type": "integer",
          "minimum": 0,
          "description": "Those that went back to a checkpoint before the failure."
        },
        "changes": {
          "type": "integer",
          "minimum": 0,
          "description": "Those that changed settings."
        },
        "list": {
          "type": "array",
          "description": "Oldest first.",
          "items": {
            "$ref": "#/definitions/recovery"
          }
        }
      }
    },
    "time_lost_seconds": {
      "type": [
        "number",
        "null"
      ],
      "description": "Time in which the run was not further than it had been before a failure: from the last new step before each until the next new one after it, or the run's end. `null`: a failure was, and no step tells how far the run had come."
    },
    "environment": {
      "anyOf": [
        {
          "$ref": "#/definitions/environment"
        },
        {
          "type": "null"
        }
      ],
      "description": "Where the last attempt ran, as far as the environment of who started it tells; `null`: nothing does."
    },
    "gpu_check": {
      "anyOf": [
        {
          "$ref": "#/definitions/gpu_check"
        },
        {
          "type": "null"
        }
      ],
      "description": "What `nvidia-smi` answered as the last attempt began; `null`: it was not asked."
    },
    "cost": {
      "anyOf": [
        {
          "$ref": "#/definitions/cost"
        },
        {
          "type": "null"
        }
      ],
      "description": "`null`: nobody has named prices."
    }
  },
  "definitions": {
    "rule": {
      "title": "RunRecordRule",
      "description": "The rule that the failure began with: its name, and its pack with its version, or its file where that is of no pack. `null`: no rule tells it, but the platform or sigwatch itself. Missing in what an older sigwatch wrote.",
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
    },
    "pack": {
      "title": "RunRecordPack",
      "description": "A pack that rules or the policy of the run are of.",
      "type": "object",
      "additionalProperties": false,
      "required": [
        "name",
        "version",
        "hash"
      ],
      "properties": {
        "name": {
          "type": "string",
          "description": "Name of the package."
        },
        "version": {
          "type": "string",
          "description": "Its version."
        },
        "hash": {
          "type": "string",
          "description": "First digits of the SHA-256 of what its files say: two that are alike say the same."
        }
      }
    },
    "error": {
      "title": "RunRecordError",
      "description": "A line of errors_DATE.jsonl.",
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
          "$ref": "#/definitions/rule"
        }
      }
    },
    "attempt": {
      "title": "RunRecordAttempt",
      "description": "One submission of the run.",
      "type": "object",
      "additionalProperties": false,
      "required": [
        "attempt",
        "job",
        "start_time",
        "end_time",
        "duration_seconds",
        "status",
        "exit_code",
        "signal",
        "first_step",
        "last_step",
        "resume_from"
      ],
      "properties": {
        "attempt": {
          "type": "integer",
          "description": "1 is the first."
        },
        "job": {
          "type": [
            "string",
            "null"
          ],
          "description": "As its platform calls it."
        },
        "start_time": {
          "type": "string",
          "pattern": "^\\d{4}-\\d{2}-\\d{2}T\\d{2}:\\d{2}:\\d{2}(\\.\\d+)?(Z|[+-]\\d{2}:\\d{2})$",
          "description": "When it was submitted, or found."
        },
        "end_time": {
          "type": [
            "string",
            "null"
          ],
          "description": "`null` while it runs."
        },
        "duration_seconds": {
          "type": [
            "number",
            "null"
          ],
          "description": "`null` while it runs."
        },
        "status": {
          "type": [
            "string",
            "null"
          ],
          "description": "The state that it ended in; `null` while it runs."
        },
        "exit_code": {
          "type": [
            "integer",
            "null"
          ],
          "description": "Of its command; null: the platform does not tell it."
        },
        "signal": {
          "type": [
            "string",
            "null"
          ],
          "description": "That ended it."
        },
        "first_step": {
          "type": [
            "number",
            "null"
          ],
          "description": "First step that was printed."
        },
        "last_step": {
          "type": [
            "number",
            "null"
          ],
          "description": "Last step that was printed."
        },
        "resume_from": {
          "type": [
            "string",
            "null"
          ],
          "description": "Checkpoint that it was given."
        }
      }
    },
    "decision": {
      "title": "RunRecordDecision",
      "description": "What the policy decided.",
      "type": "object",
      "additionalProperties": false,
      "required": [
        "timestamp",
        "attempt",
        "action",
        "reason",
        "mode",
        "error_type",
        "resume_from",
        "dry_run",
        "resume",
        "overrides",
        "at_bound"
      ],
      "properties": {
        "timestamp": {
          "type": "string",
          "pattern": "^\\d{4}-\\d{2}-\\d{2}T\\d{2}:\\d{2}:\\d{2}(\\.\\d+)?(Z|[+-]\\d{2}:\\d{2})$",
          "description": "When it was decided."
        },
        "attempt": {
          "type": "integer",
          "description": "The attempt that failed."
        },
        "action": {
          "enum": [
            "restart",
            "stop",
            "ignore"
          ],
          "description": "What was done."
        },
        "reason": {
          "type": "string",
          "description": "One sentence for people."
        },
        "mode": {
          "type": [
            "string",
            "null"
          ],
          "description": "Of the failure."
        },
        "error_type": {
          "type": [
            "string",
            "null"
          ],
          "description": "Of the failure: our error type."
        },
        "rule": {
          "$ref": "#/definitions/rule"
        },
        "resume_from": {
          "type": [
            "string",
            "null"
          ],
          "description": "Checkpoint that the next attempt was given."
        },
        "dry_run": {
          "type": "boolean",
          "description": "What would have been decided; nothing was done."
        },
        "resume": {
          "enum": [
            "latest_verified",
            "older_verified",
            "before_failure",
            null
          ],
          "description": "Of a restart: which checkpoint is looked for."
        },
        "overrides": {
          "type": [
            "object",
            "null"
          ],
          "description": "Settings that differ from those which the run was begun with, where this decision changes them: `set`, `scale`, `floor` and `cap`, each by name."
        },
        "at_bound": {
          "type": "array",
          "items": {
            "type": "string"
          },
          "description": "Settings that it would change, and that stand at their bounds."
        }
      }
    },
    "memory_sample": {
      "title": "RunRecordMemorySample",
      "type": "object",
      "additionalProperties": false,
      "description": "Memory of a GPU at one moment, in MiB; of several GPUs their mean.",
      "required": [
        "timestamp",
        "allocated_mb",
        "reserved_mb",
        "total_mb"
      ],
      "properties": {
        "timestamp": {
          "type": "string",
          "description": "ISO 8601."
        },
        "allocated_mb": {
          "type": [
            "number",
            "null"
          ],
          "description": "Held by tensors; of a measurement by `nvidia-smi` all that programs hold."
        },
        "reserved_mb": {
          "type": [
            "number",
            "null"
          ],
          "description": "Held by the program's allocator."
        },
        "total_mb": {
          "type": [
            "number",
            "null"
          ],
          "description": "Of the GPU."
        }
      }
    },
    "environment": {
      "title": "RunRecordEnvironment",
      "type": "object",
      "additionalProperties": false,
      "description": "Of a container on Modal, by its variables. No token is among them.",
      "required": [
        "platform",
        "app",
        "task",
        "image",
        "region",
        "cloud",
        "environment"
      ],
      "properties": {
        "platform": {
          "type": "string",
          "description": "`modal`."
        },
        "app": {
          "type": [
            "string",
            "null"
          ],
          "description": "Id of the app (MODAL_APP_ID), where the function hands it on: Modal itself sets no such variable."
        },
        "task": {
          "type": [
            "string",
            "null"
          ],
          "description": "Id of the container (MODAL_TASK_ID)."
        },
        "image": {
          "type": [
            "string",
            "null"
          ],
          "description": "MODAL_IMAGE_ID."
        },
        "region": {
          "type": [
            "string",
            "null"
          ],
          "description": "MODAL_REGION."
        },
        "cloud": {
          "type": [
            "string",
            "null"
          ],
          "description": "MODAL_CLOUD_PROVIDER."
        },
        "environment": {
          "type": [
            "string",
            "null"
          ],
          "description": "Modal's environment (MODAL_ENVIRONMENT)."
        },
        "gpu_type": {
          "type": "string",
          "description": "MODAL_GPU_TYPE, where the function hands it on."
        },
        "sandbox": {
          "type": "string",
          "description": "MODAL_SANDBOX_ID."
        },
        "app_name": {
          "type": "string",
          "description": "MODAL_APP_NAME, where the function hands it on."
        },
        "function": {
          "type": "string",
          "description": "MODAL_FUNCTION_NAME, where the function hands it on."
        }
      }
    },
    "gpu_check": {
      "title": "RunRecordGpuCheck",
      "type": "object",
      "additionalProperties": false,
      "description": "A look at the GPUs as an attempt begins.",
      "required": [
        "timestamp",
        "result",
        "gpus",
        "gpu_type",
        "memory_total_mb"
      ],
      "properties": {
        "timestamp": {
          "type": "string",
          "description": "ISO 8601."
        },
        "result": {
          "enum": [
            "ok",
            "none",
            "failed"
          ],
          "description": "`none`: there is no `nvidia-smi`, or it sees no GPU. `failed`: it does not answer, or a GPU is lost or wants a reset."
        },
        "gpus": {
          "type": [
            "integer",
            "null"
          ],
          "description": "How many; `null`: not known."
        },
        "gpu_type": {
          "type": [
            "string",
            "null"
          ],
          "description": "Model of the first."
        },
        "memory_total_mb": {
          "type": [
            "number",
            "null"
          ],
          "description": "Memory of one (MiB)."
        }
      }
    },
    "cost": {
      "title": "RunRecordCost",
      "description": "What the GPUs of the run have cost by then, where a table of prices is known.",
      "type": "object",
      "additionalProperties": false,
      "required": [
        "currency",
        "total",
        "wasted",
        "seconds",
        "wasted_seconds",
        "attempts",
        "gpu_type",
        "gpu_count",
        "per_gpu_hour",
        "prices_as_of",
        "not_known"
      ],
      "properties": {
        "currency": {
          "type": "string",
          "description": "ISO 4217."
        },
        "total": {
          "type": [
            "number",
            "null"
          ],
          "description": "Of all attempts, while their jobs ran. `null`: not known."
        },
        "wasted": {
          "type": [
            "number",
            "null"
          ],
          "description": "Of it what came to nothing: from the last whole checkpoint, else the attempt's start, to the end of each attempt that failed."
        },
        "seconds": {
          "type": "number",
          "description": "Time that is paid for: waiting costs nothing."
        },
        "wasted_seconds": {
          "type": "number",
          "description": "Of it what came to nothing."
        },
        "attempts": {
          "type": "array",
          "description": "Oldest first, the last 100.",
          "items": {
            "$ref": "#/definitions/attempt_cost"
          }
        },
        "gpu_type": {
          "type": [
            "string",
            "null"
          ],
          "description": "As the table of prices calls it, else as it was told."
        },
        "gpu_count": {
          "type": [
            "number",
            "null"
          ],
          "description": "GPUs of the job."
        },
        "per_gpu_hour": {
          "type": [
            "number",
            "null"
          ],
          "description": "What one of them costs for an hour."
        },
        "prices_as_of": {
          "type": [
            "string",
            "null"
          ],
          "description": "The day of the prices."
        },
        "not_known": {
          "type": [
            "string",
            "null"
          ],
          "description": "Why it is not known what it costs, and what to do; `null` where it is."
        }
      }
    },
    "attempt_cost": {
      "title": "RunRecordAttemptCost",
      "description": "What one attempt has cost.",
      "type": "object",
      "additionalProperties": false,
      "required": [
        "attempt",
        "seconds",
        "total",
        "wasted_seconds",
        "wasted"
      ],
      "properties": {
        "attempt": {
          "type": "integer",
          "description": "1 is the first."
        },
        "seconds": {
          "type": "number",
          "description": "While its job ran."
        },
        "total": {
          "type": [
            "number",
            "null"
          ],
          "description": "`null`: not known."
        },
        "wasted_seconds": {
          "type": "number",
          "description": "Since its last whole checkpoint, if it failed."
        },
        "wasted": {
          "type": [
            "number",
            "null"
          ],
          "description": "`null`: not known."
        }
      }
    },
    "recovery": {
      "title": "RunRecordRecovery",
      "type": "object",
      "additionalProperties": false,
      "description": "One of them, and what became of it.",
      "required": [
        "timestamp",
        "attempt",
        "step",
        "error_type",
        "rolled_back",
        "resume_from",
        "overrides",
        "at_bound",
        "outcome"
      ],
      "properties": {
        "timestamp": {
          "type": "string",
          "description": "When it was decided. ISO 8601."
        },
        "attempt": {
          "type": "integer",
          "description": "The attempt that failed."
        },
        "step": {
          "type": [
            "number",
            "null"
          ],
          "description": "How far that one had come."
        },
        "error_type": {
          "type": [
            "string",
            "null"
          ],
          "description": "Of the failure."
        },
        "rolled_back": {
          "type": "boolean",
          "description": "Whether it went back to a checkpoint of before the failure."
        },
        "resume_from": {
          "type": [
            "string",
            "null"
          ],
          "description": "Checkpoint that the next attempt was given."
        },
        "overrides": {
          "type": [
            "object",
            "null"
          ],
          "description": "Settings as they were changed."
        },
        "at_bound": {
          "type": "array",
          "items": {
            "type": "string"
          },
          "description": "Settings that stand at their bounds: nothing of them was changed."
        },
        "outcome": {
          "enum": [
            "further",
            "no_further",
            "running",
            "at_bound",
            "unknown"
          ],
          "description": "Whether the next attempt made a step beyond the failed one; `running`: not yet; `at_bound`: neither, and a setting that it would change stands at its bound; `unknown`: no step tells how far the failed one had come."
        }
      }
    }
  }
} as const;

// Written by scripts/generate-types.mjs from schemas/. Do not edit.
/** JSON Schema (draft-07): One line of --format jsonl and of the event log. */
export const eventSchema = {
  "$schema": "http://json-schema.org/draft-07/schema#",
  "$id": "https://sigwatch.dev/schemas/event.schema.json",
  "title": "EventLine",
  "description": "One line of --format jsonl and of the event log.",
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
        "run_ended"
      ],
      "description": "What happened; `data` follows from it."
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
      "description": "By event_type."
    }
  },
  "allOf": [
    {
      "if": {
        "required": [
          "event_type"
        ],
        "properties": {
          "event_type": {
            "const": "run_started"
          }
        }
      },
      "then": {
        "properties": {
          "data": {
            "$ref": "#/definitions/run_started"
          }
        }
      }
    },
    {
      "if": {
        "required": [
          "event_type"
        ],
        "properties": {
          "event_type": {
            "const": "attempt_started"
          }
        }
      },
      "then": {
        "properties": {
          "data": {
            "$ref": "#/definitions/attempt_started"
          }
        }
      }
    },
    {
      "if": {
        "required": [
          "event_type"
        ],
        "properties": {
          "event_type": {
            "const": "progress"
          }
        }
      },
      "then": {
        "properties": {
          "data": {
            "$ref": "#/definitions/progress"
          }
        }
      }
    },
    {
      "if": {
        "required": [
          "event_type"
        ],
        "properties": {
          "event_type": {
            "const": "signal"
          }
        }
      },
      "then": {
        "properties": {
          "data": {
            "$ref": "#/definitions/signal"
          }
        }
      }
    },
    {
      "if": {
        "required": [
          "event_type"
        ],
        "properties": {
          "event_type": {
            "const": "state_changed"
          }
        }
      },
      "then": {
        "properties": {
          "data": {
            "$ref": "#/definitions/state_changed"
          }
        }
      }
    },
    {
      "if": {
        "required": [
          "event_type"
        ],
        "properties": {
          "event_type": {
            "const": "incident_opened"
          }
        }
      },
      "then": {
        "properties": {
          "data": {
            "$ref": "#/definitions/incident_opened"
          }
        }
      }
    },
    {
      "if": {
        "required": [
          "event_type"
        ],
        "properties": {
          "event_type": {
            "const": "incident_closed"
          }
        }
      },
      "then": {
        "properties": {
          "data": {
            "$ref": "#/definitions/incident_closed"
          }
        }
      }
    },
    {
      "if": {
        "required": [
          "event_type"
        ],
        "properties": {
          "event_type": {
            "const": "decision"
          }
        }
      },
      "then": {
        "properties": {
          "data": {
            "$ref": "#/definitions/decision"
          }
        }
      }
    },
    {
      "if": {
        "required": [
          "event_type"
        ],
        "properties": {
          "event_type": {
            "const": "action"
          }
        }
      },
      "then": {
        "properties": {
          "data": {
            "$ref": "#/definitions/action"
          }
        }
      }
    },
    {
      "if": {
        "required": [
          "event_type"
        ],
        "properties": {
          "event_type": {
            "const": "notice"
          }
        }
      },
      "then": {
        "properties": {
          "data": {
            "$ref": "#/definitions/notice"
          }
        }
      }
    },
    {
      "if": {
        "required": [
          "event_type"
        ],
        "properties": {
          "event_type": {
            "const": "gpu_stats"
          }
        }
      },
      "then": {
        "properties": {
          "data": {
            "$ref": "#/definitions/gpu_stats"
          }
        }
      }
    },
    {
      "if": {
        "required": [
          "event_type"
        ],
        "properties": {
          "event_type": {
            "const": "rules_reloaded"
          }
        }
      },
      "then": {
        "properties": {
          "data": {
            "$ref": "#/definitions/rules_reloaded"
          }
        }
      }
    },
    {
      "if": {
        "required": [
          "event_type"
        ],
        "properties": {
          "event_type": {
            "const": "attempt_ended"
          }
        }
      },
      "then": {
        "properties": {
          "data": {
            "$ref": "#/definitions/attempt_ended"
          }
        }
      }
    },
    {
      "if": {
        "required": [
          "event_type"
        ],
        "properties": {
          "event_type": {
            "const": "run_ended"
          }
        }
      },
      "then": {
        "properties": {
          "data": {
            "$ref": "#/definitions/run_ended"
          }
        }
      }
    }
  ],
  "definitions": {
    "metric": {
      "title": "MetricValue",
      "description": "A number; NaN and infinities, which JSON lacks, are words.",
      "type": [
        "number",
        "string"
      ],
      "pattern": "^(nan|inf|-inf)$"
    },
    "severity": {
      "title": "EventSeverity",
      "enum": [
        "warning",
        "error",
        "critical",
        "fatal"
      ]
    },
    "mode": {
      "title": "EventMode",
      "enum": [
        "crash",
        "stall",
        "timeout",
        "success"
      ]
    },
    "state": {
      "title": "EventState",
      "enum": [
        "pending",
        "running",
        "degraded",
        "stalled",
        "succeeded",
        "failed",
        "timed_out",
        "cancelled",
        "unknown"
      ]
    },
    "category": {
      "title": "EventCategory",
      "description": "Coarse kind of the failure, by its error type and subsystem.",
      "enum": [
        "data_loading",
        "model_creation",
        "training",
        "memory",
        "checkpoint",
        "network",
        "configuration",
        "unknown"
      ]
    },
    "place": {
      "title": "PlaceData",
      "description": "A line of the incident.",
      "type": "object",
      "additionalProperties": false,
      "required": [
        "signal",
        "source",
        "line"
      ],
      "properties": {
        "signal": {
          "type": "string",
          "description": "Name of the rule, or of the platform's signal."
        },
        "source": {
          "type": "string",
          "description": "The log: a path, or a name of the platform."
        },
        "line": {
          "type": "integer",
          "minimum": 0,
          "description": "0: not from a line."
        }
      }
    },
    "culprit": {
      "title": "CulpritData",
      "description": "Who failed, as far as lines name it.",
      "type": "object",
      "additionalProperties": false,
      "minProperties": 1,
      "properties": {
        "rank": {
          "type": "integer",
          "minimum": 0,
          "description": "Number of the process in the whole job."
        },
        "local_rank": {
          "type": "integer",
          "minimum": 0,
          "description": "Number of the process on its node, where only that is told."
        },
        "node": {
          "type": "string",
          "description": "Name of the machine."
        },
        "gpu": {
          "type": "string",
          "description": "Its index, or its address on the bus."
        }
      }
    },
    "rule": {
      "title": "RuleData",
      "description": "The rule that it is of, so that it can be looked up as it was then. Missing where no rule tells it: of what the platform or sigwatch itself says, and of steps.",
      "type": "object",
      "additionalProperties": false,
      "required": [
        "id"
      ],
      "properties": {
        "id": {
          "type": "string",
          "description": "Name of the rule: within its pack it stays what it is."
        },
        "pack": {
          "type": "string",
          "description": "Name of its pack; missing of rules in files of no pack."
        },
        "version": {
          "type": "string",
          "description": "Of the pack; missing of a pack that stands in code."
        },
        "file": {
          "type": "string",
          "description": "Name of its file, where that is of no pack."
        }
      }
    },
    "pack": {
      "title": "PackData",
      "description": "A pack that rules or the policy of the run are of, as it was when the run began.",
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
          "pattern": "^[0-9a-f]{16}$",
          "description": "First digits of the SHA-256 of what its files say (`plugin.yaml`, monitors and policies, without tests): two that are alike say the same."
        }
      }
    },
    "root": {
      "title": "RootData",
      "description": "The line that the failure began with.",
      "type": "object",
      "additionalProperties": false,
      "required": [
        "signal",
        "source",
        "line",
        "text"
      ],
      "properties": {
        "signal": {
          "type": "string",
          "description": "Name of the rule or of the platform's signal."
        },
        "rule": {
          "$ref": "#/definitions/rule"
        },
        "error_type": {
          "type": "string",
          "description": "One of schemas/error-types.yaml, or an own one."
        },
        "category": {
          "$ref": "#/definitions/category"
        },
        "source": {
          "type": "string",
          "description": "The log: a path, or a name of the platform."
        },
        "line": {
          "type": "integer",
          "minimum": 0,
          "description": "0: not from a line."
        },
        "text": {
          "type": "string",
          "description": "The line, or the words of the platform."
        }
      }
    },
    "run_started": {
      "title": "RunStartedData",
      "description": "The first attempt runs.",
      "type": "object",
      "additionalProperties": false,
      "required": [
        "name",
        "monitor"
      ],
      "properties": {
        "name": {
          "type": "string",
          "description": "What people call the run."
        },
        "command": {
          "type": "array",
          "items": {
            "type": "string"
          },
          "description": "argv."
        },
        "job": {
          "type": "string",
          "description": "The first job, as `slurm:123`."
        },
        "monitor": {
          "type": "array",
          "items": {
            "type": "string"
          },
          "description": "Monitors by name."
        },
        "policy": {
          "type": "string",
          "description": "Restart policy by name; missing: observe only."
        },
        "packs": {
          "type": "array",
          "items": {
            "$ref": "#/definitions/pack"
          },
          "description": "Packs that the rules and the policy are of, by name. Missing in what was told before sigwatch knew it."
        },
        "resumed": {
          "type": "boolean",
          "description": "sigwatch took a run up again."
        }
      }
    },
    "attempt_started": {
      "title": "AttemptStartedData",
      "description": "An attempt was submitted, or found.",
      "type": "object",
      "additionalProperties": false,
      "required": [],
      "properties": {
        "cost": {
          "$ref": "#/definitions/cost"
        },
        "job": {
          "type": "string",
          "description": "The job of the attempt, as `slurm:123`."
        },
        "key": {
          "type": "string",
          "description": "What the submission is found by."
        },
        "resume_from": {
          "type": "string",
          "description": "Checkpoint that the attempt was given."
        },
        "restart": {
          "type": "boolean",
          "description": "Not the first attempt."
        },
        "environment": {
          "type": "object",
          "additionalProperties": {
            "type": "string"
          },
          "description": "Where it runs, by the variables of who started it: `platform`, `app`, `task`, `image`, `region` …"
        },
        "name": {
          "type": "string",
          "description": "Of the run; first attempt only, as what follows."
        },
        "command": {
          "type": "array",
          "items": {
            "type": "string"
          },
          "description": "argv."
        },
        "monitor": {
          "type": "array",
          "items": {
            "type": "string"
          },
          "description": "Monitors by name."
        },
        "policy": {
          "type": "string",
          "description": "Restart policy by name; missing: observe only."
        },
        "packs": {
          "type": "array",
          "items": {
            "$ref": "#/definitions/pack"
          },
          "description": "Packs that the rules and the policy are of, by name. Missing in what was told before sigwatch knew it."
        }
      }
    },
    "progress": {
      "title": "ProgressData",
      "description": "A step line. Names are the same whatever the software calls them.",
      "type": "object",
      "additionalProperties": false,
      "required": [
        "step",
        "source",
        "line"
      ],
      "properties": {
        "step": {
          "$ref": "#/definitions/metric"
        },
        "total": {
          "$ref": "#/definitions/metric"
        },
        "epoch": {
          "$ref": "#/definitions/metric"
        },
        "loss": {
          "$ref": "#/definitions/metric"
        },
        "eval_loss": {
          "$ref": "#/definitions/metric"
        },
        "grad_norm": {
          "$ref": "#/definitions/metric"
        },
        "learning_rate": {
          "$ref": "#/definitions/metric"
        },
        "loss_scale": {
          "$ref": "#/definitions/metric"
        },
        "step_time_ms": {
          "$ref": "#/definitions/metric"
        },
        "throughput": {
          "$ref": "#/definitions/metric"
        },
        "throughput_unit": {
          "type": "string",
          "description": "What the throughput counts: it/s, samples/s, tokens/s, tokens/s/GPU, TFLOP/s/GPU …; missing where the rule does not say it."
        },
        "samples": {
          "$ref": "#/definitions/metric"
        },
        "tokens": {
          "$ref": "#/definitions/metric"
        },
        "skipped_iterations": {
          "$ref": "#/definitions/metric"
        },
        "nan_iterations": {
          "$ref": "#/definitions/metric"
        },
        "source": {
          "type": "string",
          "description": "The log: a path, or a name of the platform."
        },
        "line": {
          "type": "integer",
          "description": "1-based."
        }
      }
    },
    "signal": {
      "title": "SignalData",
      "description": "A rule matched, an operator fired, or the platform spoke.",
      "type": "object",
      "additionalProperties": false,
      "required": [
        "signal",
        "kind",
        "severity",
        "source",
        "line",
        "offset",
        "text",
        "fields"
      ],
      "properties": {
        "signal": {
          "type": "string",
          "description": "Name of the rule, or of the platform's signal."
        },
        "rule": {
          "$ref": "#/definitions/rule"
        },
        "error_type": {
          "type": "string",
          "description": "One of schemas/error-types.yaml, or an own one."
        },
        "category": {
          "$ref": "#/definitions/category"
        },
        "subsystem": {
          "type": "string",
          "description": "Where it belongs, as the rule says: `nccl`, `dataloader` …"
        },
        "mode": {
          "$ref": "#/definitions/mode",
          "description": "How it failed."
        },
        "kind": {
          "enum": [
            "error",
            "warning",
            "progress",
            "checkpoint",
            "success",
            "notice"
          ],
          "description": "What the line tells."
        },
        "severity": {
          "$ref": "#/definitions/severity",
          "description": "How bad it is."
        },
        "source": {
          "type": "string",
          "description": "The log: a path, or a name of the platform."
        },
        "line": {
          "type": "integer",
          "description": "1-based; 0: not from a line."
        },
        "offset": {
          "type": "integer",
          "description": "Bytes before the line in its source."
        },
        "text": {
          "type": "string",
          "description": "The line, without colours."
        },
        "group": {
          "type": "string",
          "description": "What the rule's operator holds apart by `by`."
        },
        "resolved": {
          "const": true,
          "description": "What the rule has told of before (of this group) is over."
        },
        "block": {
          "type": "array",
          "items": {
            "type": "string"
          },
          "description": "Lines that follow and belong to it."
        },
        "fields": {
          "type": "object",
          "additionalProperties": {
            "type": [
              "number",
              "string"
            ]
          },
          "description": "What the pattern has read, by name."
        },
        "metadata": {
          "type": "object",
          "description": "What the rule says beside: free keys."
        },
        "remedy": {
          "type": "string",
          "description": "What to do, in a sentence."
        }
      }
    },
    "state_changed": {
      "title": "StateChangedData",
      "description": "The run's state changed.",
      "type": "object",
      "additionalProperties": false,
      "required": [
        "from",
        "to",
        "reason"
      ],
      "properties": {
        "from": {
          "$ref": "#/definitions/state",
          "description": "The state before."
        },
        "to": {
          "$ref": "#/definitions/state",
          "description": "The state now."
        },
        "reason": {
          "type": "string",
          "description": "One sentence for people."
        },
        "signal": {
          "type": "string",
          "description": "The rule that shows the run so at once (`at_once`, `DegradedState`): the last `signal` of this name says more. Missing where the state follows from the job or from what is suspected."
        }
      }
    },
    "incident_opened": {
      "title": "IncidentOpenedData",
      "description": "A failure is suspected, or certain.",
      "type": "object",
      "additionalProperties": false,
      "required": [
        "incident",
        "mode",
        "root",
        "suspected"
      ],
      "properties": {
        "incident": {
          "type": "string",
          "description": "run/attempt/ordinal"
        },
        "mode": {
          "$ref": "#/definitions/mode",
          "description": "How it failed."
        },
        "root": {
          "$ref": "#/definitions/root"
        },
        "suspected": {
          "type": "boolean",
          "description": "The job still lives: its steps may yet show that nothing is wrong."
        }
      }
    },
    "incident_closed": {
      "title": "IncidentClosedData",
      "description": "The failure is diagnosed, or turned out to be none.",
      "type": "object",
      "additionalProperties": false,
      "required": [
        "incident",
        "root",
        "mode",
        "signals",
        "explained",
        "ignored",
        "confidence",
        "reason"
      ],
      "properties": {
        "incident": {
          "type": "string",
          "description": "Its id: RUN/ATTEMPT/NUMBER."
        },
        "root": {
          "$ref": "#/definitions/root"
        },
        "mode": {
          "$ref": "#/definitions/mode",
          "description": "How it failed."
        },
        "signals": {
          "type": "integer",
          "description": "How many signals belong to it."
        },
        "explained": {
          "type": "integer",
          "description": "How many of them the root explains."
        },
        "first": {
          "$ref": "#/definitions/place",
          "description": "The earliest failure line, where it is not the root's."
        },
        "explains": {
          "type": "array",
          "maxItems": 20,
          "description": "The first of those that the root explains.",
          "items": {
            "$ref": "#/definitions/place"
          }
        },
        "culprit": {
          "$ref": "#/definitions/culprit"
        },
        "ignored": {
          "type": "boolean",
          "description": "The run went on: no failure."
        },
        "confidence": {
          "enum": [
            "high",
            "medium",
            "low"
          ],
          "description": "How sure the root is."
        },
        "reason": {
          "type": "string",
          "description": "One sentence for people."
        },
        "remedy": {
          "type": "string",
          "description": "What to do, in a sentence."
        }
      }
    },
    "decision": {
      "title": "DecisionData",
      "description": "What the policy decided.",
      "type": "object",
      "additionalProperties": false,
      "required": [
        "action",
        "reason",
        "mode",
        "error_type",
        "restarts_used",
        "max_retries"
      ],
      "properties": {
        "action": {
          "enum": [
            "restart",
            "stop",
            "ignore"
          ],
          "description": "What is done."
        },
        "reason": {
          "type": "string",
          "description": "One sentence for people."
        },
        "mode": {
          "$ref": "#/definitions/mode",
          "description": "How it failed."
        },
        "error_type": {
          "type": "string",
          "description": "Of the root."
        },
        "rule": {
          "$ref": "#/definitions/rule"
        },
        "restarts_used": {
          "type": "integer",
          "description": "Restarts of this mode before this decision."
        },
        "max_retries": {
          "type": "integer",
          "description": "The budget."
        },
        "delay_seconds": {
          "type": "number",
          "description": "Until the new attempt is submitted."
        },
        "resume_from": {
          "type": "string",
          "description": "The checkpoint that the new attempt is given."
        },
        "exclude_nodes": {
          "type": "array",
          "items": {
            "type": "string"
          },
          "description": "Nodes that the new attempt may not use."
        },
        "resume": {
          "enum": [
            "latest_verified",
            "older_verified",
            "before_failure"
          ],
          "description": "Of a restart: from the newest checkpoint that is whole, from one older than that which it failed with, or from one of a step before the failure."
        },
        "dry_run": {
          "type": "boolean",
          "description": "What would have been decided; nothing was done."
        },
        "overrides": {
          "type": "object",
          "description": "Settings of the new attempt that differ from those which the run was begun with: `set`, `scale`, `floor` and `cap`, each by name."
        },
        "at_bound": {
          "type": "array",
          "items": {
            "type": "string"
          },
          "description": "Settings that the failure asks to change, and that can't be changed further, as far as the run has told what they are."
        }
      }
    },
    "action": {
      "title": "ActionData",
      "description": "A side effect was tried.",
      "type": "object",
      "additionalProperties": false,
      "required": [
        "action",
        "ok",
        "detail"
      ],
      "properties": {
        "action": {
          "type": "string",
          "description": "Its class_name."
        },
        "ok": {
          "type": "boolean",
          "description": "Whether it was done."
        },
        "detail": {
          "type": "string",
          "description": "What came of it, in a sentence."
        },
        "notice": {
          "type": "string",
          "description": "Of a notifier: the title of what it was told."
        },
        "signal": {
          "type": "string",
          "description": "The signal that it was for."
        },
        "fields": {
          "type": "object",
          "additionalProperties": {
            "type": [
              "number",
              "string"
            ]
          },
          "description": "Of a note: what its signal has read from the line."
        }
      }
    },
    "notice": {
      "title": "NoticeData",
      "description": "Something that a person should know.",
      "type": "object",
      "additionalProperties": false,
      "required": [
        "text"
      ],
      "properties": {
        "severity": {
          "$ref": "#/definitions/severity",
          "description": "How bad it is; missing where nothing is wrong."
        },
        "text": {
          "type": "string",
          "description": "One sentence for people."
        },
        "source": {
          "type": "string",
          "description": "The log: a path, or a name of the platform."
        },
        "line": {
          "type": "integer",
          "description": "1-based."
        },
        "folder": {
          "type": "string",
          "description": "Where files of it are kept."
        }
      }
    },
    "rules_reloaded": {
      "title": "RulesReloadedData",
      "description": "From here on the run is judged by other rules: they were loaded anew while it went on, or sigwatch was started again and their files say something else.",
      "type": "object",
      "additionalProperties": false,
      "required": [
        "by",
        "monitor",
        "added",
        "removed",
        "changed",
        "settings"
      ],
      "properties": {
        "by": {
          "enum": [
            "command",
            "signal",
            "files",
            "caller",
            "restart"
          ],
          "description": "Who asked for it: `sigwatch reload`, SIGHUP, a file that changed (`--watch-rules`), a program by `watched.reload()`; `restart`: sigwatch was started again."
        },
        "monitor": {
          "type": "array",
          "items": {
            "type": "string"
          },
          "description": "Monitors by name."
        },
        "added": {
          "type": "array",
          "items": {
            "type": "string"
          },
          "description": "Rules that are new."
        },
        "removed": {
          "type": "array",
          "items": {
            "type": "string"
          },
          "description": "Rules that are no longer there."
        },
        "changed": {
          "type": "array",
          "items": {
            "type": "string"
          },
          "description": "Rules that say something else."
        },
        "settings": {
          "type": "array",
          "items": {
            "type": "string"
          },
          "description": "Settings of the monitor that have changed; `order`: the precedence of its rules."
        },
        "later": {
          "type": "array",
          "items": {
            "type": "string"
          },
          "description": "Settings that have changed and hold only when sigwatch starts again: where lines come from, and who is told."
        },
        "policy": {
          "type": "string",
          "description": "Name of the restart policy where that has changed; `none`: there is none any more."
        },
        "packs": {
          "type": "object",
          "additionalProperties": false,
          "required": [
            "before",
            "after"
          ],
          "description": "The packs that rules and policy are of, where they are others or say something else.",
          "properties": {
            "before": {
              "type": "array",
              "items": {
                "$ref": "#/definitions/pack"
              },
              "description": "With their versions until then."
            },
            "after": {
              "type": "array",
              "items": {
                "$ref": "#/definitions/pack"
              },
              "description": "With their versions from then on."
            }
          }
        }
      }
    },
    "gpu_stats": {
      "title": "GpuStatsData",
      "description": "Memory of the GPUs, as a measurement beside the log or a line of it tells: what a rule with `metadata: { event: gpu_stats }` has read.",
      "type": "object",
      "properties": {
        "allocated_mb": {
          "type": "number",
          "description": "MiB of one GPU; of several their mean."
        },
        "max_allocated_mb": {
          "type": "number",
          "description": "The most that one of them has, or had (MiB)."
        },
        "reserved_mb": {
          "type": "number",
          "description": "What the program's allocator holds of one GPU (MiB)."
        },
        "total_mb": {
          "type": "number",
          "description": "Memory of one GPU (MiB)."
        },
        "allocated_share": {
          "type": "number",
          "description": "Allocated of the total, 0 to 1."
        },
        "fragmentation": {
          "type": "number",
          "description": "1 − allocated / reserved: what the allocator holds for nothing, 0 to 1."
        },
        "healthy": {
          "type": "boolean",
          "description": "`false`: more than 95 % is allocated, or more than half of what is reserved is not. Only of lines that the program prints."
        },
        "gpus": {
          "type": "integer",
          "description": "Of how many it is told."
        },
        "gpu_type": {
          "type": "string",
          "description": "Model."
        },
        "source": {
          "type": "string",
          "description": "The log: a path, or a name of the platform."
        },
        "line": {
          "type": "integer",
          "description": "1-based."
        }
      }
    },
    "attempt_ended": {
      "title": "AttemptEndedData",
      "description": "The attempt's job reached a final state.",
      "type": "object",
      "additionalProperties": false,
      "required": [
        "state"
      ],
      "properties": {
        "cost": {
          "$ref": "#/definitions/cost"
        },
        "state": {
          "$ref": "#/definitions/state",
          "description": "How it ended."
        },
        "job": {
          "type": "string",
          "description": "The job, as `slurm:123`."
        },
        "exit_code": {
          "type": "integer",
          "description": "Of its command, where the platform tells it."
        },
        "signal": {
          "type": "string",
          "description": "By which it was ended: `SIGKILL`."
        },
        "reason": {
          "type": "string",
          "description": "The words of the platform."
        }
      }
    },
    "run_ended": {
      "title": "RunEndedData",
      "description": "The run's final outcome.",
      "type": "object",
      "additionalProperties": false,
      "required": [
        "state",
        "root",
        "decision",
        "restarts",
        "duration_seconds",
        "final_step",
        "final_metric"
      ],
      "properties": {
        "cost": {
          "$ref": "#/definitions/cost"
        },
        "state": {
          "$ref": "#/definitions/state",
          "description": "How it ended."
        },
        "root": {
          "anyOf": [
            {
              "$ref": "#/definitions/root"
            },
            {
              "type": "null"
            }
          ],
          "description": "Root of the last failure."
        },
        "decision": {
          "anyOf": [
            {
              "$ref": "#/definitions/decision"
            },
            {
              "type": "null"
            }
          ],
          "description": "The last decision."
        },
        "restarts": {
          "type": "integer",
          "description": "How many there were."
        },
        "duration_seconds": {
          "type": "number",
          "description": "From the first attempt to the end."
        },
        "final_step": {
          "type": [
            "number",
            "null"
          ],
          "description": "Highest step."
        },
        "final_metric": {
          "anyOf": [
            {
              "title": "FinalMetric",
              "type": "object",
              "additionalProperties": false,
              "required": [
                "name",
                "value"
              ],
              "properties": {
                "name": {
                  "type": "string",
                  "description": "As `progress` calls it."
                },
                "value": {
                  "$ref": "#/definitions/metric"
                }
              }
            },
            {
              "type": "null"
            }
          ],
          "description": "The last loss."
        },
        "reason": {
          "type": "string",
          "description": "One sentence for people."
        }
      }
    },
    "cost": {
      "title": "CostData",
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
      "title": "AttemptCostData",
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
    }
  }
} as const;

// Written by scripts/generate-types.mjs from schemas/. Do not edit.
/** JSON Schema (draft-07): NAME.test.yaml: logs, and what a monitor and a restart policy must make of them. Played by the engine of replay; nothing sleeps. */
export const ruleTestsSchema = {
  "$schema": "http://json-schema.org/draft-07/schema#",
  "$id": "https://sigwatch.dev/schemas/rule-tests.schema.json",
  "title": "RuleTestsFile",
  "description": "NAME.test.yaml: logs, and what a monitor and a restart policy must make of them. Played by the engine of replay; nothing sleeps.",
  "type": "object",
  "additionalProperties": false,
  "required": [
    "tests"
  ],
  "properties": {
    "description": {
      "type": "string",
      "description": "What these tests are about."
    },
    "monitor": {
      "$ref": "#/definitions/monitor"
    },
    "restart": {
      "$ref": "#/definitions/restart"
    },
    "tests": {
      "type": "array",
      "minItems": 1,
      "items": {
        "$ref": "#/definitions/case"
      },
      "description": "Each is a log of its own."
    }
  },
  "definitions": {
    "monitor": {
      "type": [
        "string",
        "array"
      ],
      "minLength": 1,
      "minItems": 1,
      "items": {
        "type": "string",
        "minLength": 1
      },
      "description": "Monitors by name, beside this file or of a pack, or by a path from this file. The monitor NAME.yaml beside NAME.test.yaml when it is missing; `default` where that is a restart policy."
    },
    "restart": {
      "type": [
        "string",
        "null"
      ],
      "minLength": 1,
      "description": "Restart policy by name or path; without one nothing is decided. The policy NAME.yaml beside NAME.test.yaml when it is missing and that is one."
    },
    "case": {
      "title": "RuleCase",
      "type": "object",
      "additionalProperties": false,
      "required": [
        "name",
        "expect"
      ],
      "properties": {
        "name": {
          "type": "string",
          "minLength": 1,
          "description": "What happens, in a few words."
        },
        "description": {
          "type": "string",
          "description": "Why it must come out so."
        },
        "monitor": {
          "$ref": "#/definitions/monitor"
        },
        "restart": {
          "$ref": "#/definitions/restart"
        },
        "lines": {
          "$ref": "#/definitions/lines"
        },
        "sources": {
          "type": "object",
          "minProperties": 1,
          "additionalProperties": {
            "$ref": "#/definitions/text"
          },
          "description": "Several logs by name, in place of `lines`: one of each rank, or the kernel's beside the program's."
        },
        "job": {
          "$ref": "#/definitions/job"
        },
        "expect": {
          "$ref": "#/definitions/expect"
        }
      }
    },
    "lines": {
      "type": [
        "string",
        "array"
      ],
      "items": {
        "$ref": "#/definitions/entry"
      },
      "description": "The log, as one text or line by line; times that the lines state are the times of the test. Where an entry is a mapping, all of it is played on one clock, as it would have come in live."
    },
    "job": {
      "title": "CaseJob",
      "description": "What the platform says of the job after the last line; it ran until then. Without it, and without a `job` among the lines, the log alone speaks.",
      "type": "object",
      "additionalProperties": false,
      "required": [
        "state"
      ],
      "properties": {
        "state": {
          "enum": [
            "running",
            "succeeded",
            "failed",
            "cancelled",
            "timed_out"
          ],
          "description": "`running`: the job goes on after the log."
        },
        "after": {
          "type": [
            "number",
            "string"
          ],
          "minimum": 0,
          "pattern": "^\\s*\\d+(\\.\\d+)?\\s*(ms|s|m|h|d)\\s*$",
          "description": "How long after the last line the platform was asked, in seconds or as a duration such as 45m. Silence in between counts."
        },
        "exit_code": {
          "type": "integer",
          "description": "Of its command."
        },
        "signal": {
          "type": "string",
          "description": "SIGKILL …"
        },
        "reason": {
          "type": "string",
          "description": "The platform's own word: OUT_OF_MEMORY, NODE_FAIL, PREEMPTED, TIMEOUT …"
        },
        "platform": {
          "type": "string",
          "pattern": "^[a-z][a-z0-9_-]*$",
          "description": "Name of the adapter, such as slurm."
        },
        "nodes": {
          "type": "array",
          "items": {
            "type": "string"
          },
          "description": "Where it runs."
        }
      }
    },
    "expect": {
      "title": "CaseExpectation",
      "description": "What must come out. What is not named may be anything.",
      "type": "object",
      "additionalProperties": false,
      "minProperties": 1,
      "properties": {
        "signals": {
          "type": [
            "array",
            "string"
          ],
          "pattern": "^none$",
          "items": {
            "$ref": "#/definitions/firing"
          },
          "description": "All signals by name, each once, in the order in which they came first; `none` for none. Signals of progress rules, and those of the engine itself (stall_no_steps, job_failed), count only where they are named."
        },
        "none": {
          "type": "array",
          "items": {
            "$ref": "#/definitions/firing"
          },
          "description": "Rules that must not fire: near misses. With more than a name, only what is like it must not."
        },
        "progress": {
          "type": [
            "object",
            "string"
          ],
          "pattern": "^none$",
          "description": "The last values of progress fields (step, loss …), or `none` for a log without a step."
        },
        "incident": {
          "title": "CaseIncident",
          "type": [
            "object",
            "string"
          ],
          "pattern": "^none$",
          "additionalProperties": false,
          "properties": {
            "root": {
              "type": "string",
              "description": "Name of the signal that caused it."
            },
            "error_type": {
              "type": "string",
              "description": "Of the root."
            },
            "mode": {
              "enum": [
                "crash",
                "stall",
                "timeout",
                "success"
              ],
              "description": "How it failed."
            },
            "explains": {
              "type": "integer",
              "minimum": 0,
              "description": "How many other signals the root explains."
            },
            "source": {
              "type": "string",
              "description": "Which of `sources` the root stands in."
            },
            "line": {
              "type": "integer",
              "minimum": 0,
              "description": "Line of the root, from 1; 0 for one that stands in no line."
            },
            "confidence": {
              "enum": [
                "high",
                "medium",
                "low"
              ],
              "description": "How sure the root is."
            },
            "ignored": {
              "type": "boolean",
              "description": "Whether it turned out to be none: the steps went on, or the job succeeded. False when it is missing."
            },
            "explained": {
              "type": "array",
              "items": {
                "type": "string"
              },
              "description": "Names of all signals that the root explains, in any order."
            },
            "fields": {
              "type": "object",
              "description": "Fields of the root; it may have more."
            },
            "reason": {
              "type": "string",
              "description": "Words that the reason why it closed holds."
            },
            "opened_at": {
              "type": [
                "string",
                "number"
              ],
              "minimum": 0,
              "pattern": "^(\\s*\\+\\s*(\\d+(\\.\\d+)?\\s*(ms|s|m|h|d)\\s*)+|\\d{4}-\\d\\d-\\d\\d[T ]\\d\\d:\\d\\d(:\\d\\d(\\.\\d+)?)?\\s*(Z|[+-]\\d\\d:?\\d\\d)?)$",
              "description": "When it was first suspected: from the start of the test, or absolute; to the second."
            },
            "closed_at": {
              "type": [
                "string",
                "number"
              ],
              "minimum": 0,
              "pattern": "^(\\s*\\+\\s*(\\d+(\\.\\d+)?\\s*(ms|s|m|h|d)\\s*)+|\\d{4}-\\d\\d-\\d\\d[T ]\\d\\d:\\d\\d(:\\d\\d(\\.\\d+)?)?\\s*(Z|[+-]\\d\\d:?\\d\\d)?)$",
              "description": "When it closed; as `opened_at`."
            }
          },
          "description": "The last incident that was no false alarm (with `ignored: true` the last false alarm), or `none`: not even a false alarm."
        },
        "state": {
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
          ],
          "description": "State of the run at the end. A log without a job that names no end leaves it unknown."
        },
        "states": {
          "type": "array",
          "items": {
            "$ref": "#/definitions/change"
          },
          "description": "All states in the order in which the run came to them; `pending`, in which it begins, may be left out."
        },
        "decision": {
          "$ref": "#/definitions/decision"
        },
        "decisions": {
          "type": "array",
          "items": {
            "enum": [
              "restart",
              "stop",
              "ignore"
            ]
          },
          "description": "The actions of all decisions, in their order."
        }
      }
    },
    "text": {
      "type": [
        "string",
        "array"
      ],
      "items": {
        "type": "string"
      },
      "description": "A log, as one text or line by line. Times that the lines state are the times of the test."
    },
    "entry": {
      "title": "CaseEntry",
      "type": [
        "string",
        "object"
      ],
      "additionalProperties": false,
      "minProperties": 1,
      "properties": {
        "at": {
          "type": [
            "string",
            "number"
          ],
          "minimum": 0,
          "pattern": "^(\\s*\\+\\s*(\\d+(\\.\\d+)?\\s*(ms|s|m|h|d)\\s*)+|\\d{4}-\\d\\d-\\d\\d[T ]\\d\\d:\\d\\d(:\\d\\d(\\.\\d+)?)?\\s*(Z|[+-]\\d\\d:?\\d\\d)?)$",
          "description": "When: `+30s` (or a number of seconds) after the entry before, or `2025-01-02T03:04:05Z`. By itself: time goes by, the sources are read to their end and the job is looked at. Without it a line comes at the time that it states, else together with the entry before."
        },
        "line": {
          "type": "string",
          "description": "What is printed; several lines for a block."
        },
        "source": {
          "type": "string",
          "minLength": 1,
          "description": "Which log it is printed to, or which one is blind; `log` when it is missing. As live, `health.jsonl` and `heartbeats.jsonl` are measured beside the job, and `_error` is its last word."
        },
        "blind": {
          "type": [
            "string",
            "boolean"
          ],
          "description": "The source (all of them when none is named) can't be read from now on, and why; `false`: it can be read again."
        },
        "job": {
          "title": "EntryJob",
          "type": [
            "object",
            "string"
          ],
          "pattern": "^unknown$",
          "additionalProperties": false,
          "required": [
            "state"
          ],
          "properties": {
            "state": {
              "enum": [
                "pending",
                "running",
                "suspended",
                "completing",
                "succeeded",
                "failed",
                "cancelled",
                "timed_out"
              ],
              "description": "What the platform says."
            },
            "exit_code": {
              "type": "integer",
              "description": "Of its command."
            },
            "signal": {
              "type": "string",
              "description": "SIGKILL …"
            },
            "reason": {
              "type": "string",
              "description": "The platform's own word: OUT_OF_MEMORY, NODE_FAIL, PREEMPTED, TIMEOUT …"
            },
            "detail": {
              "type": "string",
              "description": "What the platform says beside it."
            },
            "platform": {
              "type": "string",
              "pattern": "^[a-z][a-z0-9_-]*$",
              "description": "Name of the adapter, such as slurm; the same for the whole test."
            },
            "nodes": {
              "type": "array",
              "items": {
                "type": "string"
              },
              "description": "Where it runs."
            }
          },
          "description": "What the platform says of the job from now on, or `unknown`: it can't be asked. Before the first one the job runs."
        },
        "repeat": {
          "type": "integer",
          "minimum": 1,
          "maximum": 100000,
          "description": "How often this entry happens. All entries of a test may come to 100,000."
        },
        "every": {
          "type": [
            "number",
            "string"
          ],
          "minimum": 0,
          "pattern": "^\\s*\\d+(\\.\\d+)?\\s*(ms|s|m|h|d)\\s*$",
          "description": "From the beginning of one repetition to that of the next, and to the first from the entry before, unless `at` says when that is."
        },
        "from": {
          "type": "integer",
          "default": 1,
          "description": "What `{n}` in `line` and `source` is the first time."
        },
        "step": {
          "type": "integer",
          "default": 1,
          "description": "By how much `{n}` grows from one time to the next."
        },
        "values": {
          "title": "CaseValues",
          "type": [
            "array",
            "object"
          ],
          "minItems": 1,
          "items": {
            "type": [
              "number",
              "string"
            ]
          },
          "additionalProperties": false,
          "required": [
            "from",
            "by"
          ],
          "properties": {
            "from": {
              "type": "number",
              "description": "The first value."
            },
            "by": {
              "type": "number",
              "description": "What is added from one time to the next."
            }
          },
          "description": "What `{value}` in `line` and `source` is, time after time: a list, which begins anew at its end, or numbers that grow evenly."
        },
        "lines": {
          "type": "array",
          "minItems": 1,
          "items": {
            "$ref": "#/definitions/entry"
          },
          "description": "Several entries for each repetition, in place of `line`. None of them is repeated by itself."
        }
      },
      "description": "A line, or what happens at a moment."
    },
    "firing": {
      "title": "CaseFiring",
      "type": [
        "string",
        "object"
      ],
      "additionalProperties": false,
      "required": [
        "signal"
      ],
      "properties": {
        "signal": {
          "type": "string",
          "description": "Name of the rule, or of what the engine itself says."
        },
        "count": {
          "type": "integer",
          "minimum": 1,
          "description": "How often exactly; at least once when it is missing."
        },
        "fields": {
          "type": "object",
          "description": "Fields that it brings; it may have more."
        },
        "error_type": {
          "type": "string",
          "description": "Of the signal."
        },
        "source": {
          "type": "string",
          "description": "The log that it stands in."
        },
        "line": {
          "type": "integer",
          "minimum": 0,
          "description": "Line in its source, from 1; 0 for what stands in no line."
        },
        "at": {
          "type": [
            "string",
            "number"
          ],
          "minimum": 0,
          "pattern": "^(\\s*\\+\\s*(\\d+(\\.\\d+)?\\s*(ms|s|m|h|d)\\s*)+|\\d{4}-\\d\\d-\\d\\d[T ]\\d\\d:\\d\\d(:\\d\\d(\\.\\d+)?)?\\s*(Z|[+-]\\d\\d:?\\d\\d)?)$",
          "description": "When it was known: from the start of the test, or absolute; to the second."
        }
      },
      "description": "A signal by name, or what more must be true of it: only firings of which all of it is true count."
    },
    "state": {
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
    "change": {
      "title": "CaseStateChange",
      "type": [
        "string",
        "object"
      ],
      "pattern": "^(pending|running|degraded|stalled|succeeded|failed|timed_out|cancelled|unknown)$",
      "additionalProperties": false,
      "required": [
        "state"
      ],
      "properties": {
        "state": {
          "$ref": "#/definitions/state",
          "description": "The state from then on."
        },
        "at": {
          "type": [
            "string",
            "number"
          ],
          "minimum": 0,
          "pattern": "^(\\s*\\+\\s*(\\d+(\\.\\d+)?\\s*(ms|s|m|h|d)\\s*)+|\\d{4}-\\d\\d-\\d\\d[T ]\\d\\d:\\d\\d(:\\d\\d(\\.\\d+)?)?\\s*(Z|[+-]\\d\\d:?\\d\\d)?)$",
          "description": "When: from the start of the test, or absolute; to the second."
        }
      },
      "description": "A state by its name, or with its moment."
    },
    "decision": {
      "title": "CaseDecision",
      "type": [
        "object",
        "string"
      ],
      "pattern": "^none$",
      "additionalProperties": false,
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
          "description": "Words that the reason holds."
        },
        "mode": {
          "enum": [
            "crash",
            "stall",
            "timeout",
            "success"
          ],
          "description": "How it failed."
        },
        "error_type": {
          "type": "string",
          "description": "Of the root."
        },
        "restarts_used": {
          "type": "integer",
          "minimum": 0,
          "description": "Restarts of this mode before this decision."
        },
        "max_retries": {
          "type": "integer",
          "minimum": 0,
          "description": "The budget."
        },
        "delay": {
          "type": [
            "number",
            "string"
          ],
          "minimum": 0,
          "pattern": "^\\s*\\d+(\\.\\d+)?\\s*(ms|s|m|h|d)\\s*$",
          "description": "How long the restart waits, to the second."
        },
        "exclude_nodes": {
          "type": "array",
          "items": {
            "type": "string"
          },
          "description": "Nodes that the restart keeps away from."
        },
        "resume": {
          "enum": [
            "latest_verified",
            "older_verified"
          ],
          "description": "Which checkpoint the restart is told to resume from."
        },
        "at": {
          "type": [
            "string",
            "number"
          ],
          "minimum": 0,
          "pattern": "^(\\s*\\+\\s*(\\d+(\\.\\d+)?\\s*(ms|s|m|h|d)\\s*)+|\\d{4}-\\d\\d-\\d\\d[T ]\\d\\d:\\d\\d(:\\d\\d(\\.\\d+)?)?\\s*(Z|[+-]\\d\\d:?\\d\\d)?)$",
          "description": "When it was made: from the start of the test, or absolute; to the second."
        }
      },
      "description": "The last decision, or `none`. There is one only with a restart policy."
    }
  }
} as const;

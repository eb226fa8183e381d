// Written by scripts/generate-types.mjs from schemas/. Do not edit.
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
            "$ref": "#/definitions/lines"
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
        "type": "string"
      },
      "description": "The log, as one text or line by line. Times that the lines state are the times of the test."
    },
    "job": {
      "title": "CaseJob",
      "description": "What the platform says of the job after the last line; it ran until then. Without it the log alone speaks.",
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
          "type": "integer"
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
          }
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
            "type": "string"
          },
          "description": "All signals by name, each once, in the order in which they came; `none` for none. Signals of progress rules, and those of the engine itself (stall_no_steps, job_failed), count only where they are named."
        },
        "none": {
          "type": "array",
          "items": {
            "type": "string"
          },
          "description": "Rules that must not fire: near misses."
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
              "type": "string"
            },
            "mode": {
              "enum": [
                "crash",
                "stall",
                "timeout",
                "success"
              ]
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
              ]
            },
            "ignored": {
              "type": "boolean",
              "description": "Whether it turned out to be none: the steps went on, or the job succeeded. False when it is missing."
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
              ]
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
              ]
            },
            "error_type": {
              "type": "string"
            },
            "restarts_used": {
              "type": "integer",
              "minimum": 0
            },
            "max_retries": {
              "type": "integer",
              "minimum": 0
            },
            "resume": {
              "enum": [
                "latest_verified",
                "older_verified"
              ],
              "description": "Which checkpoint the restart is told to resume from."
            }
          },
          "description": "The last decision, or `none`. There is one only with a restart policy."
        }
      }
    }
  }
} as const;

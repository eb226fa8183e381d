// Written by scripts/generate-types.mjs from schemas/. Do not edit.
export const componentSchemas = {
  "AbsentOperator": {
    "$schema": "http://json-schema.org/draft-07/schema#",
    "title": "AbsentOperator",
    "description": "Fires when its input does not come again, or does not come at all, in time. Time stands still while a source can't be read, the job waits or is suspended, or the platform does not answer.",
    "type": "object",
    "additionalProperties": false,
    "required": [],
    "properties": {
      "absent": {
        "type": [
          "number",
          "string"
        ],
        "exclusiveMinimum": 0,
        "pattern": "^\\s*\\d+(\\.\\d+)?\\s*(ms|s|m|h|d)\\s*$",
        "description": "How long it may stay away once it has come."
      },
      "start_within": {
        "type": [
          "number",
          "string"
        ],
        "exclusiveMinimum": 0,
        "pattern": "^\\s*\\d+(\\.\\d+)?\\s*(ms|s|m|h|d)\\s*$",
        "description": "How long after the job began to run it has to come for the first time."
      },
      "by": {
        "type": "array",
        "items": {
          "type": "string"
        },
        "description": "Held apart by these: names of fields, `source`, `rank` (of the line's prefix) or `signal`."
      },
      "stop_on": {
        "$ref": "#/definitions/inputs",
        "description": "Nothing is awaited any more once one of these came."
      }
    },
    "definitions": {
      "inputs": {
        "title": "Inputs",
        "description": "One or several of: names of rules, selectors, patterns.",
        "anyOf": [
          {
            "$ref": "#/definitions/input"
          },
          {
            "type": "array",
            "minItems": 1,
            "items": {
              "$ref": "#/definitions/input"
            }
          }
        ]
      },
      "input": {
        "title": "Input",
        "description": "Signals of a rule by its name, or by what they say; or an RE2 pattern.",
        "type": [
          "string",
          "object"
        ],
        "minLength": 1,
        "minProperties": 1,
        "additionalProperties": false,
        "properties": {
          "signal": {
            "type": "string",
            "description": "Name of a rule, or of a signal of the engine (job_failed …)."
          },
          "kind": {
            "enum": [
              "error",
              "warning",
              "progress",
              "checkpoint",
              "success",
              "notice"
            ]
          },
          "error_type": {
            "type": "string"
          },
          "subsystem": {
            "type": "string"
          },
          "metadata": {
            "type": "object",
            "description": "Values of metadata that must be equal; `null`: has none."
          },
          "pattern": {
            "type": "string",
            "minLength": 1,
            "description": "RE2; lines that it matches, in place of signals."
          },
          "flags": {
            "type": "string",
            "pattern": "^[imsU]*$"
          }
        }
      }
    }
  },
  "AlwaysRestartPolicy": {
    "$schema": "http://json-schema.org/draft-07/schema#",
    "title": "AlwaysRestartPolicy",
    "description": "Restarts whatever the root is, within its budget.",
    "type": "object",
    "additionalProperties": false,
    "required": [],
    "properties": {
      "max_retries": {
        "type": "integer",
        "minimum": 0,
        "default": 3,
        "description": "Restarts, not starts: 3 means up to 3 restarts."
      },
      "budgets": {
        "type": "object",
        "additionalProperties": {
          "type": "integer",
          "minimum": 0
        },
        "default": {},
        "description": "Restarts for one root error type, inside max_retries."
      },
      "backoff": {
        "title": "Backoff",
        "description": "How long to wait before a restart.",
        "type": "object",
        "additionalProperties": false,
        "properties": {
          "initial": {
            "type": [
              "number",
              "string"
            ],
            "minimum": 0,
            "pattern": "^\\s*\\d+(\\.\\d+)?\\s*(ms|s|m|h|d)\\s*$",
            "default": "5s",
            "description": "Before the first restart."
          },
          "factor": {
            "type": "number",
            "minimum": 1,
            "default": 2,
            "description": "By how much each further wait grows."
          },
          "max": {
            "type": [
              "number",
              "string"
            ],
            "minimum": 0,
            "pattern": "^\\s*\\d+(\\.\\d+)?\\s*(ms|s|m|h|d)\\s*$",
            "default": "15m",
            "description": "No wait is longer."
          },
          "jitter": {
            "type": "number",
            "minimum": 0,
            "maximum": 1,
            "default": 0.25,
            "description": "Share of the wait that is random."
          }
        }
      },
      "reset_after": {
        "title": "ResetAfter",
        "type": "object",
        "additionalProperties": false,
        "required": [
          "steps"
        ],
        "properties": {
          "steps": {
            "type": "integer",
            "minimum": 1,
            "description": "Verified steps beyond the last failure."
          }
        },
        "description": "Verified progress that gives the budget back."
      },
      "same_failure": {
        "type": [
          "integer",
          "null"
        ],
        "minimum": 1,
        "description": "The same root, with no step beyond the last failing one, this often: stop. Off unless set."
      },
      "exclude_nodes": {
        "type": "boolean",
        "default": false,
        "description": "Never restart on the node that the root names."
      },
      "resume": {
        "enum": [
          "latest_verified"
        ],
        "default": "latest_verified",
        "description": "The checkpoint that a new attempt is given."
      },
      "on_stop": {
        "enum": [
          "cancel",
          "leave"
        ],
        "default": "cancel",
        "description": "What a stop does with a job that is still alive."
      },
      "message": {
        "type": [
          "string",
          "null"
        ],
        "description": "Text for the decision's reason: {error_type} {step} {attempt} {run_id} {name} {node} and the fields of the root are filled in; what is missing is `unknown`."
      },
      "reason": {
        "type": [
          "string",
          "null"
        ],
        "description": "Text for the decision's reason: {error_type} {step} {attempt} {run_id} {name} {node} and the fields of the root are filled in; what is missing is `unknown`."
      },
      "restart_reason": {
        "type": [
          "string",
          "null"
        ],
        "description": "Text for the reason of a restart: {error_type} {step} {attempt} {run_id} {name} {node} and the fields of the root are filled in; what is missing is `unknown`."
      },
      "stop_reason": {
        "type": [
          "string",
          "null"
        ],
        "description": "Text for the reason of a stop: {error_type} {step} {attempt} {run_id} {name} {node} and the fields of the root are filled in; what is missing is `unknown`."
      }
    }
  },
  "CountOperator": {
    "$schema": "http://json-schema.org/draft-07/schema#",
    "title": "CountOperator",
    "description": "Fires when its input came so often within a time, and then counts anew.",
    "type": "object",
    "additionalProperties": false,
    "required": [
      "count"
    ],
    "properties": {
      "count": {
        "type": "integer",
        "minimum": 1,
        "maximum": 10000,
        "description": "How often."
      },
      "within": {
        "type": [
          "number",
          "string"
        ],
        "exclusiveMinimum": 0,
        "pattern": "^\\s*\\d+(\\.\\d+)?\\s*(ms|s|m|h|d)\\s*$",
        "description": "In which time, of the lines. Without it however long it takes."
      },
      "by": {
        "type": "array",
        "items": {
          "type": "string"
        },
        "description": "Held apart by these: names of fields, `source`, `rank` (of the line's prefix) or `signal`."
      },
      "distinct": {
        "type": "string",
        "description": "Only different values of this field (or of `source`, `rank`, `signal`) count: five nodes, and not five lines."
      },
      "reset_on": {
        "$ref": "#/definitions/inputs",
        "description": "Counting begins anew when one of these comes."
      }
    },
    "definitions": {
      "inputs": {
        "title": "Inputs",
        "description": "One or several of: names of rules, selectors, patterns.",
        "anyOf": [
          {
            "$ref": "#/definitions/input"
          },
          {
            "type": "array",
            "minItems": 1,
            "items": {
              "$ref": "#/definitions/input"
            }
          }
        ]
      },
      "input": {
        "title": "Input",
        "description": "Signals of a rule by its name, or by what they say; or an RE2 pattern.",
        "type": [
          "string",
          "object"
        ],
        "minLength": 1,
        "minProperties": 1,
        "additionalProperties": false,
        "properties": {
          "signal": {
            "type": "string",
            "description": "Name of a rule, or of a signal of the engine (job_failed …)."
          },
          "kind": {
            "enum": [
              "error",
              "warning",
              "progress",
              "checkpoint",
              "success",
              "notice"
            ]
          },
          "error_type": {
            "type": "string"
          },
          "subsystem": {
            "type": "string"
          },
          "metadata": {
            "type": "object",
            "description": "Values of metadata that must be equal; `null`: has none."
          },
          "pattern": {
            "type": "string",
            "minLength": 1,
            "description": "RE2; lines that it matches, in place of signals."
          },
          "flags": {
            "type": "string",
            "pattern": "^[imsU]*$"
          }
        }
      }
    }
  },
  "CrashState": {
    "$schema": "http://json-schema.org/draft-07/schema#",
    "description": "The attempt has failed.",
    "type": "object",
    "additionalProperties": false,
    "required": [],
    "properties": {},
    "title": "CrashState"
  },
  "ErrorNoteAction": {
    "$schema": "http://json-schema.org/draft-07/schema#",
    "title": "ErrorNoteAction",
    "description": "Appends time, note, signal and fields to the run's record.",
    "type": "object",
    "additionalProperties": false,
    "required": [],
    "properties": {
      "note": {
        "type": [
          "string",
          "null"
        ],
        "description": "A word to find the note by."
      }
    }
  },
  "EveryOperator": {
    "$schema": "http://json-schema.org/draft-07/schema#",
    "title": "EveryOperator",
    "description": "Tells the first of its input and then every so many, or (with `throttle`) one in a time.",
    "type": "object",
    "additionalProperties": false,
    "required": [],
    "properties": {
      "every": {
        "type": "integer",
        "minimum": 1,
        "description": "1 tells each.",
        "default": 1
      },
      "by": {
        "type": "array",
        "items": {
          "type": "string"
        },
        "description": "Held apart by these: names of fields, `source`, `rank` (of the line's prefix) or `signal`."
      }
    }
  },
  "ExecutionAction": {
    "$schema": "http://json-schema.org/draft-07/schema#",
    "title": "ExecutionAction",
    "description": "Runs a command, queued in the journal so that a crash does not lose it.",
    "type": "object",
    "additionalProperties": false,
    "required": [
      "command"
    ],
    "properties": {
      "command": {
        "type": "array",
        "minItems": 1,
        "items": {
          "type": "string"
        },
        "description": "argv, each entry with {name} templates; never a shell's text."
      },
      "cwd": {
        "type": "string",
        "description": "Where it runs; where sigwatch runs otherwise."
      },
      "env": {
        "type": "object",
        "additionalProperties": {
          "type": "string"
        },
        "description": "Further environment variables."
      },
      "timeout": {
        "type": [
          "number",
          "string"
        ],
        "minimum": 0,
        "pattern": "^\\s*\\d+(\\.\\d+)?\\s*(ms|s|m|h|d)\\s*$",
        "description": "Ends the command after this long.",
        "default": "1h"
      },
      "concurrency": {
        "type": "integer",
        "minimum": 1,
        "default": 1,
        "description": "How many commands of this class may run at the same time."
      },
      "retries": {
        "type": "integer",
        "minimum": 0,
        "default": 2,
        "description": "Tries beyond the first one."
      },
      "backoff": {
        "title": "RetryBackoff",
        "type": "object",
        "additionalProperties": false,
        "description": "How long to wait before a further try.",
        "properties": {
          "initial": {
            "type": [
              "number",
              "string"
            ],
            "minimum": 0,
            "pattern": "^\\s*\\d+(\\.\\d+)?\\s*(ms|s|m|h|d)\\s*$",
            "default": "10s"
          },
          "factor": {
            "type": "number",
            "minimum": 1,
            "default": 2
          },
          "max": {
            "type": [
              "number",
              "string"
            ],
            "minimum": 0,
            "pattern": "^\\s*\\d+(\\.\\d+)?\\s*(ms|s|m|h|d)\\s*$",
            "default": "10m"
          },
          "jitter": {
            "type": "number",
            "minimum": 0,
            "maximum": 1,
            "default": 0.25
          }
        }
      }
    }
  },
  "NoRestartPolicy": {
    "$schema": "http://json-schema.org/draft-07/schema#",
    "title": "NoRestartPolicy",
    "description": "Never restarts.",
    "type": "object",
    "additionalProperties": false,
    "required": [],
    "properties": {
      "on_stop": {
        "enum": [
          "cancel",
          "leave"
        ],
        "default": "cancel",
        "description": "What a stop does with a job that is still alive."
      },
      "message": {
        "type": [
          "string",
          "null"
        ],
        "description": "Text for the decision's reason: {error_type} {step} {attempt} {run_id} {name} {node} and the fields of the root are filled in; what is missing is `unknown`."
      },
      "reason": {
        "type": [
          "string",
          "null"
        ],
        "description": "Text for the decision's reason: {error_type} {step} {attempt} {run_id} {name} {node} and the fields of the root are filled in; what is missing is `unknown`."
      },
      "restart_reason": {
        "type": [
          "string",
          "null"
        ],
        "description": "Text for the reason of a restart: {error_type} {step} {attempt} {run_id} {name} {node} and the fields of the root are filled in; what is missing is `unknown`."
      },
      "stop_reason": {
        "type": [
          "string",
          "null"
        ],
        "description": "Text for the reason of a stop: {error_type} {step} {attempt} {run_id} {name} {node} and the fields of the root are filled in; what is missing is `unknown`."
      }
    }
  },
  "RestartAction": {
    "$schema": "http://json-schema.org/draft-07/schema#",
    "title": "RestartAction",
    "description": "Records why a restart is wanted; only the policy decides.",
    "type": "object",
    "additionalProperties": false,
    "required": [],
    "properties": {
      "note": {
        "type": [
          "string",
          "null"
        ]
      },
      "reason": {
        "type": [
          "string",
          "null"
        ],
        "description": "Why, for the record."
      }
    }
  },
  "SelectiveRestartPolicy": {
    "$schema": "http://json-schema.org/draft-07/schema#",
    "title": "SelectiveRestartPolicy",
    "description": "Restarts what its lists name. Exclusion always wins; what no list names takes the default action.",
    "type": "object",
    "additionalProperties": false,
    "required": [],
    "properties": {
      "max_retries": {
        "type": "integer",
        "minimum": 0,
        "default": 3,
        "description": "Restarts, not starts: 3 means up to 3 restarts."
      },
      "budgets": {
        "type": "object",
        "additionalProperties": {
          "type": "integer",
          "minimum": 0
        },
        "default": {},
        "description": "Restarts for one root error type, inside max_retries."
      },
      "backoff": {
        "title": "Backoff",
        "description": "How long to wait before a restart.",
        "type": "object",
        "additionalProperties": false,
        "properties": {
          "initial": {
            "type": [
              "number",
              "string"
            ],
            "minimum": 0,
            "pattern": "^\\s*\\d+(\\.\\d+)?\\s*(ms|s|m|h|d)\\s*$",
            "default": "5s",
            "description": "Before the first restart."
          },
          "factor": {
            "type": "number",
            "minimum": 1,
            "default": 2,
            "description": "By how much each further wait grows."
          },
          "max": {
            "type": [
              "number",
              "string"
            ],
            "minimum": 0,
            "pattern": "^\\s*\\d+(\\.\\d+)?\\s*(ms|s|m|h|d)\\s*$",
            "default": "15m",
            "description": "No wait is longer."
          },
          "jitter": {
            "type": "number",
            "minimum": 0,
            "maximum": 1,
            "default": 0.25,
            "description": "Share of the wait that is random."
          }
        }
      },
      "reset_after": {
        "title": "ResetAfter",
        "type": "object",
        "additionalProperties": false,
        "required": [
          "steps"
        ],
        "properties": {
          "steps": {
            "type": "integer",
            "minimum": 1,
            "description": "Verified steps beyond the last failure."
          }
        },
        "description": "Verified progress that gives the budget back."
      },
      "same_failure": {
        "type": [
          "integer",
          "null"
        ],
        "minimum": 1,
        "description": "The same root, with no step beyond the last failing one, this often: stop. Off unless set."
      },
      "exclude_nodes": {
        "type": "boolean",
        "default": false,
        "description": "Never restart on the node that the root names."
      },
      "resume": {
        "enum": [
          "latest_verified"
        ],
        "default": "latest_verified",
        "description": "The checkpoint that a new attempt is given."
      },
      "default_action": {
        "enum": [
          "restart",
          "stop"
        ],
        "default": "stop",
        "description": "For a root that no list names."
      },
      "restart_on_error_types": {
        "type": "array",
        "items": {
          "type": "string"
        },
        "default": [],
        "description": "Root error types to restart."
      },
      "restart_on_subsystems": {
        "type": "array",
        "items": {
          "type": "string"
        },
        "default": [],
        "description": "Root subsystems to restart."
      },
      "restart_on_signals": {
        "type": "array",
        "items": {
          "type": "string"
        },
        "default": [],
        "description": "Root rules to restart."
      },
      "exclude_error_types": {
        "type": "array",
        "items": {
          "type": "string"
        },
        "default": [],
        "description": "Root error types never to restart."
      },
      "exclude_subsystems": {
        "type": "array",
        "items": {
          "type": "string"
        },
        "default": [],
        "description": "Root subsystems never to restart."
      },
      "exclude_signals": {
        "type": "array",
        "items": {
          "type": "string"
        },
        "default": [],
        "description": "Root rules never to restart."
      },
      "recover": {
        "type": "object",
        "default": {},
        "additionalProperties": {
          "title": "Recovery",
          "type": "object",
          "additionalProperties": false,
          "properties": {
            "scale": {
              "type": "object",
              "additionalProperties": {
                "type": "number"
              },
              "description": "Factor for each override."
            },
            "floor": {
              "type": "object",
              "additionalProperties": {
                "type": "number"
              },
              "description": "Least value of each override."
            },
            "cap": {
              "type": "object",
              "additionalProperties": {
                "type": "number"
              },
              "description": "Greatest value of each override."
            },
            "set": {
              "type": "object",
              "additionalProperties": {
                "type": [
                  "number",
                  "string",
                  "boolean"
                ]
              },
              "description": "Value for each override."
            }
          }
        },
        "description": "Overrides that a new attempt is given, by root rule or error type. Counts only where not excluded."
      },
      "on_stop": {
        "enum": [
          "cancel",
          "leave"
        ],
        "default": "cancel",
        "description": "What a stop does with a job that is still alive."
      },
      "message": {
        "type": [
          "string",
          "null"
        ],
        "description": "Text for the decision's reason: {error_type} {step} {attempt} {run_id} {name} {node} and the fields of the root are filled in; what is missing is `unknown`."
      },
      "reason": {
        "type": [
          "string",
          "null"
        ],
        "description": "Text for the decision's reason: {error_type} {step} {attempt} {run_id} {name} {node} and the fields of the root are filled in; what is missing is `unknown`."
      },
      "restart_reason": {
        "type": [
          "string",
          "null"
        ],
        "description": "Text for the reason of a restart: {error_type} {step} {attempt} {run_id} {name} {node} and the fields of the root are filled in; what is missing is `unknown`."
      },
      "stop_reason": {
        "type": [
          "string",
          "null"
        ],
        "description": "Text for the reason of a stop: {error_type} {step} {attempt} {run_id} {name} {node} and the fields of the root are filled in; what is missing is `unknown`."
      }
    }
  },
  "SequenceOperator": {
    "$schema": "http://json-schema.org/draft-07/schema#",
    "title": "SequenceOperator",
    "description": "Fires when signals came one after the other in time, or when the last or the first of them is missing.",
    "type": "object",
    "additionalProperties": false,
    "required": [
      "sequence",
      "within"
    ],
    "properties": {
      "sequence": {
        "type": "array",
        "minItems": 2,
        "items": {
          "$ref": "#/definitions/input"
        },
        "description": "Signals, in their order."
      },
      "within": {
        "type": [
          "number",
          "string"
        ],
        "exclusiveMinimum": 0,
        "pattern": "^\\s*\\d+(\\.\\d+)?\\s*(ms|s|m|h|d)\\s*$",
        "description": "From the first to the last."
      },
      "ordered": {
        "type": "boolean",
        "description": "Whether the order counts.",
        "default": true
      },
      "missing": {
        "enum": [
          "last",
          "first"
        ],
        "description": "`last`: fires when all others came, and the last one did not follow in time. `first`: fires at the last when the first did not come before."
      },
      "after_first": {
        "type": "boolean",
        "description": "Nothing is missed before the whole sequence came once: not every software says that it has finished.",
        "default": false
      },
      "by": {
        "type": "array",
        "items": {
          "type": "string"
        },
        "description": "Held apart by these: names of fields, `source`, `rank` (of the line's prefix) or `signal`."
      }
    },
    "definitions": {
      "input": {
        "title": "Input",
        "description": "Signals of a rule by its name, or by what they say; or an RE2 pattern.",
        "type": [
          "string",
          "object"
        ],
        "minLength": 1,
        "minProperties": 1,
        "additionalProperties": false,
        "properties": {
          "signal": {
            "type": "string",
            "description": "Name of a rule, or of a signal of the engine (job_failed …)."
          },
          "kind": {
            "enum": [
              "error",
              "warning",
              "progress",
              "checkpoint",
              "success",
              "notice"
            ]
          },
          "error_type": {
            "type": "string"
          },
          "subsystem": {
            "type": "string"
          },
          "metadata": {
            "type": "object",
            "description": "Values of metadata that must be equal; `null`: has none."
          },
          "pattern": {
            "type": "string",
            "minLength": 1,
            "description": "RE2; lines that it matches, in place of signals."
          },
          "flags": {
            "type": "string",
            "pattern": "^[imsU]*$"
          }
        }
      }
    }
  },
  "StalledState": {
    "$schema": "http://json-schema.org/draft-07/schema#",
    "description": "The attempt goes on without progress.",
    "type": "object",
    "additionalProperties": false,
    "required": [],
    "properties": {},
    "title": "StalledState"
  },
  "SuccessState": {
    "$schema": "http://json-schema.org/draft-07/schema#",
    "description": "The run has done what it was for; a saved checkpoint is no success.",
    "type": "object",
    "additionalProperties": false,
    "required": [],
    "properties": {},
    "title": "SuccessState"
  },
  "TerminationAction": {
    "$schema": "http://json-schema.org/draft-07/schema#",
    "title": "TerminationAction",
    "description": "Cancels the job and ends the run without a restart.",
    "type": "object",
    "additionalProperties": false,
    "required": [],
    "properties": {
      "note": {
        "type": [
          "string",
          "null"
        ]
      },
      "reason": {
        "type": [
          "string",
          "null"
        ],
        "description": "Why, for the record."
      }
    }
  },
  "TimeoutState": {
    "$schema": "http://json-schema.org/draft-07/schema#",
    "description": "The attempt has run out of its time.",
    "type": "object",
    "additionalProperties": false,
    "required": [],
    "properties": {},
    "title": "TimeoutState"
  },
  "ValueOperator": {
    "$schema": "http://json-schema.org/draft-07/schema#",
    "title": "ValueOperator",
    "description": "Fires when an expression over the fields of its input, and over windows of earlier ones, holds.",
    "type": "object",
    "additionalProperties": false,
    "required": [
      "value"
    ],
    "properties": {
      "value": {
        "type": "string",
        "minLength": 1,
        "description": "CEL: `fields.loss > 1.5 * median(\"loss\", 100)`. `fields.interval_ms` is the time since the point before."
      },
      "for": {
        "type": [
          "integer",
          "string"
        ],
        "minimum": 1,
        "pattern": "^\\s*\\d+(\\.\\d+)?\\s*(ms|s|m|h|d)\\s*$",
        "description": "So many points in a row, or so long.",
        "default": 1
      },
      "by": {
        "type": "array",
        "items": {
          "type": "string"
        },
        "description": "Held apart by these: names of fields, `source`, `rank` (of the line's prefix) or `signal`."
      },
      "min_points": {
        "type": "integer",
        "minimum": 1,
        "description": "So many values are enough for a window; without it a window has to be full."
      }
    }
  }
} as const;

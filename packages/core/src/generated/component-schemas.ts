// Written by scripts/generate-types.mjs from schemas/. Do not edit.
export const componentSchemas = {
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
  }
} as const;

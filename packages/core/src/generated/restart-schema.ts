// Written by scripts/generate-types.mjs from schemas/. Do not edit.
export const restartSchema = {
  "$schema": "http://json-schema.org/draft-07/schema#",
  "$id": "https://sigwatch.dev/schemas/restart.schema.json",
  "title": "RestartFile",
  "description": "A restart policy for each mode of failure. A file that is one bare policy (class_name at its top) applies to crash.",
  "type": "object",
  "if": {
    "required": [
      "class_name"
    ]
  },
  "then": {
    "$ref": "#/definitions/policy"
  },
  "else": {
    "$ref": "#/definitions/policies"
  },
  "definitions": {
    "policies": {
      "title": "PoliciesFile",
      "type": "object",
      "additionalProperties": false,
      "required": [
        "policies"
      ],
      "properties": {
        "name": {
          "type": "string",
          "description": "Name for people; the file's name otherwise."
        },
        "description": {
          "type": "string",
          "description": "What the policies are for."
        },
        "defaults": {
          "description": "Restart files to start from: names of files beside this one, then of packs. A mode that this file names replaces theirs. `_self_` says where this file comes in; last, when it is missing.",
          "type": [
            "array",
            "string"
          ],
          "items": {
            "$ref": "#/definitions/include"
          }
        },
        "policies": {
          "type": "array",
          "minItems": 1,
          "items": {
            "$ref": "#/definitions/entry"
          },
          "description": "At most one for each mode. A mode without one is never restarted."
        }
      }
    },
    "entry": {
      "title": "PolicyEntry",
      "type": "object",
      "additionalProperties": false,
      "required": [
        "mode",
        "implementation"
      ],
      "properties": {
        "mode": {
          "enum": [
            "crash",
            "stall",
            "timeout",
            "success"
          ],
          "description": "How the attempt ended."
        },
        "implementation": {
          "$ref": "#/definitions/policy"
        }
      }
    },
    "policy": {
      "title": "PolicyImplementation",
      "type": "object",
      "required": [
        "class_name"
      ],
      "properties": {
        "class_name": {
          "enum": [
            "SelectiveRestartPolicy",
            "AlwaysRestartPolicy",
            "NoRestartPolicy"
          ]
        }
      },
      "allOf": [
        {
          "if": {
            "required": [
              "class_name"
            ],
            "properties": {
              "class_name": {
                "const": "SelectiveRestartPolicy"
              }
            }
          },
          "then": {
            "$ref": "#/definitions/SelectiveRestartPolicy"
          }
        },
        {
          "if": {
            "required": [
              "class_name"
            ],
            "properties": {
              "class_name": {
                "const": "AlwaysRestartPolicy"
              }
            }
          },
          "then": {
            "$ref": "#/definitions/AlwaysRestartPolicy"
          }
        },
        {
          "if": {
            "required": [
              "class_name"
            ],
            "properties": {
              "class_name": {
                "const": "NoRestartPolicy"
              }
            }
          },
          "then": {
            "$ref": "#/definitions/NoRestartPolicy"
          }
        }
      ]
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
    "SelectiveRestartPolicy": {
      "title": "SelectiveRestartPolicy",
      "description": "Restarts what its lists name. Exclusion always wins; what no list names takes the default action.",
      "type": "object",
      "additionalProperties": false,
      "required": [
        "class_name"
      ],
      "properties": {
        "class_name": {
          "const": "SelectiveRestartPolicy"
        },
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
          "$ref": "#/definitions/backoff"
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
    "AlwaysRestartPolicy": {
      "title": "AlwaysRestartPolicy",
      "description": "Restarts whatever the root is, within its budget.",
      "type": "object",
      "additionalProperties": false,
      "required": [
        "class_name"
      ],
      "properties": {
        "class_name": {
          "const": "AlwaysRestartPolicy"
        },
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
          "$ref": "#/definitions/backoff"
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
    "NoRestartPolicy": {
      "title": "NoRestartPolicy",
      "description": "Never restarts.",
      "type": "object",
      "additionalProperties": false,
      "required": [
        "class_name"
      ],
      "properties": {
        "class_name": {
          "const": "NoRestartPolicy"
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
    "include": {
      "title": "Include",
      "type": [
        "string",
        "object"
      ],
      "additionalProperties": false,
      "minProperties": 1,
      "maxProperties": 1,
      "properties": {
        "/restart": {
          "type": "string",
          "description": "Name of a restart file."
        },
        "restart": {
          "type": "string",
          "description": "Name of a restart file."
        }
      }
    }
  }
} as const;

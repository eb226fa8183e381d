// Written by scripts/generate-types.mjs from schemas/. Do not edit.
export const sigwatchSchema = {
  "$schema": "http://json-schema.org/draft-07/schema#",
  "$id": "https://sigwatch.dev/schemas/sigwatch.schema.json",
  "title": "SigwatchFile",
  "description": "A run: what is started, by which rules it is watched, and what restarts it. Relative paths are meant from the file.",
  "type": "object",
  "additionalProperties": false,
  "properties": {
    "defaults": {
      "description": "What to start from: `/monitoring: NAME` and `/restart: NAME`, each a file beside this one or of a pack. `_self_` says where this file comes in; last, when it is missing.",
      "type": "array",
      "items": {
        "$ref": "#/definitions/start"
      }
    },
    "name": {
      "type": "string",
      "description": "What people call the run; from its command or its logs otherwise."
    },
    "run_id": {
      "description": "Name of the run: an unfinished run of this name is taken up again. A new name for each start otherwise.",
      "type": "string",
      "pattern": "^[A-Za-z0-9_][A-Za-z0-9._-]{0,127}$"
    },
    "monitor": {
      "description": "Names or files of monitors, as `--monitor` has them.",
      "type": [
        "string",
        "array"
      ],
      "items": {
        "type": "string"
      }
    },
    "restart": {
      "description": "Name or file of a restart policy, or the policy itself as its own file would have it. Without one sigwatch only observes.",
      "type": [
        "string",
        "object"
      ]
    },
    "monitoring": {
      "description": "A monitor as its own file would have it; it comes after those that are named.",
      "type": "object"
    },
    "adapter": {
      "$ref": "#/definitions/adapter"
    },
    "job": {
      "$ref": "#/definitions/job"
    },
    "state_dir": {
      "type": "string",
      "description": "Where runs are kept."
    },
    "log_level": {
      "description": "How much sigwatch's own log tells.",
      "enum": [
        "trace",
        "debug",
        "info",
        "warn",
        "error",
        "fatal",
        "silent"
      ]
    },
    "timeout": {
      "description": "Supervision ends after this long; the job goes on.",
      "type": [
        "number",
        "string"
      ],
      "minimum": 0,
      "pattern": "^\\s*(\\d+(\\.\\d+)?)\\s*(ms|s|m|h|d)\\s*$"
    },
    "packs": {
      "description": "Packs whose monitors and policies can be named, before those that come with sigwatch: folders with a plugin.yaml, or names of packages.",
      "type": "array",
      "items": {
        "type": "string"
      }
    },
    "plugins": {
      "description": "Modules that bring components: paths, or names of packages.",
      "type": "array",
      "items": {
        "type": "string"
      }
    },
    "sources": {
      "description": "Further sources of log lines.",
      "type": "array",
      "items": {
        "$ref": "#/definitions/source"
      }
    },
    "notifiers": {
      "description": "Who is told of what happens.",
      "type": "array",
      "items": {
        "$ref": "#/definitions/notifier"
      }
    },
    "heartbeat": {
      "description": "Reserved for heartbeats, which are not there yet: refused, not passed over.",
      "type": "object"
    }
  },
  "definitions": {
    "start": {
      "title": "Start",
      "type": [
        "string",
        "object"
      ],
      "additionalProperties": false,
      "minProperties": 1,
      "maxProperties": 1,
      "properties": {
        "/monitoring": {
          "type": "string",
          "description": "Name or file of a monitor."
        },
        "monitoring": {
          "type": "string",
          "description": "Name or file of a monitor."
        },
        "/restart": {
          "type": "string",
          "description": "Name or file of a restart policy."
        },
        "restart": {
          "type": "string",
          "description": "Name or file of a restart policy."
        }
      }
    },
    "adapter": {
      "title": "Adapter",
      "description": "Where the job runs: a component that submits, finds and cancels it; its settings stand beside the name.",
      "type": "object",
      "required": [
        "class_name"
      ],
      "properties": {
        "class_name": {
          "type": "string",
          "description": "LocalAdapter: a process of this machine, without settings; or an adapter of a plugin."
        }
      },
      "if": {
        "properties": {
          "class_name": {
            "const": "LocalAdapter"
          }
        }
      },
      "then": {
        "additionalProperties": false,
        "properties": {
          "class_name": {}
        }
      }
    },
    "job": {
      "title": "Job",
      "description": "What is run.",
      "type": "object",
      "additionalProperties": false,
      "properties": {
        "command": {
          "description": "The program and its arguments, one entry each; no shell reads them.",
          "type": "array",
          "minItems": 1,
          "items": {
            "type": "string"
          }
        },
        "cwd": {
          "type": "string",
          "description": "Working directory; the file's own folder otherwise."
        },
        "env": {
          "description": "Variables beside those that sigwatch itself has.",
          "type": "object",
          "additionalProperties": {
            "type": [
              "string",
              "number",
              "boolean"
            ]
          }
        },
        "logs": {
          "description": "Logs that the command writes itself: files, globs or folders.",
          "type": "array",
          "items": {
            "type": "string"
          }
        },
        "checkpoint_dir": {
          "type": "string",
          "description": "Where the command keeps checkpoints: a restart resumes from the newest whole one."
        }
      }
    },
    "source": {
      "title": "SourceEntry",
      "description": "A component that reads log lines.",
      "type": "object",
      "required": [
        "class_name"
      ],
      "properties": {
        "class_name": {
          "type": "string",
          "description": "Which component."
        }
      }
    },
    "notifier": {
      "title": "NotifierEntry",
      "description": "A component that tells somebody.",
      "type": "object",
      "required": [
        "class_name"
      ],
      "properties": {
        "class_name": {
          "type": "string",
          "description": "Which component."
        }
      }
    }
  }
} as const;

// Written by scripts/generate-types.mjs from schemas/. Do not edit.
/** JSON Schema (draft-07) of the settings of each built-in component, by its class_name. */
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
            ],
            "description": "Only signals that tell this."
          },
          "error_type": {
            "type": "string",
            "description": "Only signals of this error type."
          },
          "subsystem": {
            "type": "string",
            "description": "Only signals of this subsystem."
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
            "pattern": "^[imsU]*$",
            "description": "RE2 flags of `pattern`, of i, m, s and U."
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
      "exclude_for": {
        "type": [
          "number",
          "string"
        ],
        "minimum": 0,
        "pattern": "^\\s*\\d+(\\.\\d+)?\\s*(ms|s|m|h|d)\\s*$",
        "default": "24h",
        "description": "For how long such a node is not used."
      },
      "no_restart_exit_codes": {
        "type": "array",
        "items": {
          "type": "integer",
          "minimum": 0
        },
        "default": [
          93
        ],
        "description": "Exit codes of the job that ask for no restart: they stop the run, whatever the lists say."
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
  "ColabAdapter": {
    "$schema": "http://json-schema.org/draft-07/schema#",
    "title": "ColabAdapter",
    "description": "A process inside a runtime of Colab, which sigwatch shares: it has no API for jobs. Says when the session ends.",
    "type": "object",
    "additionalProperties": false,
    "required": [],
    "properties": {
      "plan": {
        "enum": [
          "free",
          "pro",
          "pro_plus"
        ],
        "description": "What the runtime is paid by, which nothing in it tells: a session of `free` lasts 12 hours at most, of `pro` and `pro_plus` 24.",
        "default": "free"
      },
      "session_hours": {
        "type": "number",
        "exclusiveMinimum": 0,
        "description": "How long a session lasts at most, in hours. `SIGWATCH_SESSION_HOURS` otherwise, else by `plan`."
      },
      "session_start": {
        "type": [
          "number",
          "string"
        ],
        "description": "When the session began: Unix seconds, or a time such as `2026-03-02T10:00:00Z`. `SIGWATCH_SESSION_START` (Unix seconds) otherwise, else the start of the runtime's first process, so that a kernel that is started again gains no time."
      },
      "drive": {
        "type": "string",
        "minLength": 1,
        "description": "A folder that outlives the runtime, such as `/content/drive/MyDrive/my-run`: checkpoints are copied there, and a next session goes on from there. It is made where its parent is there. Short for `copies: { to: … }`."
      },
      "idle_warning": {
        "type": "boolean",
        "description": "Whether it is said at the start that Colab also ends sessions that nobody uses.",
        "default": true
      }
    }
  },
  "CommandNotifier": {
    "$schema": "http://json-schema.org/draft-07/schema#",
    "title": "CommandNotifier",
    "description": "Runs a command for each notice, without a shell: the notice is its standard input, as JSON.",
    "type": "object",
    "additionalProperties": false,
    "required": [
      "command"
    ],
    "properties": {
      "name": {
        "type": "string",
        "minLength": 1,
        "description": "What it is called where people are told of it, and by `sigwatch notify test`."
      },
      "command": {
        "type": "array",
        "minItems": 1,
        "items": {
          "type": "string"
        },
        "description": "argv, each entry with {name} templates: `{run_id}`, `{name}`, `{attempt}`, `{transition}`, `{state}`, `{severity}`, `{title}`, `{reason}`, `{error_type}`, `{node}`, `{step}`, `{dedup_key}`, `{reminder}`; never a shell's text."
      },
      "cwd": {
        "type": "string",
        "minLength": 1,
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
        "description": "One sending takes no longer than this.",
        "default": "60s"
      }
    }
  },
  "ControlAction": {
    "$schema": "http://json-schema.org/draft-07/schema#",
    "title": "ControlAction",
    "description": "Asks the program of the attempt for something while it runs (docs/client.md), and waits for its answer. The result is good only where it has done it: refused, at its bound, failed and unanswered are not.",
    "type": "object",
    "additionalProperties": false,
    "required": [
      "request"
    ],
    "properties": {
      "note": {
        "type": [
          "string",
          "null"
        ],
        "description": "For who reads the file; the action does not use it."
      },
      "request": {
        "enum": [
          "save_checkpoint",
          "stop",
          "set"
        ],
        "description": "`save_checkpoint`: save one now. `stop`: end the training after this step. `set`: go on with other settings, all that are named or none."
      },
      "set": {
        "type": "object",
        "minProperties": 1,
        "additionalProperties": {
          "type": [
            "number",
            "string"
          ]
        },
        "description": "Of `set`: values by the names of settings."
      },
      "scale": {
        "type": "object",
        "minProperties": 1,
        "additionalProperties": {
          "type": "number",
          "exclusiveMinimum": 0
        },
        "description": "Of `set`: factors of what the program has at that moment."
      },
      "floor": {
        "type": "object",
        "minProperties": 1,
        "additionalProperties": {
          "type": "number",
          "exclusiveMinimum": 0
        },
        "description": "What a factor may lead to at the least."
      },
      "cap": {
        "type": "object",
        "minProperties": 1,
        "additionalProperties": {
          "type": "number",
          "exclusiveMinimum": 0
        },
        "description": "What a factor may lead to at the most."
      },
      "optional": {
        "type": "array",
        "items": {
          "type": "string"
        },
        "description": "Settings that are left out where the program does not say that it can change them; without them all of it would be refused."
      },
      "reason": {
        "type": [
          "string",
          "null"
        ],
        "description": "Why, for the program and the record; the signal's own text without it."
      },
      "wait": {
        "type": [
          "number",
          "string"
        ],
        "exclusiveMinimum": 0,
        "pattern": "^\\s*\\d+(\\.\\d+)?\\s*(ms|s|m|h|d)\\s*$",
        "description": "How long an answer may take: it comes at the end of a step.",
        "default": "60s"
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
      "quiet_steps": {
        "type": "integer",
        "minimum": 1,
        "maximum": 1000000,
        "description": "Counting begins anew with a hit that comes this many steps after the one before, or more; by the field `step`. A hit without a step counts and is no quiet."
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
            ],
            "description": "Only signals that tell this."
          },
          "error_type": {
            "type": "string",
            "description": "Only signals of this error type."
          },
          "subsystem": {
            "type": "string",
            "description": "Only signals of this subsystem."
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
            "pattern": "^[imsU]*$",
            "description": "RE2 flags of `pattern`, of i, m, s and U."
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
    "properties": {
      "confirm_after": {
        "type": [
          "number",
          "string"
        ],
        "minimum": 0,
        "pattern": "^\\s*\\d+(\\.\\d+)?\\s*(ms|s|m|h|d)\\s*$",
        "description": "For failures that last while steps go on (`numerical_instability`, `lasting`, a rule whose operator tells of its end): once it has been so for this long, the failure of a job that lives is confirmed, whatever steps are made meanwhile. Then `hold_seconds` pass, and the job is ended as the policy says. Without it only the job's end or its silence confirms a failure."
      }
    },
    "title": "CrashState"
  },
  "DegradedState": {
    "$schema": "http://json-schema.org/draft-07/schema#",
    "description": "The run goes on, and something is wrong with it: it is shown as `degraded` from the hit on until the rule's operator tells that it is over. It is a warning: it ends no attempt, explains no failure and decides nothing.",
    "type": "object",
    "additionalProperties": false,
    "required": [],
    "properties": {},
    "title": "DegradedState"
  },
  "EmailNotifier": {
    "$schema": "http://json-schema.org/draft-07/schema#",
    "title": "EmailNotifier",
    "description": "Sends mail by SMTP. Wants the package `nodemailer`.",
    "type": "object",
    "additionalProperties": false,
    "required": [
      "from",
      "to"
    ],
    "properties": {
      "name": {
        "type": "string",
        "minLength": 1,
        "description": "What it is called where people are told of it, and by `sigwatch notify test`."
      },
      "url": {
        "type": "string",
        "minLength": 1,
        "description": "The server, perhaps with user and password: `smtp://USER:PASSWORD@HOST:587`, or `smtps://` where TLS comes first. Better by `url_env` or `url_file`: what stands here is seen by whoever may read the file."
      },
      "url_env": {
        "type": "string",
        "minLength": 1,
        "description": "Variable of the environment that holds `url`; read at each sending."
      },
      "url_file": {
        "type": "string",
        "minLength": 1,
        "description": "File that holds `url`, on its first line; read at each sending."
      },
      "host": {
        "type": "string",
        "minLength": 1,
        "description": "The server, where no `url` is given."
      },
      "port": {
        "type": "integer",
        "minimum": 1,
        "maximum": 65535,
        "description": "Its port.",
        "default": 587
      },
      "secure": {
        "type": "boolean",
        "description": "Whether TLS comes first, as on port 465. Otherwise STARTTLS is used where the server has it.",
        "default": false
      },
      "user": {
        "type": "string",
        "minLength": 1,
        "description": "Who logs in."
      },
      "password": {
        "type": "string",
        "minLength": 1,
        "description": "The password of `user`. Better by `password_env` or `password_file`: what stands here is seen by whoever may read the file."
      },
      "password_env": {
        "type": "string",
        "minLength": 1,
        "description": "Variable of the environment that holds `password`; read at each sending."
      },
      "password_file": {
        "type": "string",
        "minLength": 1,
        "description": "File that holds `password`, on its first line; read at each sending."
      },
      "require_tls": {
        "type": "boolean",
        "description": "Whether nothing is sent without TLS. Without it: where a password is sent to another machine."
      },
      "ca": {
        "type": "string",
        "minLength": 1,
        "description": "File with the certificates (PEM) that are trusted; those of Node otherwise."
      },
      "verify": {
        "type": "boolean",
        "description": "Whether the server's certificate is verified.",
        "default": true
      },
      "from": {
        "type": "string",
        "minLength": 1,
        "description": "Who it is from: `sigwatch <sigwatch@example.com>`."
      },
      "to": {
        "type": "array",
        "items": {
          "type": "string",
          "minLength": 1
        },
        "description": "Who gets it.",
        "minItems": 1
      },
      "subject_prefix": {
        "type": "string",
        "description": "Before each subject.",
        "default": "[sigwatch]"
      },
      "timeout": {
        "type": [
          "number",
          "string"
        ],
        "minimum": 0,
        "pattern": "^\\s*\\d+(\\.\\d+)?\\s*(ms|s|m|h|d)\\s*$",
        "description": "One sending takes no longer than this.",
        "default": "30s"
      }
    }
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
  "ExecAdapter": {
    "$schema": "http://json-schema.org/draft-07/schema#",
    "title": "ExecAdapter",
    "description": "Processes that are started straight in a pod, on a host, or here: `job.command` is run behind a prefix, and supervised there.",
    "type": "object",
    "additionalProperties": false,
    "required": [],
    "properties": {
      "prefix": {
        "type": "array",
        "items": {
          "type": "string"
        },
        "description": "What stands before each command: `[kubectl, exec, -n, NS, POD, --]`, `[ssh, host]`; without it everything is run on this machine. In pods of several containers it names one (`-c`)."
      },
      "shells": {
        "type": "integer",
        "minimum": 0,
        "maximum": 4,
        "description": "How many shells read the words on their way. One behind ssh, which joins them with blanks and gives them to the login shell, none behind any other program, unless this says otherwise: `[sudo, ssh, host]` has 1."
      },
      "directory": {
        "type": "string",
        "pattern": "^/",
        "description": "Folder on the other side, in which each job has one of its own. What is to outlive the container lies on a volume.",
        "default": "/tmp/sigwatch"
      },
      "cwd": {
        "type": "string",
        "pattern": "^/",
        "description": "Folder on the other side in which commands begin; that of the job otherwise."
      },
      "poll_interval_seconds": {
        "type": "number",
        "minimum": 1,
        "description": "A job is looked at, and its log is asked for more, once in so many seconds.",
        "default": 5
      },
      "grace_seconds": {
        "type": "number",
        "minimum": 0,
        "description": "Time between SIGTERM and SIGKILL when a job is cancelled.",
        "default": 10
      },
      "nodes": {
        "type": "array",
        "items": {
          "title": "ExecNode",
          "type": "object",
          "additionalProperties": false,
          "required": [
            "node",
            "prefix"
          ],
          "properties": {
            "node": {
              "type": "string",
              "minLength": 1,
              "description": "What the node is called."
            },
            "prefix": {
              "type": "array",
              "items": {
                "type": "string"
              },
              "description": "What leads there."
            },
            "shells": {
              "type": "integer",
              "minimum": 0,
              "maximum": 4,
              "description": "How many shells read the words on their way there."
            }
          }
        },
        "description": "Where what is asked of the nodes (health, evidence of a hang) is run, when the job has several; where `prefix` leads otherwise."
      },
      "resume_args": {
        "type": "array",
        "items": {
          "type": "string"
        },
        "description": "Put behind the command at a restart from a checkpoint, with `{resume_from}`."
      },
      "override_args": {
        "type": "object",
        "additionalProperties": {
          "type": "array",
          "items": {
            "type": "string"
          }
        },
        "description": "Put behind the command for each setting that a policy overrides: `{overrides.NAME}` is what it is then, `{value}` what was set, `{scale}`, `{floor}` and `{cap}` say how its own value changes."
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
            "default": "10s",
            "description": "Before the first retry."
          },
          "factor": {
            "type": "number",
            "minimum": 1,
            "default": 2,
            "description": "By which each further wait is longer."
          },
          "max": {
            "type": [
              "number",
              "string"
            ],
            "minimum": 0,
            "pattern": "^\\s*\\d+(\\.\\d+)?\\s*(ms|s|m|h|d)\\s*$",
            "default": "10m",
            "description": "No wait is longer."
          },
          "jitter": {
            "type": "number",
            "minimum": 0,
            "maximum": 1,
            "default": 0.25,
            "description": "Share of the wait by which chance varies it."
          }
        }
      }
    }
  },
  "ModalAdapter": {
    "$schema": "http://json-schema.org/draft-07/schema#",
    "title": "ModalAdapter",
    "description": "Apps of Modal, by its own client: `job.command` is what stands behind `modal run --detach`, FILE::FUNC and the function's arguments.",
    "type": "object",
    "additionalProperties": false,
    "required": [],
    "properties": {
      "modal": {
        "anyOf": [
          {
            "type": "string",
            "minLength": 1
          },
          {
            "type": "array",
            "minItems": 1,
            "items": {
              "type": "string",
              "minLength": 1
            }
          }
        ],
        "description": "The client: a program, or an argv such as `[python, -m, modal]`. `modal` otherwise."
      },
      "environment": {
        "type": "string",
        "minLength": 1,
        "pattern": "^[A-Za-z0-9][A-Za-z0-9_.-]*$",
        "description": "Modal's environment that apps are in. `MODAL_ENVIRONMENT` otherwise, else that of the client's profile."
      },
      "profile": {
        "type": "string",
        "minLength": 1,
        "description": "Profile of the client's `~/.modal.toml`. `MODAL_PROFILE` otherwise, else the active one."
      },
      "poll_interval_seconds": {
        "type": "number",
        "minimum": 1,
        "description": "At most one look at the list of apps in so many seconds, however many runs there are. After a submission or a stop some come sooner.",
        "default": 30
      },
      "stop_grace_seconds": {
        "type": "number",
        "minimum": 0,
        "description": "Containers that still run so long after Modal has taken a stop are stopped one by one.",
        "default": 60
      },
      "function_timeout": {
        "type": [
          "number",
          "string"
        ],
        "minimum": 1,
        "pattern": "^\\s*\\d+(\\.\\d+)?\\s*(ms|s|m|h|d)\\s*$",
        "description": "The `timeout` of the function, as the script has it, so that it is known when Modal ends it: no list of Modal tells that. Without it nobody knows."
      },
      "resume_args": {
        "type": "array",
        "items": {
          "type": "string"
        },
        "description": "Put behind the function's arguments at a restart from a checkpoint, with `{resume_from}`, `{checkpoint_path}` and `{step}`; an option that stands there already is replaced."
      },
      "override_args": {
        "type": "object",
        "additionalProperties": {
          "type": "array",
          "items": {
            "type": "string"
          }
        },
        "description": "Put behind the function's arguments for each setting that a policy overrides, with `{value}`."
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
  "PagerDutyNotifier": {
    "$schema": "http://json-schema.org/draft-07/schema#",
    "title": "PagerDutyNotifier",
    "description": "Opens and resolves alerts of PagerDuty by its Events API v2: one for each problem of a run.",
    "type": "object",
    "additionalProperties": false,
    "required": [],
    "properties": {
      "name": {
        "type": "string",
        "minLength": 1,
        "description": "What it is called where people are told of it, and by `sigwatch notify test`."
      },
      "routing_key": {
        "type": "string",
        "minLength": 1,
        "description": "Integration key of the service. Better by `routing_key_env` or `routing_key_file`: what stands here is seen by whoever may read the file."
      },
      "routing_key_env": {
        "type": "string",
        "minLength": 1,
        "description": "Variable of the environment that holds `routing_key`; read at each sending."
      },
      "routing_key_file": {
        "type": "string",
        "minLength": 1,
        "description": "File that holds `routing_key`, on its first line; read at each sending."
      },
      "url": {
        "type": "string",
        "minLength": 1,
        "default": "https://events.pagerduty.com/v2/enqueue",
        "pattern": "^https?://",
        "description": "Where events are sent to."
      },
      "client": {
        "type": "string",
        "minLength": 1,
        "default": "sigwatch",
        "description": "What PagerDuty calls the sender."
      },
      "client_url": {
        "type": "string",
        "minLength": 1,
        "pattern": "^https?://",
        "description": "Where its name leads to."
      },
      "timeout": {
        "type": [
          "number",
          "string"
        ],
        "minimum": 0,
        "pattern": "^\\s*\\d+(\\.\\d+)?\\s*(ms|s|m|h|d)\\s*$",
        "description": "One sending takes no longer than this.",
        "default": "30s"
      }
    }
  },
  "RayAdapter": {
    "$schema": "http://json-schema.org/draft-07/schema#",
    "title": "RayAdapter",
    "description": "Jobs of a Ray cluster, by its Jobs REST API: `job.command` is the entrypoint, each argument quoted for a shell; who wants a shell writes `sh -c '…'`.",
    "type": "object",
    "additionalProperties": false,
    "required": [],
    "properties": {
      "address": {
        "type": "string",
        "minLength": 1,
        "description": "Of the dashboard, which serves the Jobs API: `http://HOST:8265` or `https://…`, perhaps with a path. `RAY_ADDRESS` otherwise, else `http://127.0.0.1:8265`."
      },
      "token_file": {
        "type": "string",
        "minLength": 1,
        "description": "File that holds the bearer token. `RAY_AUTH_TOKEN` otherwise, else the file that `RAY_AUTH_TOKEN_PATH` names, else `~/.ray/auth_token`, where they are there."
      },
      "headers": {
        "type": "object",
        "additionalProperties": {
          "type": "string"
        },
        "description": "Headers of every request, as a proxy before the dashboard may want them."
      },
      "tls": {
        "title": "Tls",
        "type": "object",
        "additionalProperties": false,
        "description": "For an address with https.",
        "properties": {
          "ca": {
            "type": "string",
            "minLength": 1,
            "description": "File with the certificates (PEM) that are trusted; those of Node otherwise."
          },
          "cert": {
            "type": "string",
            "minLength": 1,
            "description": "File with our own certificate (PEM), where the server asks for one."
          },
          "key": {
            "type": "string",
            "minLength": 1,
            "description": "File with its key (PEM)."
          },
          "verify": {
            "type": "boolean",
            "description": "Whether the server's certificate is verified.",
            "default": true
          }
        }
      },
      "runtime_env": {
        "type": "object",
        "description": "Ray's runtime environment of the job (`pip`, `working_dir`, `env_vars` …), as Ray has it. `job.env` and the variables of sigwatch are put into its `env_vars`. Folders in `working_dir` and `py_modules` are uploaded; relative ones are meant from the folder of the file."
      },
      "metadata": {
        "type": "object",
        "additionalProperties": {
          "type": "string"
        },
        "description": "Metadata of the job, beside `name` and `sigwatch`."
      },
      "entrypoint_num_cpus": {
        "type": "number",
        "minimum": 0,
        "description": "CPUs that are reserved for the entrypoint itself."
      },
      "entrypoint_num_gpus": {
        "type": "number",
        "minimum": 0,
        "description": "GPUs that are reserved for the entrypoint itself, apart from those that its tasks and actors ask for."
      },
      "entrypoint_memory": {
        "type": "integer",
        "minimum": 0,
        "description": "Memory (bytes) that is reserved for the entrypoint itself."
      },
      "entrypoint_resources": {
        "type": "object",
        "additionalProperties": {
          "type": "number",
          "minimum": 0
        },
        "description": "Custom resources that are reserved for the entrypoint itself, by name."
      },
      "delete_ended": {
        "type": "boolean",
        "description": "Whether a job that was asked to end, and has ended, is deleted from Ray's list when it is asked again.",
        "default": false
      },
      "worker_logs": {
        "type": [
          "boolean",
          "string"
        ],
        "description": "Logs of the job's workers beside that of its driver: read by Ray's state API (true), not at all (false), or as files of a folder.",
        "default": true
      },
      "log_directory": {
        "type": "string",
        "minLength": 1,
        "description": "Folder of the head's logs where it is mounted here: the driver's log is read there and not by the dashboard."
      },
      "poll_interval_seconds": {
        "type": "number",
        "minimum": 1,
        "description": "At most one look at the jobs in so many seconds, however many runs there are. After a submission or a stop some come sooner.",
        "default": 30
      },
      "exec": {
        "type": "array",
        "items": {
          "title": "ExecNode",
          "type": "object",
          "additionalProperties": false,
          "required": [
            "node",
            "prefix"
          ],
          "properties": {
            "node": {
              "type": "string",
              "minLength": 1,
              "description": "What the node is called in what is told of it."
            },
            "prefix": {
              "type": "array",
              "items": {
                "type": "string"
              },
              "description": "argv that a command is put behind: `[kubectl, exec, -n, NS, POD, --]`, `[ssh, HOST]`, or none for this machine."
            }
          }
        },
        "description": "How commands are run on the nodes or pods of the job, for health and evidence. Without it, where the address is this machine's own: here."
      },
      "resume_args": {
        "type": "array",
        "items": {
          "type": "string"
        },
        "description": "Put behind the command's arguments at a restart from a checkpoint, with `{resume_from}`, `{checkpoint_path}` and `{step}`; an option that stands there already is replaced."
      },
      "override_args": {
        "type": "object",
        "additionalProperties": {
          "type": "array",
          "items": {
            "type": "string"
          }
        },
        "description": "Put behind the command's arguments for each setting that a policy overrides, with `{value}`."
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
        ],
        "description": "Why, where `reason` is not given."
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
      "exclude_for": {
        "type": [
          "number",
          "string"
        ],
        "minimum": 0,
        "pattern": "^\\s*\\d+(\\.\\d+)?\\s*(ms|s|m|h|d)\\s*$",
        "default": "24h",
        "description": "For how long such a node is not used."
      },
      "no_restart_exit_codes": {
        "type": "array",
        "items": {
          "type": "integer",
          "minimum": 0
        },
        "default": [
          93
        ],
        "description": "Exit codes of the job that ask for no restart: they stop the run, whatever the lists say."
      },
      "resume": {
        "enum": [
          "latest_verified"
        ],
        "default": "latest_verified",
        "description": "The checkpoint that a new attempt is given."
      },
      "no_checkpoint_found": {
        "enum": [
          "start_over",
          "stop"
        ],
        "default": "start_over",
        "description": "What is done where the run has made steps and `checkpoint_dir` holds no whole checkpoint: start from the beginning, or end the run."
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
        "description": "Root rules to restart. What its owner has cancelled is restarted only where this names `cancelled_by_user`."
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
              "description": "Factor of each setting, applied to the one in force: a second restart for it multiplies again."
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
            },
            "roll_back": {
              "type": "boolean",
              "description": "Resume from the newest whole checkpoint of a step before the failure, instead of the newest of all."
            }
          },
          "minProperties": 1
        },
        "description": "What a new attempt is given, by the name of the root's rule, else by its error type. Counts only where not excluded; settings that were changed stay changed for all later attempts."
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
            ],
            "description": "Only signals that tell this."
          },
          "error_type": {
            "type": "string",
            "description": "Only signals of this error type."
          },
          "subsystem": {
            "type": "string",
            "description": "Only signals of this subsystem."
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
            "pattern": "^[imsU]*$",
            "description": "RE2 flags of `pattern`, of i, m, s and U."
          }
        }
      }
    }
  },
  "SlackBotNotifier": {
    "$schema": "http://json-schema.org/draft-07/schema#",
    "title": "SlackBotNotifier",
    "description": "Posts to a Slack channel as a bot: one thread for each run, whose first message shows how the run is now. The bot needs the scope `chat:write`, and has to be in the channel.",
    "type": "object",
    "additionalProperties": false,
    "required": [
      "channel"
    ],
    "properties": {
      "name": {
        "type": "string",
        "minLength": 1,
        "description": "What it is called where people are told of it, and by `sigwatch notify test`."
      },
      "token": {
        "type": "string",
        "minLength": 1,
        "description": "The bot's token, `xoxb-…`. Better by `token_env` or `token_file`: what stands here is seen by whoever may read the file."
      },
      "token_env": {
        "type": "string",
        "minLength": 1,
        "description": "Variable of the environment that holds `token`; read at each sending."
      },
      "token_file": {
        "type": "string",
        "minLength": 1,
        "description": "File that holds `token`, on its first line; read at each sending."
      },
      "channel": {
        "type": "string",
        "minLength": 1,
        "description": "Id of the channel, `C…`: shown at the end of what Slack tells of a channel."
      },
      "update": {
        "type": "boolean",
        "description": "Whether the first message of a run is kept as the run is now.",
        "default": true
      },
      "broadcast": {
        "type": "boolean",
        "description": "Whether news that need a person are shown in the channel too, and not in the thread alone.",
        "default": true
      },
      "api_url": {
        "type": "string",
        "minLength": 1,
        "default": "https://slack.com/api",
        "pattern": "^https?://",
        "description": "Where Slack's Web API is."
      },
      "timeout": {
        "type": [
          "number",
          "string"
        ],
        "minimum": 0,
        "pattern": "^\\s*\\d+(\\.\\d+)?\\s*(ms|s|m|h|d)\\s*$",
        "description": "One sending takes no longer than this.",
        "default": "30s"
      }
    }
  },
  "SlackWebhookNotifier": {
    "$schema": "http://json-schema.org/draft-07/schema#",
    "title": "SlackWebhookNotifier",
    "description": "Posts to a Slack channel by an incoming webhook.",
    "type": "object",
    "additionalProperties": false,
    "required": [],
    "properties": {
      "name": {
        "type": "string",
        "minLength": 1,
        "description": "What it is called where people are told of it, and by `sigwatch notify test`."
      },
      "url": {
        "type": "string",
        "minLength": 1,
        "description": "The webhook: `https://hooks.slack.com/services/…`. Better by `url_env` or `url_file`: what stands here is seen by whoever may read the file."
      },
      "url_env": {
        "type": "string",
        "minLength": 1,
        "description": "Variable of the environment that holds `url`; read at each sending."
      },
      "url_file": {
        "type": "string",
        "minLength": 1,
        "description": "File that holds `url`, on its first line; read at each sending."
      },
      "timeout": {
        "type": [
          "number",
          "string"
        ],
        "minimum": 0,
        "pattern": "^\\s*\\d+(\\.\\d+)?\\s*(ms|s|m|h|d)\\s*$",
        "description": "One sending takes no longer than this.",
        "default": "30s"
      }
    }
  },
  "SlurmAdapter": {
    "$schema": "http://json-schema.org/draft-07/schema#",
    "title": "SlurmAdapter",
    "description": "Jobs of a SLURM cluster: `job.command` is what stands behind `sbatch`, the script and its arguments included.",
    "type": "object",
    "additionalProperties": false,
    "required": [],
    "properties": {
      "restart_by": {
        "enum": [
          "resubmit",
          "requeue"
        ],
        "description": "How a restart comes about: sbatch of the same script, or `scontrol requeue`, which keeps the job id; where a job can't be requeued it is resubmitted, and that is said.",
        "default": "resubmit"
      },
      "poll_interval_seconds": {
        "type": "number",
        "minimum": 1,
        "description": "At most one squeue call in so many seconds, however many runs there are. After a submission or a cancellation some calls come sooner.",
        "default": 30
      },
      "log_wait_seconds": {
        "type": "number",
        "minimum": 0,
        "description": "A job's logs are read to their end when it has ended, and once more after so many seconds: a network file system may show the last lines late.",
        "default": 10
      },
      "user": {
        "type": "string",
        "minLength": 1,
        "description": "Whose jobs are asked for; who runs sigwatch otherwise."
      },
      "cluster": {
        "type": "string",
        "minLength": 1,
        "description": "The cluster, where slurm.conf knows several (`--clusters`)."
      },
      "checkpoint_signal": {
        "title": "CheckpointSignal",
        "type": "object",
        "additionalProperties": false,
        "description": "Asks the job for a checkpoint before its time limit ends it. Without this no signal is sent.",
        "properties": {
          "signal": {
            "type": "string",
            "pattern": "^(SIG)?[A-Z][A-Z0-9]*$",
            "description": "The signal's name.",
            "default": "USR1"
          },
          "before": {
            "type": [
              "number",
              "string"
            ],
            "minimum": 0,
            "pattern": "^\\s*\\d+(\\.\\d+)?\\s*(ms|s|m|h|d)\\s*$",
            "description": "How long before the end of its time it is sent.",
            "default": "5m"
          },
          "to": {
            "enum": [
              "batch",
              "step"
            ],
            "description": "Whom it is sent to: the batch script, or the processes that srun has started.",
            "default": "batch"
          }
        }
      },
      "evidence": {
        "title": "Evidence",
        "type": "object",
        "additionalProperties": false,
        "description": "What is gathered on the nodes of a hung job before it is cancelled.",
        "properties": {
          "commands": {
            "type": "array",
            "items": {
              "type": "array",
              "items": {
                "type": "string"
              },
              "minItems": 1
            },
            "description": "Each an argv, run once on each node; never a shell's text. Stacks, GPUs, the kernel's log and NCCL's flight recorder otherwise."
          },
          "timeout": {
            "type": [
              "number",
              "string"
            ],
            "minimum": 0,
            "pattern": "^\\s*\\d+(\\.\\d+)?\\s*(ms|s|m|h|d)\\s*$",
            "description": "For all of them together.",
            "default": "60s"
          }
        }
      },
      "repoint_dependents": {
        "type": "boolean",
        "description": "Whether jobs that depend on a job are made to depend on the one that goes on for it. They are named in any case.",
        "default": false
      },
      "resume_args": {
        "type": "array",
        "items": {
          "type": "string"
        },
        "description": "Put behind the script's arguments at a restart from a checkpoint: `{checkpoint_path}` (or `{resume_from}`) is its path, `{step}` its step. An option that stands there already is replaced."
      },
      "override_args": {
        "type": "object",
        "additionalProperties": {
          "type": "array",
          "items": {
            "type": "string"
          }
        },
        "description": "Put behind the script's arguments for each setting that a policy overrides, with `{value}`. An option that stands there already is replaced."
      }
    }
  },
  "SnsNotifier": {
    "$schema": "http://json-schema.org/draft-07/schema#",
    "title": "SnsNotifier",
    "description": "Publishes to a topic of AWS SNS. Wants the package `@aws-sdk/client-sns`; credentials are found as by every tool of AWS.",
    "type": "object",
    "additionalProperties": false,
    "required": [],
    "properties": {
      "name": {
        "type": "string",
        "minLength": 1,
        "description": "What it is called where people are told of it, and by `sigwatch notify test`."
      },
      "topic_arn": {
        "type": "string",
        "minLength": 1,
        "description": "The topic, `arn:aws:sns:REGION:ACCOUNT:NAME`. With `.fifo` at its end each run is a message group."
      },
      "topic_arn_env": {
        "type": "string",
        "minLength": 1,
        "description": "Variable of the environment that holds `topic_arn`."
      },
      "topic_arn_file": {
        "type": "string",
        "minLength": 1,
        "description": "File that holds `topic_arn`, on its first line."
      },
      "region": {
        "type": "string",
        "minLength": 1,
        "description": "Region; that of the topic otherwise."
      },
      "endpoint": {
        "type": "string",
        "minLength": 1,
        "pattern": "^https?://",
        "description": "Another address than that of AWS."
      },
      "format": {
        "enum": [
          "text",
          "json"
        ],
        "description": "What the message is: the text for people, or the whole notice as JSON.",
        "default": "text"
      },
      "timeout": {
        "type": [
          "number",
          "string"
        ],
        "minimum": 0,
        "pattern": "^\\s*\\d+(\\.\\d+)?\\s*(ms|s|m|h|d)\\s*$",
        "description": "One sending takes no longer than this.",
        "default": "30s"
      }
    }
  },
  "StabilityOperator": {
    "$schema": "http://json-schema.org/draft-07/schema#",
    "title": "StabilityOperator",
    "description": "Judges losses, gradient norms and matrices of steps: fires when a step shows what `detect` names, and tells when a later one shows that it is over. Windows run over steps, however often lines are printed; values that are not finite are no part of them.",
    "type": "object",
    "additionalProperties": false,
    "required": [
      "detect"
    ],
    "properties": {
      "detect": {
        "enum": [
          "nan_detected",
          "inf_detected",
          "gradient_explosion",
          "loss_divergence",
          "oom",
          "condition_number_high",
          "schatten_norm_high"
        ],
        "description": "What it looks for. `oom` is any signal of its input that is no step."
      },
      "in": {
        "type": "array",
        "minItems": 1,
        "items": {
          "enum": [
            "loss",
            "gradients",
            "parameters"
          ]
        },
        "description": "Of nan_detected and inf_detected: only where values are found in one of these. All of them otherwise."
      },
      "by": {
        "type": "array",
        "items": {
          "type": "string"
        },
        "description": "Held apart by these: names of fields, `source`, `rank` or `signal`.",
        "default": [
          "source",
          "rank"
        ]
      },
      "for": {
        "type": "integer",
        "minimum": 1,
        "maximum": 1000,
        "description": "Fires only when so many steps in a row show it, of those that measure it. `step` is then the first of them.",
        "default": 1
      },
      "until_back": {
        "type": "boolean",
        "description": "Of gradient_explosion and loss_divergence: it is over only when the value is back below what its first step went over. Otherwise it is over, too, when the window has got used to it.",
        "default": false
      },
      "gradient_window": {
        "type": "integer",
        "minimum": 1,
        "maximum": 10000,
        "description": "Steps whose gradient norms make up the median; the last ten norms where it holds fewer. Without it what the program's `hello` says, else 100."
      },
      "loss_window": {
        "type": "integer",
        "minimum": 1,
        "maximum": 10000,
        "description": "Steps back to the loss that the present one is compared with. Without it what the program's `hello` says, else 100."
      },
      "gradient_explosion_threshold": {
        "type": "number",
        "exclusiveMinimum": 0,
        "description": "So many times the median is an explosion. Without it what the program's `hello` says, else 10."
      },
      "loss_divergence_threshold": {
        "type": "number",
        "exclusiveMinimum": 0,
        "description": "So much above the earlier loss, as a share of its size, is a divergence. Without it what the program's `hello` says, else 0.5."
      },
      "condition_number_threshold": {
        "type": "number",
        "exclusiveMinimum": 0,
        "description": "A condition number above it is high. Without it what the program's `hello` says, else 1,000,000."
      },
      "schatten_threshold": {
        "type": "number",
        "exclusiveMinimum": 0,
        "description": "A Schatten norm above it is high. Without it what the program's `hello` says, else 100."
      }
    }
  },
  "StalledState": {
    "$schema": "http://json-schema.org/draft-07/schema#",
    "description": "The attempt goes on without progress.",
    "type": "object",
    "additionalProperties": false,
    "required": [],
    "properties": {
      "at_once": {
        "type": "boolean",
        "default": false,
        "description": "The run is shown as `stalled` from the hit on until the rule's operator tells that it is over (`when: value`, for example), and not only when the failure is confirmed. By itself it decides nothing: that takes the silence of the run's own log (`inactivity_threshold_seconds`), or its platform's word."
      }
    },
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
        ],
        "description": "Why, where `reason` is not given."
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
    "properties": {
      "at_once": {
        "type": "boolean",
        "default": false,
        "description": "The run is shown as `timed_out` from the hit on until the rule's operator tells that it is over (`when: value`, for example), and not only when the failure is confirmed. By itself it decides nothing: that takes the silence of the run's own log (`inactivity_threshold_seconds`), or its platform's word."
      }
    },
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
  },
  "WebhookNotifier": {
    "$schema": "http://json-schema.org/draft-07/schema#",
    "title": "WebhookNotifier",
    "description": "Posts JSON to any address: a CloudEvents 1.0 envelope, signed in the way of Standard Webhooks.",
    "type": "object",
    "additionalProperties": false,
    "required": [],
    "properties": {
      "name": {
        "type": "string",
        "minLength": 1,
        "description": "What it is called where people are told of it, and by `sigwatch notify test`."
      },
      "url": {
        "type": "string",
        "minLength": 1,
        "description": "Where it is posted to. Better by `url_env` or `url_file`: what stands here is seen by whoever may read the file."
      },
      "url_env": {
        "type": "string",
        "minLength": 1,
        "description": "Variable of the environment that holds `url`; read at each sending."
      },
      "url_file": {
        "type": "string",
        "minLength": 1,
        "description": "File that holds `url`, on its first line; read at each sending."
      },
      "secret": {
        "type": "string",
        "minLength": 1,
        "description": "Signs each message: `whsec_` and a key in base64, or any text. Better by `secret_env` or `secret_file`: what stands here is seen by whoever may read the file."
      },
      "secret_env": {
        "type": "string",
        "minLength": 1,
        "description": "Variable of the environment that holds `secret`; read at each sending."
      },
      "secret_file": {
        "type": "string",
        "minLength": 1,
        "description": "File that holds `secret`, on its first line; read at each sending."
      },
      "token": {
        "type": "string",
        "minLength": 1,
        "description": "Sent as `Authorization: Bearer …`. Better by `token_env` or `token_file`: what stands here is seen by whoever may read the file."
      },
      "token_env": {
        "type": "string",
        "minLength": 1,
        "description": "Variable of the environment that holds `token`; read at each sending."
      },
      "token_file": {
        "type": "string",
        "minLength": 1,
        "description": "File that holds `token`, on its first line; read at each sending."
      },
      "token_header": {
        "type": "string",
        "minLength": 1,
        "pattern": "^[A-Za-z0-9-]+$",
        "description": "Another header in which the token is sent, as it is."
      },
      "headers": {
        "type": "object",
        "additionalProperties": {
          "type": "string"
        },
        "description": "Further headers, with nothing secret in them."
      },
      "source": {
        "type": "string",
        "minLength": 1,
        "default": "sigwatch",
        "description": "`source` of the envelope."
      },
      "timeout": {
        "type": [
          "number",
          "string"
        ],
        "minimum": 0,
        "pattern": "^\\s*\\d+(\\.\\d+)?\\s*(ms|s|m|h|d)\\s*$",
        "description": "One sending takes no longer than this.",
        "default": "30s"
      }
    }
  }
} as const;

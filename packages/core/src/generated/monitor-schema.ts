// Written by scripts/generate-types.mjs from schemas/. Do not edit.
/** JSON Schema (draft-07): A monitor: how often to look, when silence is a stall, and the rules that give log lines a meaning. */
export const monitorSchema = {
  "$schema": "http://json-schema.org/draft-07/schema#",
  "$id": "https://sigwatch.dev/schemas/monitor.schema.json",
  "title": "MonitorFile",
  "description": "A monitor: how often to look, when silence is a stall, and the rules that give log lines a meaning.",
  "type": "object",
  "additionalProperties": false,
  "properties": {
    "class_name": {
      "description": "LogMonitor follows logs; SlurmLogMonitor is the same and needs no SLURM. NullMonitor has no rules and infers no stall: only the job's own state counts, and `termination_string` and `termination_command` where they are given.",
      "enum": [
        "LogMonitor",
        "SlurmLogMonitor",
        "NullMonitor"
      ],
      "default": "LogMonitor"
    },
    "name": {
      "type": "string",
      "description": "Name for people; the file's name otherwise."
    },
    "description": {
      "type": "string",
      "description": "What the monitor is for."
    },
    "defaults": {
      "description": "Monitors to start from: names of files beside this one, then of packs. `_self_` says where this file comes in; last, when it is missing.",
      "type": [
        "array",
        "string"
      ],
      "items": {
        "$ref": "#/definitions/include"
      }
    },
    "poll_interval_seconds": {
      "description": "How often a platform that answers with a delay is asked about its job. Logs, and jobs of this machine, are looked at as soon as anything happens, and twice a second.",
      "type": "number",
      "exclusiveMinimum": 0,
      "default": 30
    },
    "check_interval_seconds": {
      "description": "How often `termination_command` is asked. Stalls need no such period: each is judged at its deadline, and so never later than a check after it would.",
      "type": "number",
      "exclusiveMinimum": 0,
      "default": 30
    },
    "inactivity_threshold_seconds": {
      "description": "Without output, or without a step, for this long the run has stalled.",
      "type": "number",
      "exclusiveMinimum": 0,
      "default": 1800
    },
    "startup_allowance_seconds": {
      "description": "How long a start may take until the first step, where that is longer than `inactivity_threshold_seconds`: loading a model prints little. Also after a launcher has started its workers again by itself.",
      "type": "number",
      "exclusiveMinimum": 0
    },
    "hold_seconds": {
      "description": "How long a settled-looking incident of a live job waits for more lines.",
      "type": "number",
      "minimum": 0,
      "default": 30
    },
    "log_path_template": {
      "description": "A log to follow beside the job's own, in every attempt with its values: {run_id} {job_id} {attempt} {name} {output_dir} {node}, and %j %J %A %a %b %x %N %n %t %s %u as in sbatch, %4j with zeros before it; what only a task of the job knows stands for any text. `${job.id}` and its like are filled in by the run. A relative path is meant from where the job is started. Not used by watch and replay, which are given their logs.",
      "type": [
        "string",
        "null"
      ],
      "default": null
    },
    "output_paths": {
      "description": "Further logs to follow: files, folders or globs, with the same templates as `log_path_template`.",
      "type": "array",
      "items": {
        "type": "string"
      },
      "default": []
    },
    "termination_string": {
      "description": "A line that holds this text ends the run as succeeded, whatever its exit code is; the job is left to end. It is a rule of this name behind all others.",
      "type": [
        "string",
        "null"
      ],
      "minLength": 1,
      "pattern": "^[^\\r\\n]*$",
      "default": null
    },
    "termination_command": {
      "description": "A command that says whether the run has ended well: yes is to print 1, or to exit with 0 and print nothing (here 1 as an exit code is a no). A list of words, or a text that is split at spaces; no shell reads it. It is asked every `check_interval_seconds` while the job runs (in watch: while the logs are followed) and once more when it has ended; a yes ends the run as succeeded, as `termination_string` does. Templates: {run_id} {job_id} {attempt} {name} {output_dir}. After 60 s without an answer it is ended, which is a no.",
      "type": [
        "string",
        "array",
        "null"
      ],
      "pattern": "\\S",
      "minItems": 1,
      "items": {
        "type": "string"
      },
      "default": null
    },
    "start_condition_cmd": {
      "description": "A command that says whether an attempt may be submitted; every attempt waits for its yes, in the form of `termination_command`. Templates: {run_id} {attempt} {name} {output_dir}.",
      "type": [
        "string",
        "array",
        "null"
      ],
      "pattern": "\\S",
      "minItems": 1,
      "items": {
        "type": "string"
      },
      "default": null
    },
    "start_condition_interval_seconds": {
      "description": "How often the start condition is asked.",
      "type": [
        "number",
        "null"
      ],
      "exclusiveMinimum": 0,
      "default": 60
    },
    "state_whitelist": {
      "description": "States of the job that count as alive and to be monitored, in our words (pending, running, suspended, completing, …) or the platform's (RUNNING, COMPLETING, PREEMPTED, …). While the job is in another one, nothing is concluded from its log and its silence, as if supervision was paused. A job that ends in one of them has not failed: the incident is ignored and the run ends as cancelled, without a restart. All live states and no end otherwise.",
      "type": [
        "array",
        "null"
      ],
      "items": {
        "type": "string"
      },
      "default": null
    },
    "actions": {
      "description": "Actions on a decision or a state of the run, whatever rule led to it.",
      "type": "array",
      "items": {
        "$ref": "#/definitions/action"
      },
      "default": []
    },
    "log_signals": {
      "description": "The rules. They merge by name with those of `defaults`: the same name overrides in place; the same name without a pattern disables.",
      "type": "array",
      "items": {
        "$ref": "#/definitions/rule"
      },
      "default": []
    },
    "sources": {
      "description": "Further sources of lines, of plugins; all attempts share them.",
      "type": "array",
      "items": {
        "$ref": "#/definitions/source"
      },
      "default": []
    },
    "notifiers": {
      "description": "Who is told of decisions and states: by default of a restart, of a stop, and of success.",
      "type": "array",
      "items": {
        "$ref": "#/definitions/notifier"
      },
      "default": []
    }
  },
  "definitions": {
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
        "/monitoring": {
          "type": "string",
          "description": "Name of a monitor."
        },
        "monitoring": {
          "type": "string",
          "description": "Name of a monitor."
        }
      },
      "description": "A monitor to start from, as a training setup names it."
    },
    "severity": {
      "title": "SeverityName",
      "enum": [
        "warning",
        "error",
        "critical",
        "fatal"
      ]
    },
    "rule": {
      "title": "RuleEntry",
      "description": "A named pattern, and what a line that it hits means.",
      "type": "object",
      "additionalProperties": false,
      "required": [
        "name"
      ],
      "properties": {
        "name": {
          "type": "string",
          "pattern": "^[A-Za-z_][A-Za-z0-9_.-]*$",
          "description": "Unique in the monitor; what events, policies and `symptom_of` call it."
        },
        "description": {
          "type": "string",
          "description": "What the line means."
        },
        "pattern": {
          "type": [
            "string",
            "null"
          ],
          "minLength": 1,
          "description": "What to look for in each line. Missing or null: the rule of this name is disabled."
        },
        "pattern_type": {
          "description": "regex is RE2 (no lookaround, no backreference); substring is literal; dissect is `text %{field} text`; json and logfmt are conditions on the fields of a structured line, `level=\"error\" message=~\"out of memory\" code>=500 rank`.",
          "enum": [
            "regex",
            "substring",
            "dissect",
            "json",
            "logfmt"
          ],
          "default": "regex"
        },
        "input": {
          "$ref": "#/definitions/inputs",
          "description": "Other signals in place of a pattern: what `when` is asked of."
        },
        "flags": {
          "type": "string",
          "pattern": "^[imsU]*$",
          "description": "RE2 flags, of i, m, s and U; i ignores case. With json and logfmt they hold for values."
        },
        "unless": {
          "type": "string",
          "minLength": 1,
          "description": "A line that also matches this RE2 pattern is no hit."
        },
        "count_echoes": {
          "type": "boolean",
          "default": false,
          "description": "A rule for errors or warnings passes over lines that only repeat a text: shell traces, command lines and help texts, dumps of arguments and settings, lines of source code, samples of a model, rules of sigwatch. True: it hits them too."
        },
        "lines": {
          "type": "integer",
          "minimum": 1,
          "maximum": 10000,
          "description": "The line and what follows it form a block of at most this many lines."
        },
        "state": {
          "$ref": "#/definitions/state"
        },
        "actions": {
          "type": [
            "array",
            "null"
          ],
          "items": {
            "$ref": "#/definitions/action"
          },
          "description": "What to do at each hit."
        },
        "metadata": {
          "$ref": "#/definitions/metadata"
        },
        "extract_groups": {
          "type": [
            "object",
            "null"
          ],
          "additionalProperties": {
            "type": [
              "string",
              "integer"
            ],
            "minimum": 0
          },
          "description": "Field name to group name, group index, or `match` for the whole match. Without it every named group is a field."
        },
        "symptom_of": {
          "type": "array",
          "items": {
            "type": "string"
          },
          "description": "Error types or rules (or `*`): when one is in the incident, this is its consequence. The error type's list otherwise."
        },
        "latent": {
          "type": [
            "number",
            "string"
          ],
          "minimum": 0,
          "pattern": "^\\s*\\d+(\\.\\d+)?\\s*(ms|s|m|h|d)\\s*$",
          "description": "May have caused a failure that shows this much later."
        },
        "platform": {
          "type": "boolean",
          "default": false,
          "description": "The scheduler's or the kernel's own stated reason: outranks what the program says."
        },
        "lasting": {
          "type": "boolean",
          "description": "A metric or a failed write: steps that go on do not disprove it. True for numerical_instability, storage and checkpoint_corrupt unless said otherwise."
        },
        "suffices": {
          "type": "boolean",
          "default": false,
          "description": "A success line that ends the run by itself, without the job's word."
        },
        "remedy": {
          "type": "string",
          "description": "What to do about it, in one sentence; may name the rule's fields as `{field}`, and `{rank}`, `{node}`, `{gpu}` of who failed. Without it, or where one of them is not known, the error type's is said."
        },
        "status": {
          "enum": [
            "stable",
            "test",
            "experimental",
            "deprecated"
          ],
          "default": "stable",
          "description": "How far the rule can be trusted."
        },
        "when": {
          "$ref": "#/definitions/when"
        },
        "tests": {
          "type": "array",
          "items": {
            "$ref": "#/definitions/test"
          },
          "description": "Lines that the rule must hit, and near misses."
        }
      }
    },
    "state": {
      "title": "StateEntry",
      "description": "What a hit says of the run.",
      "type": [
        "object",
        "null"
      ],
      "required": [
        "class_name"
      ],
      "properties": {
        "class_name": {
          "type": "string",
          "description": "CrashState, StalledState, TimeoutState, DegradedState, SuccessState, or a plugin's."
        }
      }
    },
    "metadata": {
      "title": "Metadata",
      "description": "Free, and handed on with every signal; the keys listed here have a meaning.",
      "type": [
        "object",
        "null"
      ],
      "properties": {
        "kind": {
          "type": "string",
          "description": "error, warning, progress, checkpoint, success, notice or state; decided by the state where it is missing or another word."
        },
        "error_type": {
          "type": "string",
          "description": "One of schemas/error-types.yaml, or an own one."
        },
        "subsystem": {
          "type": "string",
          "description": "What failed: cuda, distributed, slurm …"
        },
        "throughput_unit": {
          "type": "string",
          "description": "Of a progress rule with a field `throughput`: what it counts, as `tokens/s`; its hits have it as a field of this name."
        },
        "severity": {
          "$ref": "#/definitions/severity",
          "description": "How bad it is; the error type's otherwise."
        },
        "notice_seconds": {
          "type": "number",
          "minimum": 0,
          "description": "Its lines say that the machine of the job is taken away, so many seconds from then; fields `ends_at` and `ends_in_seconds` say it of one line."
        },
        "checkpoint": {
          "type": "string",
          "description": "`verified`: the program has read the checkpoint of its line again, and it is what was written."
        }
      }
    },
    "test": {
      "title": "RuleTest",
      "type": "object",
      "additionalProperties": false,
      "required": [
        "log",
        "expect"
      ],
      "properties": {
        "log": {
          "type": [
            "string",
            "array"
          ],
          "items": {
            "$ref": "#/definitions/test_entry"
          },
          "description": "A line, or several lines; or line by line, with times and what the platform says, as in `lines` of NAME.test.yaml. A rule with `when` is played through the engine, any other is only matched where the log is a text."
        },
        "expect": {
          "type": [
            "object",
            "string"
          ],
          "pattern": "^none$",
          "description": "Fields that a hit must bring (may be empty), or `none` for a near miss. Or `count`, `at`, `fields`, `source`, `line`, `error_type`, as far as the rule has no fields of these names: how many hits (exactly `count`, else at least one) are like that."
        }
      }
    },
    "action": {
      "title": "ActionEntry",
      "description": "A side effect, journaled before it happens: the class of an action, and its settings.",
      "type": "object",
      "required": [
        "class_name"
      ],
      "properties": {
        "class_name": {
          "type": "string",
          "description": "ErrorNoteAction, ExecutionAction, RestartAction, TerminationAction, or a plugin's."
        },
        "on": {
          "$ref": "#/definitions/on"
        }
      }
    },
    "on": {
      "title": "ActionTrigger",
      "description": "Act on a decision or a state instead of on the rule's hit.",
      "type": "object",
      "additionalProperties": false,
      "minProperties": 1,
      "properties": {
        "decision": {
          "type": "array",
          "items": {
            "enum": [
              "restart",
              "stop",
              "ignore"
            ]
          },
          "description": "Decisions to act on."
        },
        "state": {
          "type": "array",
          "items": {
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
          "description": "States to act on, when the run comes into them."
        }
      }
    },
    "source": {
      "title": "SourceEntry",
      "description": "Where lines come from beside the job's own logs: the class of a source, and its settings.",
      "type": "object",
      "required": [
        "class_name"
      ],
      "properties": {
        "class_name": {
          "type": "string",
          "description": "Of a plugin."
        }
      }
    },
    "notifier": {
      "title": "NotifierEntry",
      "description": "Who is told: the class of a notifier, and its settings.",
      "type": "object",
      "required": [
        "class_name"
      ],
      "properties": {
        "class_name": {
          "type": "string",
          "description": "SlackWebhookNotifier, SlackBotNotifier, SnsNotifier, EmailNotifier, WebhookNotifier, PagerDutyNotifier, CommandNotifier, or a notifier of a plugin."
        },
        "on": {
          "$ref": "#/definitions/told_on"
        }
      }
    },
    "when": {
      "title": "WhenEntry",
      "description": "When the hits of the rule (or the signals of `input`) count: `count`, `absent`, `start_within`, `value`, `sequence`, `every`, `detect` or `throttle`; or `class_name` and settings of a plugin's operator.",
      "type": "object",
      "minProperties": 1,
      "properties": {
        "class_name": {
          "type": "string",
          "description": "CountOperator, AbsentOperator, ValueOperator, SequenceOperator, EveryOperator, StabilityOperator (none of which has to be named), or a plugin's."
        },
        "message": {
          "$ref": "#/definitions/message"
        },
        "throttle": {
          "$ref": "#/definitions/throttle"
        }
      }
    },
    "message": {
      "title": "Message",
      "description": "The sentence of its signals, with `{field}` templates.",
      "type": "string",
      "minLength": 1
    },
    "throttle": {
      "title": "Throttle",
      "description": "Each group is told once in this time at most.",
      "type": [
        "number",
        "string"
      ],
      "exclusiveMinimum": 0,
      "pattern": "^\\s*\\d+(\\.\\d+)?\\s*(ms|s|m|h|d)\\s*$"
    },
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
    },
    "test_entry": {
      "title": "RuleTestEntry",
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
          "description": "Which log it is printed to, or which one is blind; `log` when it is missing."
        },
        "blind": {
          "type": [
            "string",
            "boolean"
          ],
          "description": "The source (all of them when none is named) can't be read from now on, and why; `false`: it can be read again."
        },
        "job": {
          "title": "RuleTestJob",
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
              "description": "Where it ran."
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
          "title": "RuleTestValues",
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
            "$ref": "#/definitions/test_entry"
          },
          "description": "Several entries for each repetition, in place of `line`. None of them is repeated by itself."
        }
      },
      "description": "A line, or what happens at a moment."
    },
    "told_on": {
      "title": "NotifierTrigger",
      "description": "What this notifier is told of: any of what is named.",
      "type": "object",
      "additionalProperties": false,
      "minProperties": 1,
      "properties": {
        "transition": {
          "type": "array",
          "items": {
            "enum": [
              "started",
              "degraded",
              "stalled",
              "timed_out",
              "failed",
              "restarted",
              "gave_up",
              "recovered",
              "succeeded",
              "cancelled"
            ]
          },
          "description": "What happened to the run."
        },
        "decision": {
          "type": "array",
          "items": {
            "enum": [
              "restart",
              "stop",
              "ignore"
            ]
          },
          "description": "What was decided."
        },
        "state": {
          "type": "array",
          "items": {
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
          "description": "The state that the run came into."
        }
      }
    }
  }
} as const;

// Written by scripts/generate-types.mjs from schemas/. Do not edit.
/** JSON Schema (draft-07): A run: what is started, by which rules it is watched, and what restarts it. Relative paths are meant from the file. */
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
      "description": "Name or file of a restart policy, or the policy itself as its own file would have it. Without one sigwatch only observes, but for jobs of Ray and exec, which have the policy `ray` then; `none` observes those too.",
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
    "health": {
      "$ref": "#/definitions/health"
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
    "alerts": {
      "$ref": "#/definitions/alerts"
    },
    "notifiers": {
      "description": "Who is told of what happens.",
      "type": "array",
      "items": {
        "$ref": "#/definitions/notifier"
      }
    },
    "records": {
      "$ref": "#/definitions/records"
    },
    "heartbeat": {
      "$ref": "#/definitions/heartbeat"
    },
    "copies": {
      "$ref": "#/definitions/copies"
    },
    "deadline": {
      "$ref": "#/definitions/deadline"
    },
    "cost": {
      "$ref": "#/definitions/cost"
    },
    "prices": {
      "type": "string",
      "description": "A file with what an hour of each type of GPU costs, of the shape of `sigwatch schema prices`. Default: of jobs of Modal, and within its containers, the table of the pack `modal`; else none, and no cost is told."
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
          "description": "LocalAdapter: a process of this machine, without settings; ColabAdapter: one inside a runtime of Colab; SlurmAdapter: a job of a SLURM cluster; RayAdapter: a job of a Ray cluster; ModalAdapter: an app of Modal; ExecAdapter: a process in a pod or on another machine; or an adapter of a plugin."
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
          "description": "The program and its arguments, one entry each; no shell reads them. With SlurmAdapter what stands behind `sbatch`.",
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
        },
        "control_dir": {
          "type": "string",
          "description": "Folder that this machine and the job's share under one path: its program is asked and told there (docs/client.md). Each attempt has one of its own in it. Without it in the run's own directory, where the job runs on this machine; elsewhere the program is not asked."
        },
        "overrides_file": {
          "type": "string",
          "description": "A JSON file that is written before each attempt: the settings that restarts have changed, as in `SIGWATCH_OVERRIDES`. For programs that an environment does not reach."
        }
      }
    },
    "copies": {
      "title": "Copies",
      "description": "Copies of the run's checkpoints in another place, which outlives the machine: a mounted Drive, a network file system. Each is verified; an attempt goes on from one where `checkpoint_dir` holds nothing whole that is as new.",
      "type": "object",
      "additionalProperties": false,
      "required": [
        "to"
      ],
      "properties": {
        "to": {
          "type": "string",
          "minLength": 1,
          "description": "The folder of the copies. It is made where its parent is there, since one further up may have to be mounted."
        },
        "every": {
          "description": "How often the newest checkpoint is copied that is not copied yet.",
          "type": [
            "number",
            "string"
          ],
          "minimum": 1,
          "pattern": "^\\s*(\\d+(\\.\\d+)?)\\s*(ms|s|m|h|d)\\s*$",
          "default": "15m"
        },
        "keep": {
          "description": "How many copies are kept, and beside them the newest that was healthy when it was written. Only what sigwatch has copied is deleted.",
          "type": "integer",
          "minimum": 1,
          "default": 3
        },
        "continues": {
          "type": "boolean",
          "description": "Whether a run that begins on an empty machine goes on from the copies that an earlier session has left, and starts nothing where they say that it is complete. With ColabAdapter it does; else not, since the folder may hold another run's."
        }
      }
    },
    "deadline": {
      "title": "Deadline",
      "description": "Has a job save a checkpoint before its platform, its session or its machine ends, and sees to it that it did: asked, waited for, verified, copied where `copies` says so, and only then told to be saved.",
      "type": "object",
      "additionalProperties": false,
      "properties": {
        "enabled": {
          "type": "boolean",
          "description": "False: nothing is asked for, and nothing is told.",
          "default": true
        },
        "before": {
          "description": "How long before the end it is asked; in the middle of its time, where that is later. Default: that of the adapter's `checkpoint_signal`, else 30 minutes.",
          "type": [
            "number",
            "string"
          ],
          "minimum": 0,
          "pattern": "^\\s*(\\d+(\\.\\d+)?)\\s*(ms|s|m|h|d)\\s*$",
          "default": "30m"
        },
        "check": {
          "description": "How often it is looked what has come of it, at the least.",
          "type": [
            "number",
            "string"
          ],
          "minimum": 1,
          "pattern": "^\\s*(\\d+(\\.\\d+)?)\\s*(ms|s|m|h|d)\\s*$",
          "default": "60s"
        },
        "signal": {
          "type": "string",
          "pattern": "^(SIG)?[A-Z][A-Z0-9]*$",
          "description": "Signal for a program that takes no requests, such as `USR1`. It has to handle it: most signals end a program that does not. Default: that of the adapter's `checkpoint_signal`, else none is sent."
        },
        "copy": {
          "type": "boolean",
          "description": "Whether it counts as saved only when it is copied, where `copies` names a place.",
          "default": true
        }
      }
    },
    "health": {
      "title": "Health",
      "description": "What is measured beside the log while a job runs: GPUs of its nodes, the cluster, transport and checkpoints. Each measurement is a line of `health.jsonl` in the run's directory, which rules read as a log.",
      "type": "object",
      "additionalProperties": false,
      "properties": {
        "enabled": {
          "type": "boolean",
          "description": "Whether it is measured. Without it: where the adapter can ask nodes or a cluster, but not on SLURM, whose accounting would keep each question as a step."
        },
        "interval": {
          "description": "How often.",
          "type": [
            "number",
            "string"
          ],
          "minimum": 1,
          "pattern": "^\\s*(\\d+(\\.\\d+)?)\\s*(ms|s|m|h|d)\\s*$",
          "default": "60s"
        },
        "timeout": {
          "description": "How long each part of a measurement may take.",
          "type": [
            "number",
            "string"
          ],
          "minimum": 1,
          "pattern": "^\\s*(\\d+(\\.\\d+)?)\\s*(ms|s|m|h|d)\\s*$",
          "default": "20s"
        },
        "nvidia_smi": {
          "description": "How nvidia-smi is called on the nodes.",
          "anyOf": [
            {
              "type": "string",
              "minLength": 1
            },
            {
              "type": "array",
              "minItems": 1,
              "items": {
                "type": "string"
              }
            }
          ],
          "default": "nvidia-smi"
        }
      }
    },
    "heartbeat": {
      "title": "Heartbeat",
      "description": "Heartbeats that a run is watched by, or writes: files of a directory or of S3 that tell it lives and moves.",
      "type": "object",
      "additionalProperties": false,
      "properties": {
        "read": {
          "type": "string",
          "minLength": 1,
          "description": "Where the heartbeats of the run are read, beside its log and its platform: a directory, or `s3://BUCKET/PREFIX/RUN`. `{run_id}` is the name of the run."
        },
        "write": {
          "type": "string",
          "minLength": 1,
          "description": "Where sigwatch writes heartbeats of the runs that it supervises, so that others can watch them: as `read`."
        },
        "bucket": {
          "type": "string",
          "minLength": 1,
          "description": "The S3 bucket of runs that are named by `--run-id` alone."
        },
        "prefix": {
          "type": "string",
          "description": "What stands between bucket and run.",
          "default": "training-runs"
        },
        "region": {
          "type": "string",
          "minLength": 1,
          "description": "Region of the bucket.",
          "default": "us-east-1"
        },
        "endpoint": {
          "type": "string",
          "pattern": "^https?://",
          "description": "URL of another S3 server; that of AWS otherwise."
        },
        "force_path_style": {
          "type": "boolean",
          "description": "Whether the bucket stands in the path of the URL; with `endpoint` it does where nobody says otherwise."
        },
        "interval": {
          "description": "How often they are looked at, and written. Without it 60 s, or half of the shortest `stale` where that is less.",
          "type": [
            "number",
            "string"
          ],
          "minimum": 0.1,
          "pattern": "^\\s*(\\d+(\\.\\d+)?)\\s*(ms|s|m|h|d)\\s*$"
        },
        "stale": {
          "description": "How old a heartbeat may be before the run counts as not heard of: one duration, or one for each phase. At least twice `interval`.",
          "type": [
            "number",
            "string",
            "object"
          ],
          "minimum": 0.1,
          "pattern": "^\\s*(\\d+(\\.\\d+)?)\\s*(ms|s|m|h|d)\\s*$",
          "additionalProperties": false,
          "minProperties": 1,
          "properties": {
            "default": {
              "description": "Of every phase that is not named.",
              "type": [
                "number",
                "string"
              ],
              "minimum": 0,
              "pattern": "^\\s*(\\d+(\\.\\d+)?)\\s*(ms|s|m|h|d)\\s*$"
            },
            "setup": {
              "description": "Before data are there.",
              "type": [
                "number",
                "string"
              ],
              "minimum": 0,
              "pattern": "^\\s*(\\d+(\\.\\d+)?)\\s*(ms|s|m|h|d)\\s*$"
            },
            "data": {
              "description": "While data are prepared.",
              "type": [
                "number",
                "string"
              ],
              "minimum": 0,
              "pattern": "^\\s*(\\d+(\\.\\d+)?)\\s*(ms|s|m|h|d)\\s*$"
            },
            "training": {
              "description": "While steps are made.",
              "type": [
                "number",
                "string"
              ],
              "minimum": 0,
              "pattern": "^\\s*(\\d+(\\.\\d+)?)\\s*(ms|s|m|h|d)\\s*$"
            },
            "eval": {
              "description": "While it evaluates.",
              "type": [
                "number",
                "string"
              ],
              "minimum": 0,
              "pattern": "^\\s*(\\d+(\\.\\d+)?)\\s*(ms|s|m|h|d)\\s*$"
            },
            "checkpoint": {
              "description": "While it saves.",
              "type": [
                "number",
                "string"
              ],
              "minimum": 0,
              "pattern": "^\\s*(\\d+(\\.\\d+)?)\\s*(ms|s|m|h|d)\\s*$"
            }
          },
          "default": "10m"
        },
        "give_up": {
          "description": "How long a run that is watched by heartbeats alone may be stale before it is over. Without it six times `stale`.",
          "type": [
            "number",
            "string"
          ],
          "minimum": 0,
          "pattern": "^\\s*(\\d+(\\.\\d+)?)\\s*(ms|s|m|h|d)\\s*$"
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
          "description": "SlackWebhookNotifier, SlackBotNotifier, SnsNotifier, EmailNotifier, WebhookNotifier, PagerDutyNotifier, CommandNotifier, or a notifier of a plugin."
        },
        "on": {
          "$ref": "#/definitions/on"
        }
      }
    },
    "alerts": {
      "title": "Alerts",
      "description": "What people are told of a run, and how often: for all notifiers.",
      "type": "object",
      "additionalProperties": false,
      "properties": {
        "on": {
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
          "description": "What a notifier is told of that does not say so itself by `on`. Without it: degraded (where a rule says so), stalled, timed_out, failed, restarted, gave_up, recovered and succeeded."
        },
        "remind_every": {
          "description": "Between two reminders of a problem that is not over; 0: none.",
          "type": [
            "number",
            "string"
          ],
          "minimum": 0,
          "pattern": "^\\s*(\\d+(\\.\\d+)?)\\s*(ms|s|m|h|d)\\s*$",
          "default": "4h"
        },
        "group_over": {
          "description": "More news than so many that have gathered are told as one.",
          "type": "integer",
          "minimum": 1,
          "default": 5
        },
        "group_wait": {
          "description": "How long after something was told further news of all runs gather.",
          "type": [
            "number",
            "string"
          ],
          "minimum": 0,
          "pattern": "^\\s*(\\d+(\\.\\d+)?)\\s*(ms|s|m|h|d)\\s*$",
          "default": "30s"
        },
        "rate": {
          "title": "AlertRate",
          "description": "No more than `count` sendings of one notifier within `within`; what is more waits, and gathers.",
          "type": "object",
          "additionalProperties": false,
          "properties": {
            "count": {
              "description": "How many.",
              "type": "integer",
              "minimum": 1,
              "default": 20
            },
            "within": {
              "description": "In which time.",
              "type": [
                "number",
                "string"
              ],
              "minimum": 0,
              "pattern": "^\\s*(\\d+(\\.\\d+)?)\\s*(ms|s|m|h|d)\\s*$",
              "default": "10m"
            }
          }
        },
        "quiet_hours": {
          "title": "AlertQuietHours",
          "description": "When people are left alone; what happens then is told when they are over.",
          "type": "object",
          "additionalProperties": false,
          "required": [
            "from",
            "to"
          ],
          "properties": {
            "from": {
              "type": "string",
              "pattern": "^([01]?\\d|2[0-3]):[0-5]\\d$",
              "description": "As a clock shows it: `22:00`."
            },
            "to": {
              "type": "string",
              "pattern": "^([01]?\\d|2[0-3]):[0-5]\\d$",
              "description": "Earlier than `from`: on the next day."
            },
            "timezone": {
              "type": "string",
              "minLength": 1,
              "description": "By its IANA name, such as Europe/Berlin. Without it that of this machine."
            },
            "except": {
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
              "description": "Told at any hour."
            }
          }
        },
        "links": {
          "description": "Pages for every notice. `{run_id}`, `{name}`, `{attempt}` and `{job_id}` are filled in; where one is not known the link is left out.",
          "type": "array",
          "items": {
            "title": "AlertLink",
            "type": "object",
            "additionalProperties": false,
            "required": [
              "name",
              "url"
            ],
            "properties": {
              "name": {
                "type": "string",
                "minLength": 1,
                "description": "What people read."
              },
              "url": {
                "type": "string",
                "minLength": 1,
                "description": "Where it leads."
              }
            }
          }
        },
        "give_up": {
          "description": "How long a notice that nobody takes is tried again.",
          "type": [
            "number",
            "string"
          ],
          "minimum": 0,
          "pattern": "^\\s*(\\d+(\\.\\d+)?)\\s*(ms|s|m|h|d)\\s*$",
          "default": "24h"
        }
      }
    },
    "on": {
      "title": "AlertTrigger",
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
          "description": "What was decided.",
          "type": "array",
          "items": {
            "enum": [
              "restart",
              "stop",
              "ignore"
            ]
          }
        },
        "state": {
          "description": "The state that the run came into.",
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
          }
        }
      }
    },
    "records": {
      "title": "Records",
      "description": "A folder for records of the run: `monitor_DATE.jsonl`, `errors_DATE.jsonl` and `summary_SCRIPT_STAMP.json`. Several runs can share it.",
      "type": [
        "string",
        "object"
      ],
      "additionalProperties": false,
      "required": [
        "directory"
      ],
      "properties": {
        "directory": {
          "type": "string",
          "description": "The folder. Where it can't be written: `./logs/monitor`."
        },
        "volume": {
          "type": "string",
          "minLength": 1,
          "description": "Modal Volume that the folder is of, `NAME` or `NAME:/PATH` with the folder's path inside the Volume. What was written is committed to it at intervals and at the end, and `sigwatch report modal:APP` finds it there."
        },
        "commit": {
          "type": "array",
          "minItems": 1,
          "items": {
            "type": "string"
          },
          "description": "Command (argv, no shell) that keeps what was written. Default: with `volume` that Volume's own `commit()`, by the `python3` of the container."
        },
        "commit_interval": {
          "description": "Time between two commits while something was written. Default 60 s.",
          "type": [
            "number",
            "string"
          ],
          "minimum": 1,
          "pattern": "^\\s*(\\d+(\\.\\d+)?)\\s*(ms|s|m|h|d)\\s*$"
        }
      }
    },
    "cost": {
      "title": "Cost",
      "description": "The GPUs of the job, so that it can be told what it costs. What is not said is taken from measurements, where they tell it.",
      "type": "object",
      "additionalProperties": false,
      "properties": {
        "gpu": {
          "type": "string",
          "minLength": 1,
          "description": "Type, as the table of prices calls it: `H100`, or `H100:8` for eight of them."
        },
        "count": {
          "description": "How many GPUs the job has, over all its nodes.",
          "type": "integer",
          "minimum": 1
        }
      }
    }
  }
} as const;

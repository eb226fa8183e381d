// Written by scripts/generate-types.mjs from schemas/. Do not edit.
/** JSON Schema (draft-07): A line that a training program prints for sigwatch, in any language: one JSON object on one line of at most 16 KiB, `sigwatch` and `type` first, no blanks between, flushed at once. Numbers that are not finite are the texts NaN, Infinity and -Infinity. Keys that are not described here are allowed, and lines of a type that is not known are passed over. */
export const wireSchema = {
  "$schema": "http://json-schema.org/draft-07/schema#",
  "$id": "https://sigwatch.dev/schemas/wire.schema.json",
  "title": "WireLine",
  "description": "A line that a training program prints for sigwatch, in any language: one JSON object on one line of at most 16 KiB, `sigwatch` and `type` first, no blanks between, flushed at once. Numbers that are not finite are the texts NaN, Infinity and -Infinity. Keys that are not described here are allowed, and lines of a type that is not known are passed over.",
  "type": "object",
  "required": [
    "sigwatch",
    "type",
    "time"
  ],
  "properties": {
    "sigwatch": {
      "const": 1,
      "description": "Version of this format."
    },
    "type": {
      "enum": [
        "hello",
        "metrics",
        "gpu",
        "checkpoint",
        "error",
        "phase",
        "ack"
      ],
      "description": "What kind of line this is."
    },
    "time": {
      "type": "number",
      "minimum": 0,
      "description": "When it was printed, Unix seconds."
    },
    "rank": {
      "type": "integer",
      "minimum": 0,
      "description": "Process among all of the training. Rank 0 prints metrics, every one prints its errors."
    },
    "world_size": {
      "type": "integer",
      "minimum": 1,
      "description": "Processes that the training has."
    },
    "run_id": {
      "type": "string",
      "description": "`SIGWATCH_RUN_ID`, where it is set."
    },
    "attempt": {
      "type": "integer",
      "minimum": 0,
      "description": "`SIGWATCH_ATTEMPT`, where it is set."
    }
  },
  "allOf": [
    {
      "if": {
        "required": [
          "type"
        ],
        "properties": {
          "type": {
            "const": "hello"
          }
        }
      },
      "then": {
        "$ref": "#/definitions/hello"
      }
    },
    {
      "if": {
        "required": [
          "type"
        ],
        "properties": {
          "type": {
            "const": "metrics"
          }
        }
      },
      "then": {
        "$ref": "#/definitions/metrics"
      }
    },
    {
      "if": {
        "required": [
          "type"
        ],
        "properties": {
          "type": {
            "const": "gpu"
          }
        }
      },
      "then": {
        "$ref": "#/definitions/gpu"
      }
    },
    {
      "if": {
        "required": [
          "type"
        ],
        "properties": {
          "type": {
            "const": "checkpoint"
          }
        }
      },
      "then": {
        "$ref": "#/definitions/checkpoint"
      }
    },
    {
      "if": {
        "required": [
          "type"
        ],
        "properties": {
          "type": {
            "const": "error"
          }
        }
      },
      "then": {
        "$ref": "#/definitions/error"
      }
    },
    {
      "if": {
        "required": [
          "type"
        ],
        "properties": {
          "type": {
            "const": "phase"
          }
        }
      },
      "then": {
        "$ref": "#/definitions/phase"
      }
    },
    {
      "if": {
        "required": [
          "type"
        ],
        "properties": {
          "type": {
            "const": "ack"
          }
        }
      },
      "then": {
        "$ref": "#/definitions/ack"
      }
    }
  ],
  "definitions": {
    "eigenvalues": {
      "title": "WireEigenvalues",
      "description": "Of one matrix.",
      "type": "object",
      "properties": {
        "max": {
          "type": [
            "number",
            "string"
          ],
          "pattern": "^(NaN|-?Infinity)$",
          "description": "The largest."
        },
        "min": {
          "type": [
            "number",
            "string"
          ],
          "pattern": "^(NaN|-?Infinity)$",
          "description": "The smallest."
        },
        "mean": {
          "type": [
            "number",
            "string"
          ],
          "pattern": "^(NaN|-?Infinity)$",
          "description": "Their mean."
        }
      }
    },
    "hello": {
      "title": "WireHello",
      "description": "Who prints these lines, and what it can be asked for. The first line of a process.",
      "type": "object",
      "required": [
        "type",
        "client",
        "pid"
      ],
      "properties": {
        "type": {
          "const": "hello",
          "description": "What kind of line this is."
        },
        "client": {
          "type": "string",
          "description": "What prints these lines, and its version: `python 0.1.0`."
        },
        "pid": {
          "type": "integer",
          "minimum": 1,
          "description": "Its process, as its own machine counts."
        },
        "host": {
          "type": "string",
          "description": "Its machine."
        },
        "python": {
          "type": "string",
          "description": "Version of Python."
        },
        "torch": {
          "type": "string",
          "description": "Version of PyTorch, where there is one."
        },
        "cuda": {
          "type": "string",
          "description": "Version of CUDA that PyTorch was built for, where there is one."
        },
        "gpu": {
          "type": "string",
          "description": "Model of the first GPU, as its driver calls it."
        },
        "platform": {
          "type": "string",
          "description": "Where it runs, as far as it can tell: `colab`, `kaggle`, `jupyter`, or another word."
        },
        "session_start": {
          "type": "number",
          "description": "When the session began that will end by itself, Unix seconds."
        },
        "session_hours": {
          "type": "number",
          "exclusiveMinimum": 0,
          "description": "How long that session lasts."
        },
        "check_interval": {
          "type": "integer",
          "minimum": 1,
          "description": "A `metrics` line is printed each so many steps."
        },
        "capabilities": {
          "type": "array",
          "items": {
            "enum": [
              "checkpoint",
              "stop",
              "lr",
              "epsilon",
              "batch_size",
              "gradient_accumulation",
              "precision"
            ]
          },
          "description": "What it does when it is asked to; missing: nothing."
        },
        "checkpoint_dir": {
          "type": "string",
          "description": "Folder that it saves checkpoints to."
        },
        "options": {
          "title": "WireOptions",
          "description": "What its author has set of it. These thresholds are used by sigwatch's judgement, where a rule names none itself; other options are only shown.",
          "type": "object",
          "properties": {
            "gradient_window": {
              "type": "integer",
              "minimum": 1,
              "maximum": 10000,
              "description": "Steps whose gradient norms make up the median."
            },
            "loss_window": {
              "type": "integer",
              "minimum": 1,
              "maximum": 10000,
              "description": "Steps back to the loss that the present one is compared with."
            },
            "gradient_explosion_threshold": {
              "type": "number",
              "exclusiveMinimum": 0,
              "description": "So many times the median is an explosion."
            },
            "loss_divergence_threshold": {
              "type": "number",
              "exclusiveMinimum": 0,
              "description": "So much above the earlier loss, as a share of its size, is a divergence."
            },
            "condition_number_threshold": {
              "type": "number",
              "exclusiveMinimum": 0,
              "description": "A condition number above it is high."
            },
            "schatten_threshold": {
              "type": "number",
              "exclusiveMinimum": 0,
              "description": "A Schatten norm above it is high."
            }
          }
        }
      }
    },
    "metrics": {
      "title": "WireMetrics",
      "description": "What was measured at a step.",
      "type": "object",
      "required": [
        "type",
        "step"
      ],
      "properties": {
        "type": {
          "const": "metrics",
          "description": "What kind of line this is."
        },
        "step": {
          "type": "integer",
          "minimum": 0,
          "description": "Steps that were made."
        },
        "total_steps": {
          "type": "integer",
          "minimum": 0,
          "description": "Steps that there will be."
        },
        "epoch": {
          "type": "number",
          "minimum": 0,
          "description": "Epoch; with a fraction where it is known how much of it is done."
        },
        "loss": {
          "type": [
            "number",
            "string"
          ],
          "pattern": "^(NaN|-?Infinity)$",
          "description": "Loss of the training at this step."
        },
        "learning_rate": {
          "type": [
            "number",
            "string"
          ],
          "pattern": "^(NaN|-?Infinity)$",
          "description": "Learning rate of the first group of parameters."
        },
        "grad_norm": {
          "type": [
            "number",
            "string"
          ],
          "pattern": "^(NaN|-?Infinity)$",
          "description": "Norm (2) of all gradients together, before they are clipped where that is known."
        },
        "nan_count": {
          "type": "integer",
          "minimum": 0,
          "description": "NaN among loss, gradients and parameters at this step; missing: it was not looked."
        },
        "inf_count": {
          "type": "integer",
          "minimum": 0,
          "description": "Infinite values among loss, gradients and parameters at this step; missing: it was not looked."
        },
        "nonfinite_in": {
          "type": "array",
          "items": {
            "enum": [
              "loss",
              "gradients",
              "parameters"
            ]
          },
          "description": "Where values that are not finite were found."
        },
        "condition_numbers": {
          "type": "object",
          "additionalProperties": {
            "type": [
              "number",
              "string"
            ],
            "pattern": "^(NaN|-?Infinity)$"
          },
          "description": "Condition numbers of matrices (largest singular value by the smallest), by name."
        },
        "schatten_norms": {
          "type": "object",
          "additionalProperties": {
            "type": [
              "number",
              "string"
            ],
            "pattern": "^(NaN|-?Infinity)$"
          },
          "description": "Schatten norms of matrices, by name."
        },
        "eigenvalues": {
          "type": "object",
          "additionalProperties": {
            "$ref": "#/definitions/eigenvalues"
          },
          "description": "Of the eigenvalues of matrices, by name."
        },
        "throughput": {
          "type": "number",
          "minimum": 0,
          "description": "How fast it goes, in `throughput_unit`."
        },
        "throughput_unit": {
          "type": "string",
          "description": "`tokens/s`, `samples/s`, `steps/s` and the like."
        },
        "metrics": {
          "type": "object",
          "additionalProperties": {
            "type": [
              "number",
              "string"
            ],
            "pattern": "^(NaN|-?Infinity)$"
          },
          "description": "Anything else, by name."
        }
      }
    },
    "gpu": {
      "title": "WireGpu",
      "description": "Memory of a GPU as the program itself counts it, in MiB.",
      "type": "object",
      "required": [
        "type",
        "gpu",
        "allocated_mb",
        "reserved_mb",
        "total_mb"
      ],
      "properties": {
        "type": {
          "const": "gpu",
          "description": "What kind of line this is."
        },
        "gpu": {
          "type": "integer",
          "minimum": 0,
          "description": "Its index, as the program counts."
        },
        "name": {
          "type": "string",
          "description": "Its model."
        },
        "allocated_mb": {
          "type": "number",
          "minimum": 0,
          "description": "What tensors take."
        },
        "reserved_mb": {
          "type": "number",
          "minimum": 0,
          "description": "What the allocator holds."
        },
        "total_mb": {
          "type": "number",
          "minimum": 0,
          "description": "What it has."
        },
        "max_allocated_mb": {
          "type": "number",
          "minimum": 0,
          "description": "The most that tensors took since the start."
        }
      }
    },
    "checkpoint": {
      "title": "WireCheckpoint",
      "description": "What became of a checkpoint.",
      "type": "object",
      "required": [
        "type",
        "action",
        "path",
        "step"
      ],
      "properties": {
        "type": {
          "const": "checkpoint",
          "description": "What kind of line this is."
        },
        "action": {
          "enum": [
            "saved",
            "verified",
            "failed",
            "corrupt",
            "loaded",
            "deleted",
            "copied"
          ],
          "description": "`saved`: it is written whole. `verified`: it was read again and is what was written. `failed`: it could not be written. `corrupt`: it was found broken. `loaded`: it is resumed from. `deleted`: it was removed for newer ones. `copied`: there is a copy at `to`."
        },
        "path": {
          "type": "string",
          "description": "File or folder."
        },
        "step": {
          "type": "integer",
          "minimum": 0,
          "description": "Step that it holds."
        },
        "epoch": {
          "type": "number",
          "minimum": 0,
          "description": "Epoch that it holds."
        },
        "sha256": {
          "type": "string",
          "pattern": "^[0-9a-f]{64}$",
          "description": "Hash of its file, in hexadecimal digits."
        },
        "bytes": {
          "type": "integer",
          "minimum": 0,
          "description": "Its size."
        },
        "healthy": {
          "type": "boolean",
          "description": "Whether the run was healthy when it was written; missing: nobody looked."
        },
        "emergency": {
          "type": "boolean",
          "description": "It was written because it was asked for, or because the session ends."
        },
        "seconds": {
          "type": "number",
          "minimum": 0,
          "description": "How long that took."
        },
        "to": {
          "type": "string",
          "description": "Where the copy is."
        },
        "message": {
          "type": "string",
          "description": "Why, where something went wrong."
        }
      }
    },
    "error": {
      "title": "WireError",
      "description": "An exception. One that is not `handled` ends the program.",
      "type": "object",
      "required": [
        "type",
        "error_type",
        "message"
      ],
      "properties": {
        "type": {
          "const": "error",
          "description": "What kind of line this is."
        },
        "error_type": {
          "type": "string",
          "description": "Class of the exception: `RuntimeError`."
        },
        "message": {
          "type": "string",
          "description": "What it says; may be cut at its end."
        },
        "traceback": {
          "type": "string",
          "description": "The traceback as Python prints it; may be cut in its middle."
        },
        "step": {
          "type": "integer",
          "minimum": 0,
          "description": "Step at which it was raised."
        },
        "severity": {
          "enum": [
            "warning",
            "error",
            "critical",
            "fatal"
          ],
          "description": "How bad it is, as the program sees it."
        },
        "category": {
          "type": "string",
          "description": "What it is about, as the program sees it: `memory`, `data_loading`, or another word."
        },
        "handled": {
          "type": "boolean",
          "description": "The program goes on; missing: it does not."
        }
      }
    },
    "phase": {
      "title": "WirePhase",
      "description": "What the program does from now on.",
      "type": "object",
      "required": [
        "type",
        "phase"
      ],
      "properties": {
        "type": {
          "const": "phase",
          "description": "What kind of line this is."
        },
        "phase": {
          "enum": [
            "setup",
            "data",
            "training",
            "eval",
            "checkpoint",
            "completed",
            "failed",
            "stopped"
          ],
          "description": "What it does, or how it ended."
        },
        "status": {
          "type": "string",
          "description": "More of it, for people."
        }
      }
    },
    "ack": {
      "title": "WireAck",
      "description": "What became of a request (schemas/control-request.schema.json).",
      "type": "object",
      "required": [
        "type",
        "request",
        "action",
        "status"
      ],
      "properties": {
        "type": {
          "const": "ack",
          "description": "What kind of line this is."
        },
        "request": {
          "type": "string",
          "description": "Id of the request."
        },
        "action": {
          "type": "string",
          "description": "What was asked for."
        },
        "status": {
          "enum": [
            "done",
            "refused",
            "failed"
          ],
          "description": "`refused`: it can not, or will not. `failed`: it tried."
        },
        "step": {
          "type": "integer",
          "minimum": 0,
          "description": "Step at which it was done."
        },
        "message": {
          "type": "string",
          "description": "Why not, or what was done."
        },
        "path": {
          "type": "string",
          "description": "The checkpoint that was written."
        }
      }
    }
  }
} as const;

// Written by scripts/generate-types.mjs from schemas/. Do not edit.
/** JSON Schema (draft-07): What was measured beside the log at one moment: `sigwatch health --format json`, and a line of `health.jsonl`. `null` stands for what could not be read; nothing is guessed. */
export const healthSchema = {
  "$schema": "http://json-schema.org/draft-07/schema#",
  "$id": "https://sigwatch.dev/schemas/health.schema.json",
  "title": "HealthReport",
  "description": "What was measured beside the log at one moment: `sigwatch health --format json`, and a line of `health.jsonl`. `null` stands for what could not be read; nothing is guessed.",
  "type": "object",
  "additionalProperties": false,
  "required": [
    "sigwatch",
    "at",
    "gpu",
    "efa",
    "ray",
    "checkpoints",
    "issues",
    "healthy"
  ],
  "properties": {
    "sigwatch": {
      "const": "health",
      "description": "What kind of line this is."
    },
    "at": {
      "type": "string",
      "description": "When it was measured, ISO 8601."
    },
    "job": {
      "type": "string",
      "description": "State of the job at that moment, as the platform told it last: `running` and its like. Missing where no job is asked about."
    },
    "interval_seconds": {
      "type": "number",
      "description": "How often it is measured; only in lines of `health.jsonl`."
    },
    "gpu": {
      "$ref": "#/definitions/gpu"
    },
    "efa": {
      "$ref": "#/definitions/efa"
    },
    "ray": {
      "$ref": "#/definitions/ray"
    },
    "checkpoints": {
      "$ref": "#/definitions/checkpoints"
    },
    "nodes": {
      "type": "array",
      "items": {
        "$ref": "#/definitions/node"
      },
      "description": "The same GPUs by their nodes. Left out of a line of `health.jsonl` where it would make it long."
    },
    "issues": {
      "type": "array",
      "items": {
        "$ref": "#/definitions/issue"
      },
      "description": "What is not as it should be, the worst first."
    },
    "healthy": {
      "type": [
        "boolean",
        "null"
      ],
      "description": "`false`: an issue of severity error or worse. `null`: nothing bad was seen, and something that has to be known could not be read."
    },
    "stability": {
      "type": "object",
      "description": "How stable the steps of the run are, with the keys of stability.schema.json; only of a run that is kept here and has told losses or gradients."
    },
    "deadline": {
      "type": "object",
      "description": "When the job of a run that is kept here ends (`ends_at`, ms since 1970), by whose word (`by`: platform, session, notice), since when it is asked for a checkpoint (`asked_since`), and what is `saved`, or why it is `not_saved`; only where an end is known."
    }
  },
  "definitions": {
    "gpu": {
      "title": "HealthGpus",
      "description": "All GPUs that were found, node after node, each in order of its index. Memory in MiB, utilisation in percent.",
      "type": "object",
      "additionalProperties": false,
      "required": [
        "count",
        "utilization",
        "memory_used",
        "memory_total",
        "processes",
        "avg_utilization",
        "unreadable",
        "lost",
        "ecc_uncorrected"
      ],
      "properties": {
        "count": {
          "type": [
            "integer",
            "null"
          ],
          "description": "GPUs, those that do not answer any more among them."
        },
        "utilization": {
          "type": "array",
          "items": {
            "type": [
              "number",
              "null"
            ]
          },
          "description": "Percent of the last sample in which a kernel ran."
        },
        "memory_used": {
          "type": "array",
          "items": {
            "type": [
              "number",
              "null"
            ]
          },
          "description": "MiB."
        },
        "memory_total": {
          "type": "array",
          "items": {
            "type": [
              "number",
              "null"
            ]
          },
          "description": "MiB."
        },
        "processes": {
          "type": "array",
          "items": {
            "$ref": "#/definitions/process"
          },
          "description": "Programs that hold memory of a GPU. Inside a container those of others are not seen."
        },
        "avg_utilization": {
          "type": [
            "number",
            "null"
          ],
          "description": "Over the GPUs that tell it."
        },
        "unreadable": {
          "type": "integer",
          "description": "GPUs whose utilisation is not known, and nodes that could not be asked: where it is not 0, an average tells nothing of them."
        },
        "lost": {
          "type": "integer",
          "description": "GPUs that the driver has lost, or that want a reset."
        },
        "ecc_uncorrected": {
          "type": [
            "integer",
            "null"
          ],
          "description": "Memory errors that could not be corrected since the driver was loaded, over all GPUs that count them."
        }
      }
    },
    "process": {
      "title": "HealthProcess",
      "description": "A program that holds memory of a GPU.",
      "type": "object",
      "additionalProperties": false,
      "required": [
        "node",
        "gpu",
        "pid",
        "name",
        "memory_used"
      ],
      "properties": {
        "node": {
          "type": "string",
          "description": "Its node."
        },
        "gpu": {
          "type": [
            "integer",
            "null"
          ],
          "description": "Index of the GPU on its node."
        },
        "pid": {
          "type": "integer",
          "description": "As the host counts; inside a container it may be another."
        },
        "name": {
          "type": [
            "string",
            "null"
          ],
          "description": "Its program. Left out of `health.jsonl`."
        },
        "memory_used": {
          "type": [
            "number",
            "null"
          ],
          "description": "MiB."
        }
      }
    },
    "efa": {
      "title": "HealthTransport",
      "description": "What NCCL talks over between nodes, as its own lines tell.",
      "type": "object",
      "additionalProperties": false,
      "required": [
        "active",
        "transport"
      ],
      "properties": {
        "active": {
          "type": [
            "boolean",
            "null"
          ],
          "description": "Whether every rank that tells it uses EFA; `null`: no line tells it."
        },
        "transport": {
          "type": "string",
          "description": "`efa`, `ib`, `socket`, `ofi` (libfabric, whose provider no line names), `ofi:PROVIDER`, a plugin's name, `mixed`: several on different ranks, or `unknown`."
        },
        "hosts": {
          "type": "integer",
          "description": "Hosts whose ranks tell it."
        },
        "ranks": {
          "type": "object",
          "additionalProperties": {
            "type": "integer"
          },
          "description": "How many ranks use which."
        },
        "odd": {
          "type": "array",
          "items": {
            "type": "string"
          },
          "description": "Of mixed ones, the ranks that are not as most are: `HOST gpu N: socket`."
        }
      }
    },
    "ray": {
      "title": "HealthCluster",
      "description": "What the cluster has, and what of it is allocated. All `null` where there is no cluster that could be asked.",
      "type": "object",
      "additionalProperties": false,
      "required": [
        "gpus_available",
        "gpus_used",
        "cpus_available",
        "cpus_used"
      ],
      "properties": {
        "gpus_available": {
          "type": [
            "number",
            "null"
          ],
          "description": "All GPUs of the cluster, those in use among them."
        },
        "gpus_used": {
          "type": [
            "number",
            "null"
          ],
          "description": "Allocated ones: a program may use a GPU without asking for it."
        },
        "cpus_available": {
          "type": [
            "number",
            "null"
          ],
          "description": "All CPUs of the cluster."
        },
        "cpus_used": {
          "type": [
            "number",
            "null"
          ],
          "description": "Allocated ones."
        },
        "pending": {
          "type": "integer",
          "description": "Demands that can't be met now."
        },
        "dead_nodes": {
          "type": "integer",
          "description": "Nodes that the cluster counts as dead."
        }
      }
    },
    "checkpoints": {
      "title": "HealthCheckpoints",
      "description": "The newest whole checkpoint. All `null` where there is none, or no directory was named.",
      "type": "object",
      "additionalProperties": false,
      "required": [
        "latest_step",
        "latest_path",
        "age_seconds"
      ],
      "properties": {
        "latest_step": {
          "type": [
            "integer",
            "null"
          ],
          "description": "Its step."
        },
        "latest_path": {
          "type": [
            "string",
            "null"
          ],
          "description": "Where it is. Left out of `health.jsonl`."
        },
        "age_seconds": {
          "type": [
            "number",
            "null"
          ],
          "description": "Since its last file was written."
        }
      }
    },
    "node": {
      "title": "HealthNode",
      "description": "What one node tells.",
      "type": "object",
      "additionalProperties": false,
      "required": [
        "node",
        "gpus",
        "xids"
      ],
      "properties": {
        "node": {
          "type": "string",
          "description": "Its name."
        },
        "gpus": {
          "type": "array",
          "items": {
            "$ref": "#/definitions/device"
          },
          "description": "Its GPUs."
        },
        "xids": {
          "anyOf": [
            {
              "type": "array",
              "items": {
                "$ref": "#/definitions/xid"
              }
            },
            {
              "type": "null"
            }
          ],
          "description": "What the kernel has logged of its GPUs since it started; `null` where the kernel's log may not be read."
        },
        "error": {
          "type": "string",
          "description": "Why its GPUs could not be read. Left out of `health.jsonl`."
        }
      }
    },
    "device": {
      "title": "HealthDevice",
      "description": "One GPU.",
      "type": "object",
      "additionalProperties": false,
      "required": [
        "index",
        "uuid",
        "name",
        "utilization",
        "memory_used",
        "memory_total",
        "temperature",
        "ecc_uncorrected"
      ],
      "properties": {
        "index": {
          "type": [
            "integer",
            "null"
          ],
          "description": "On its node."
        },
        "uuid": {
          "type": [
            "string",
            "null"
          ],
          "description": "As the driver names it."
        },
        "bus": {
          "type": "string",
          "description": "Its address on the bus."
        },
        "name": {
          "type": [
            "string",
            "null"
          ],
          "description": "Its model."
        },
        "utilization": {
          "type": [
            "number",
            "null"
          ],
          "description": "Percent."
        },
        "memory_used": {
          "type": [
            "number",
            "null"
          ],
          "description": "MiB."
        },
        "memory_total": {
          "type": [
            "number",
            "null"
          ],
          "description": "MiB."
        },
        "temperature": {
          "type": [
            "number",
            "null"
          ],
          "description": "Degrees Celsius."
        },
        "ecc_uncorrected": {
          "type": [
            "integer",
            "null"
          ],
          "description": "Since the driver was loaded."
        },
        "mig": {
          "type": "boolean",
          "description": "Cut into instances: utilisation is told of none of them."
        },
        "problem": {
          "enum": [
            "lost",
            "needs_reset",
            "failed"
          ],
          "description": "`lost`: off the bus. `needs_reset`: answers only after a reset. `failed`: the driver has no answer."
        }
      }
    },
    "xid": {
      "title": "HealthXid",
      "description": "An Xid of the kernel's log.",
      "type": "object",
      "additionalProperties": false,
      "required": [
        "code",
        "bus",
        "count",
        "age_seconds"
      ],
      "properties": {
        "code": {
          "type": "integer",
          "description": "Its number in NVIDIA's catalogue."
        },
        "bus": {
          "type": "string",
          "description": "Of which GPU."
        },
        "count": {
          "type": "integer",
          "description": "How often."
        },
        "age_seconds": {
          "type": [
            "number",
            "null"
          ],
          "description": "Since the last one."
        }
      }
    },
    "issue": {
      "title": "HealthIssue",
      "description": "Something that is not as it should be.",
      "type": "object",
      "additionalProperties": false,
      "required": [
        "code",
        "severity",
        "text",
        "fix"
      ],
      "properties": {
        "code": {
          "enum": [
            "gpu_lost",
            "gpu_xid",
            "gpu_ecc_growing",
            "gpu_none",
            "gpus_not_visible",
            "gpu_idle",
            "gpu_unreadable",
            "gpu_utilization_unknown",
            "gpu_ecc",
            "gpu_memory_held",
            "mixed_transport",
            "efa_inactive",
            "transport_unknown",
            "dead_nodes",
            "pending_demands",
            "cluster_unreadable",
            "checkpoint_old",
            "checkpoint_unreadable"
          ],
          "description": "What it is, for programs."
        },
        "severity": {
          "enum": [
            "warning",
            "error",
            "critical",
            "fatal"
          ],
          "description": "From error on it is not healthy."
        },
        "text": {
          "type": "string",
          "description": "What was seen, in one sentence."
        },
        "fix": {
          "type": "string",
          "description": "What to do about it."
        },
        "node": {
          "type": "string",
          "description": "Where, of one node."
        },
        "gpu": {
          "type": "integer",
          "description": "Index of the GPU on that node."
        }
      }
    }
  }
} as const;

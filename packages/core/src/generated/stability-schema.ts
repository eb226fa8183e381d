// Written by scripts/generate-types.mjs from schemas/. Do not edit.
/** JSON Schema (draft-07): How stable the newest attempt of a run is, by its steps: `sigwatch health RUN --format json`, and the file of `--json`. `null` is what is not known; numbers that JSON lacks are the words nan, inf and -inf. */
export const stabilitySchema = {
  "$schema": "http://json-schema.org/draft-07/schema#",
  "$id": "https://sigwatch.dev/schemas/stability.schema.json",
  "title": "StabilityReport",
  "description": "How stable the newest attempt of a run is, by its steps: `sigwatch health RUN --format json`, and the file of `--json`. `null` is what is not known; numbers that JSON lacks are the words nan, inf and -inf.",
  "type": "object",
  "additionalProperties": false,
  "required": [
    "sigwatch",
    "run_id",
    "state",
    "attempt",
    "source",
    "metrics",
    "series"
  ],
  "properties": {
    "sigwatch": {
      "const": "stability",
      "description": "What kind of report this is."
    },
    "run_id": {
      "type": "string",
      "description": "The run."
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
      "description": "Its state."
    },
    "attempt": {
      "type": "integer",
      "minimum": 0,
      "description": "The newest attempt in which anything was measured."
    },
    "source": {
      "type": "string",
      "description": "The log that tells it: of several the one with the most steps."
    },
    "metrics": {
      "title": "StabilityReportMetrics",
      "description": "All by name.",
      "type": "object",
      "additionalProperties": false,
      "required": [
        "overall_health",
        "health_score",
        "errors",
        "warnings",
        "samples",
        "step",
        "total_steps",
        "epoch",
        "learning_rate",
        "throughput",
        "nan_count",
        "inf_count",
        "gradient_explosion_count",
        "loss_divergence_count",
        "oom_count",
        "current_gradient_norm",
        "gradient_norm_mean",
        "gradient_norm_std",
        "gradient_norm_median",
        "gradient_norm_max",
        "gradient_norm_min",
        "current_loss",
        "loss_mean",
        "loss_std",
        "loss_median",
        "loss_max",
        "loss_min",
        "loss_trend",
        "condition_numbers",
        "schatten_norms",
        "eigenvalue_stats"
      ],
      "properties": {
        "overall_health": {
          "enum": [
            "healthy",
            "warning",
            "critical"
          ],
          "description": "How it is now: critical where the last words of a loss, of gradients or of weights are NaN or infinite, warning where anything else is found."
        },
        "health_score": {
          "type": "number",
          "minimum": 0,
          "maximum": 100,
          "description": "Of the whole attempt: 100 − 20·nan − 20·inf − 5·explosion − 5·divergence − 10·oom − min(10·std/mean of gradient norms, 20), and 0 at least."
        },
        "errors": {
          "type": "array",
          "items": {
            "type": "string"
          },
          "description": "What makes it critical."
        },
        "warnings": {
          "type": "array",
          "items": {
            "type": "string"
          },
          "description": "What else is found now."
        },
        "samples": {
          "type": "integer",
          "minimum": 0,
          "description": "Steps that were measured."
        },
        "step": {
          "type": [
            "number",
            "null"
          ],
          "description": "The last of them."
        },
        "total_steps": {
          "type": [
            "number",
            "string",
            "null"
          ],
          "pattern": "^(nan|inf|-inf)$",
          "description": "Steps that there will be."
        },
        "epoch": {
          "type": [
            "number",
            "string",
            "null"
          ],
          "pattern": "^(nan|inf|-inf)$",
          "description": "The last epoch."
        },
        "learning_rate": {
          "type": [
            "number",
            "string",
            "null"
          ],
          "pattern": "^(nan|inf|-inf)$",
          "description": "The last learning rate."
        },
        "throughput": {
          "type": [
            "number",
            "string",
            "null"
          ],
          "pattern": "^(nan|inf|-inf)$",
          "description": "The last throughput."
        },
        "nan_count": {
          "type": "integer",
          "minimum": 0,
          "description": "Steps at which NaN was found."
        },
        "inf_count": {
          "type": "integer",
          "minimum": 0,
          "description": "Steps at which infinite values were found."
        },
        "gradient_explosion_count": {
          "type": "integer",
          "minimum": 0,
          "description": "Steps whose gradient norm was more than ten times the median."
        },
        "loss_divergence_count": {
          "type": "integer",
          "minimum": 0,
          "description": "Steps whose loss was more than half above that of 100 steps before."
        },
        "oom_count": {
          "type": "integer",
          "minimum": 0,
          "description": "Steps at which memory ran out."
        },
        "current_gradient_norm": {
          "type": [
            "number",
            "string",
            "null"
          ],
          "pattern": "^(nan|inf|-inf)$",
          "description": "The last gradient norm."
        },
        "gradient_norm_mean": {
          "type": [
            "number",
            "null"
          ],
          "description": "Mean of the gradient norms of the last 100 steps."
        },
        "gradient_norm_std": {
          "type": [
            "number",
            "null"
          ],
          "description": "Their deviation, of the sample (n − 1)."
        },
        "gradient_norm_median": {
          "type": [
            "number",
            "null"
          ],
          "description": "Their median."
        },
        "gradient_norm_max": {
          "type": [
            "number",
            "null"
          ],
          "description": "The largest."
        },
        "gradient_norm_min": {
          "type": [
            "number",
            "null"
          ],
          "description": "The smallest."
        },
        "current_loss": {
          "type": [
            "number",
            "string",
            "null"
          ],
          "pattern": "^(nan|inf|-inf)$",
          "description": "The last loss."
        },
        "loss_mean": {
          "type": [
            "number",
            "null"
          ],
          "description": "Mean of the losses of the last 100 steps."
        },
        "loss_std": {
          "type": [
            "number",
            "null"
          ],
          "description": "Their deviation, of the sample (n − 1)."
        },
        "loss_median": {
          "type": [
            "number",
            "null"
          ],
          "description": "Their median."
        },
        "loss_max": {
          "type": [
            "number",
            "null"
          ],
          "description": "The largest."
        },
        "loss_min": {
          "type": [
            "number",
            "null"
          ],
          "description": "The smallest."
        },
        "loss_trend": {
          "enum": [
            "improving",
            "stable",
            "degrading",
            "insufficient_data"
          ],
          "description": "The mean of the newer ten of the last twenty losses against that of the older ten; stable within 5 %."
        },
        "condition_numbers": {
          "type": "object",
          "additionalProperties": {
            "type": [
              "number",
              "string",
              "null"
            ],
            "pattern": "^(nan|inf|-inf)$"
          },
          "description": "The last of each matrix."
        },
        "schatten_norms": {
          "type": "object",
          "additionalProperties": {
            "type": [
              "number",
              "string",
              "null"
            ],
            "pattern": "^(nan|inf|-inf)$"
          },
          "description": "The last of each matrix."
        },
        "eigenvalue_stats": {
          "type": "object",
          "additionalProperties": {
            "type": "object",
            "additionalProperties": {
              "type": [
                "number",
                "string",
                "null"
              ],
              "pattern": "^(nan|inf|-inf)$"
            }
          },
          "description": "`max`, `min` and `mean` of each matrix, as they were told last."
        }
      }
    },
    "series": {
      "type": "array",
      "description": "Each step that was measured, oldest first; the last 100,000.",
      "items": {
        "title": "StabilityPoint",
        "description": "A step.",
        "type": "object",
        "additionalProperties": false,
        "required": [
          "step",
          "at",
          "loss",
          "grad_norm",
          "learning_rate"
        ],
        "properties": {
          "step": {
            "type": "number",
            "description": "Its number."
          },
          "at": {
            "type": "string",
            "description": "When it was printed, ISO 8601."
          },
          "loss": {
            "type": [
              "number",
              "string",
              "null"
            ],
            "pattern": "^(nan|inf|-inf)$",
            "description": "Its loss."
          },
          "grad_norm": {
            "type": [
              "number",
              "string",
              "null"
            ],
            "pattern": "^(nan|inf|-inf)$",
            "description": "Its gradient norm."
          },
          "learning_rate": {
            "type": [
              "number",
              "string",
              "null"
            ],
            "pattern": "^(nan|inf|-inf)$",
            "description": "Its learning rate."
          }
        }
      }
    }
  }
} as const;

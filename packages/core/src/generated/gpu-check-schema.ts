// Written by scripts/generate-types.mjs from schemas/. Do not edit.
/** JSON Schema (draft-07): What `nvidia-smi` answered as a job began: a line of `health.jsonl`, and `gpu_check` of the records. `null` stands for what could not be read. */
export const gpuCheckSchema = {
  "$schema": "http://json-schema.org/draft-07/schema#",
  "$id": "https://sigwatch.dev/schemas/gpu-check.schema.json",
  "title": "GpuCheck",
  "description": "What `nvidia-smi` answered as a job began: a line of `health.jsonl`, and `gpu_check` of the records. `null` stands for what could not be read.",
  "type": "object",
  "additionalProperties": false,
  "required": [
    "sigwatch",
    "at",
    "result",
    "gpus",
    "gpu_type",
    "total_mb"
  ],
  "properties": {
    "sigwatch": {
      "const": "gpu_check",
      "description": "What kind of line this is."
    },
    "at": {
      "type": "string",
      "description": "When it was asked, ISO 8601."
    },
    "result": {
      "enum": [
        "ok",
        "none",
        "failed"
      ],
      "description": "`none`: no `nvidia-smi`, or none that sees a GPU. `failed`: it does not answer, or a GPU is lost or wants a reset."
    },
    "gpus": {
      "type": [
        "integer",
        "null"
      ],
      "minimum": 0,
      "description": "How many there are."
    },
    "gpu_type": {
      "type": [
        "string",
        "null"
      ],
      "description": "The name of the first one that tells it."
    },
    "total_mb": {
      "type": [
        "number",
        "null"
      ],
      "description": "Memory of the first one that tells it, MiB."
    }
  }
} as const;

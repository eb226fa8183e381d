// Written by scripts/generate-types.mjs from schemas/. Do not edit.
export const controlRequestSchema = {
  "$schema": "http://json-schema.org/draft-07/schema#",
  "$id": "https://sigwatch.dev/schemas/control-request.schema.json",
  "title": "ControlRequest",
  "description": "What a program is asked for: `request-ID.json` in the folder that `SIGWATCH_CONTROL` names, renamed into place. The program reads it at the end of a step, does it, prints an `ack` line, and removes the file.",
  "type": "object",
  "required": [
    "sigwatch",
    "id",
    "action"
  ],
  "properties": {
    "sigwatch": {
      "const": 1,
      "description": "Version of this format."
    },
    "id": {
      "type": "string",
      "pattern": "^[A-Za-z0-9._-]{1,100}$",
      "description": "The ID of the name of its file."
    },
    "action": {
      "enum": [
        "save_checkpoint",
        "stop",
        "set"
      ],
      "description": "`save_checkpoint`: save one now. `stop`: end the training after this step. `set`: go on with other settings."
    },
    "set": {
      "title": "ControlSettings",
      "description": "The settings of `set`.",
      "type": "object",
      "minProperties": 1,
      "properties": {
        "lr": {
          "type": "number",
          "exclusiveMinimum": 0,
          "description": "Learning rate of all groups of parameters."
        },
        "epsilon": {
          "type": "number",
          "exclusiveMinimum": 0,
          "description": "The regularising epsilon of the program."
        },
        "batch_size": {
          "type": "integer",
          "minimum": 1,
          "description": "Samples in a batch."
        },
        "precision": {
          "type": "string",
          "description": "`float32`, `float64`, `complex128` and the like."
        }
      }
    },
    "reason": {
      "type": "string",
      "description": "Why, in one sentence."
    }
  },
  "if": {
    "required": [
      "action"
    ],
    "properties": {
      "action": {
        "const": "set"
      }
    }
  },
  "then": {
    "required": [
      "set"
    ]
  }
} as const;

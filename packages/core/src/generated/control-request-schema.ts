// Written by scripts/generate-types.mjs from schemas/. Do not edit.
/** JSON Schema (draft-07): What a program is asked for: `request-ID.json` in the folder that `SIGWATCH_CONTROL` names, renamed into place. The program reads it at the end of a step, does it, prints an `ack` line, and removes the file. */
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
      "description": "The ID of the name of its file. One that was answered before is answered in the same way once more, and nothing is done: who asks may not have heard it."
    },
    "action": {
      "enum": [
        "save_checkpoint",
        "stop",
        "set"
      ],
      "description": "`save_checkpoint`: save one now. `stop`: end the training after this step. `set`: go on with other settings: all that `set` and `scale` name, or none."
    },
    "set": {
      "title": "ControlSettings",
      "description": "The settings of `set`, by value.",
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
        "gradient_accumulation": {
          "type": "integer",
          "minimum": 1,
          "description": "Batches that make up a step."
        },
        "precision": {
          "type": "string",
          "description": "`float32`, `float64`, `complex128` and the like."
        }
      }
    },
    "scale": {
      "title": "ControlFactors",
      "description": "Of `set`: factors of the values that the program has at that moment, which it works out itself. A setting stands in `set` or here. What would change nothing, since its value stands at its bound or is not known, is refused.",
      "type": "object",
      "minProperties": 1,
      "additionalProperties": false,
      "properties": {
        "lr": {
          "type": "number",
          "exclusiveMinimum": 0,
          "description": "Of the learning rate."
        },
        "epsilon": {
          "type": "number",
          "exclusiveMinimum": 0,
          "description": "Of epsilon."
        },
        "batch_size": {
          "type": "number",
          "exclusiveMinimum": 0,
          "description": "Of the batch, rounded down."
        },
        "gradient_accumulation": {
          "type": "number",
          "exclusiveMinimum": 0,
          "description": "Of the number of batches, rounded down."
        }
      }
    },
    "floor": {
      "title": "ControlFloor",
      "description": "What a factor may lead to at the least; the program's own bounds count as well.",
      "type": "object",
      "minProperties": 1,
      "additionalProperties": false,
      "properties": {
        "lr": {
          "type": "number",
          "exclusiveMinimum": 0,
          "description": "Of the learning rate."
        },
        "epsilon": {
          "type": "number",
          "exclusiveMinimum": 0,
          "description": "Of epsilon."
        },
        "batch_size": {
          "type": "number",
          "exclusiveMinimum": 0,
          "description": "Of the batch, rounded down."
        },
        "gradient_accumulation": {
          "type": "number",
          "exclusiveMinimum": 0,
          "description": "Of the number of batches, rounded down."
        }
      }
    },
    "cap": {
      "title": "ControlCap",
      "description": "What a factor may lead to at the most; the program's own bounds count as well.",
      "type": "object",
      "minProperties": 1,
      "additionalProperties": false,
      "properties": {
        "lr": {
          "type": "number",
          "exclusiveMinimum": 0,
          "description": "Of the learning rate."
        },
        "epsilon": {
          "type": "number",
          "exclusiveMinimum": 0,
          "description": "Of epsilon."
        },
        "batch_size": {
          "type": "number",
          "exclusiveMinimum": 0,
          "description": "Of the batch, rounded down."
        },
        "gradient_accumulation": {
          "type": "number",
          "exclusiveMinimum": 0,
          "description": "Of the number of batches, rounded down."
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
    "anyOf": [
      {
        "required": [
          "set"
        ]
      },
      {
        "required": [
          "scale"
        ]
      }
    ]
  }
} as const;

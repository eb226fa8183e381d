// Written by scripts/generate-types.mjs from schemas/. Do not edit.
/** JSON Schema (draft-07): The engine's last answer to what a program has printed: `health.json` in the folder that `SIGWATCH_CONTROL` names, renamed into place. */
export const controlHealthSchema = {
  "$schema": "http://json-schema.org/draft-07/schema#",
  "$id": "https://sigwatch.dev/schemas/control-health.schema.json",
  "title": "ControlHealth",
  "description": "The engine's last answer to what a program has printed: `health.json` in the folder that `SIGWATCH_CONTROL` names, renamed into place.",
  "type": "object",
  "required": [
    "sigwatch",
    "step",
    "overall_health",
    "score",
    "errors",
    "warnings"
  ],
  "properties": {
    "sigwatch": {
      "const": 1,
      "description": "Version of this format."
    },
    "step": {
      "type": "integer",
      "minimum": 0,
      "description": "The last step that it is about."
    },
    "overall_health": {
      "enum": [
        "healthy",
        "warning",
        "critical"
      ],
      "description": "How it is now."
    },
    "score": {
      "type": "number",
      "minimum": 0,
      "maximum": 100,
      "description": "Of the whole attempt."
    },
    "errors": {
      "type": "array",
      "items": {
        "type": "string"
      },
      "description": "What makes it critical, a sentence each."
    },
    "warnings": {
      "type": "array",
      "items": {
        "type": "string"
      },
      "description": "What is not as it should be, a sentence each."
    }
  }
} as const;

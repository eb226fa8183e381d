// Written by scripts/generate-types.mjs from schemas/. Do not edit.
/** JSON Schema (draft-07): The table of error types: one entry for each, by its name. */
export const errorTypesSchema = {
  "$schema": "http://json-schema.org/draft-07/schema#",
  "$id": "https://sigwatch.dev/schemas/error-types.schema.json",
  "title": "ErrorTypesFile",
  "description": "The table of error types: one entry for each, by its name.",
  "type": "object",
  "minProperties": 1,
  "propertyNames": {
    "pattern": "^[a-z][a-z0-9_]*$"
  },
  "additionalProperties": {
    "$ref": "#/definitions/error_type"
  },
  "definitions": {
    "error_type": {
      "title": "ErrorTypeEntry",
      "description": "What is known of every failure of one type.",
      "type": "object",
      "additionalProperties": false,
      "required": [
        "description",
        "category",
        "severity",
        "subsystem",
        "restartable",
        "reporter_at_fault",
        "remedy",
        "symptom_of"
      ],
      "properties": {
        "description": {
          "type": "string",
          "minLength": 1,
          "description": "What happened, in one sentence."
        },
        "category": {
          "description": "Coarse kind, for error logs and summaries.",
          "enum": [
            "data_loading",
            "model_creation",
            "training",
            "memory",
            "checkpoint",
            "network",
            "configuration",
            "unknown"
          ]
        },
        "severity": {
          "description": "Severity of a rule of this type that names none.",
          "enum": [
            "warning",
            "error",
            "critical",
            "fatal"
          ]
        },
        "subsystem": {
          "type": "string",
          "description": "Subsystem of a rule of this type that names none."
        },
        "restartable": {
          "type": "boolean",
          "description": "Whether a restart alone can be expected to help."
        },
        "reporter_at_fault": {
          "type": "boolean",
          "description": "Whether the process whose line tells of it is the one that failed; the others only tell of what they wait for."
        },
        "remedy": {
          "type": "string",
          "minLength": 1,
          "description": "What to do, in one sentence."
        },
        "fields": {
          "description": "What lines of this type may tell, by the name of the field; beside `rank`, `node` and `gpu`, which every type has.",
          "type": "object",
          "propertyNames": {
            "pattern": "^[a-z][a-z0-9_]*$"
          },
          "additionalProperties": {
            "type": "string",
            "minLength": 1
          }
        },
        "details": {
          "description": "What to do where the lines tell more: the first of these of which every `{field}` is known is said instead of the remedy.",
          "type": "array",
          "minItems": 1,
          "items": {
            "type": "string",
            "minLength": 1
          }
        },
        "symptom_of": {
          "description": "Types whose presence makes a failure of this type a consequence. Free of cycles.",
          "type": "array",
          "uniqueItems": true,
          "items": {
            "type": "string"
          }
        }
      }
    }
  }
} as const;

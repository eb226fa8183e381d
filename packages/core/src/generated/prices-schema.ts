// Written by scripts/generate-types.mjs from schemas/. Do not edit.
/** JSON Schema (draft-07): What an hour of a GPU costs: `prices:` of sigwatch.yaml names a file of this shape. Packs of platforms bring one. */
export const pricesSchema = {
  "$schema": "http://json-schema.org/draft-07/schema#",
  "$id": "https://sigwatch.dev/schemas/prices.schema.json",
  "title": "PriceTable",
  "description": "What an hour of a GPU costs: `prices:` of sigwatch.yaml names a file of this shape. Packs of platforms bring one.",
  "type": "object",
  "additionalProperties": false,
  "required": [
    "as_of",
    "gpus"
  ],
  "properties": {
    "as_of": {
      "type": "string",
      "pattern": "^\\d{4}-\\d{2}-\\d{2}$",
      "description": "The day on which these were the prices, such as 2026-09-19. Told with every cost."
    },
    "currency": {
      "type": "string",
      "pattern": "^[A-Z]{3}$",
      "description": "ISO 4217. Default: USD."
    },
    "source": {
      "type": "string",
      "description": "Where they were read, for people."
    },
    "gpus": {
      "type": "object",
      "minProperties": 1,
      "description": "By the name that the platform has for the type.",
      "additionalProperties": {
        "anyOf": [
          {
            "type": "number",
            "minimum": 0,
            "description": "Of one GPU for an hour."
          },
          {
            "title": "GpuPrice",
            "type": "object",
            "additionalProperties": false,
            "required": [
              "per_hour"
            ],
            "properties": {
              "per_hour": {
                "type": "number",
                "minimum": 0,
                "description": "Of one GPU for an hour."
              },
              "also": {
                "type": "array",
                "items": {
                  "type": "string",
                  "minLength": 1
                },
                "description": "Other names of the type, as `nvidia-smi` has it: `NVIDIA H100 80GB HBM3`."
              }
            }
          }
        ]
      }
    }
  }
} as const;

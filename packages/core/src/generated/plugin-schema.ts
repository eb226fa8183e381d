// Written by scripts/generate-types.mjs from schemas/. Do not edit.
/** JSON Schema (draft-07): plugin.yaml: what a rule pack is, and what it needs. */
export const pluginSchema = {
  "$schema": "http://json-schema.org/draft-07/schema#",
  "$id": "https://sigwatch.dev/schemas/plugin.schema.json",
  "title": "PackFile",
  "description": "plugin.yaml: what a rule pack is, and what it needs.",
  "type": "object",
  "additionalProperties": false,
  "required": [
    "name",
    "version",
    "requires",
    "description"
  ],
  "properties": {
    "name": {
      "type": "string",
      "pattern": "^[a-z][a-z0-9_-]*$",
      "description": "Name of the pack's folder."
    },
    "version": {
      "type": "string",
      "pattern": "^\\d+\\.\\d+\\.\\d+(-[0-9A-Za-z.-]+)?$",
      "description": "MAJOR.MINOR.PATCH."
    },
    "requires": {
      "type": [
        "object",
        "string"
      ],
      "pattern": "^(>=|<=|>|<|=|\\^|~)? ?\\d+\\.\\d+\\.\\d+(-[0-9A-Za-z.-]+)?( +(>=|<=|>|<|=|\\^|~)? ?\\d+\\.\\d+\\.\\d+(-[0-9A-Za-z.-]+)?)*$",
      "additionalProperties": false,
      "required": [
        "sigwatch"
      ],
      "properties": {
        "sigwatch": {
          "$ref": "#/definitions/range"
        },
        "packs": {
          "type": "object",
          "additionalProperties": {
            "$ref": "#/definitions/range"
          },
          "description": "Other packs whose monitors or policies this one builds on, by name."
        }
      },
      "description": "Versions of sigwatch, and of other packs, that it works with. A range alone means sigwatch."
    },
    "status": {
      "enum": [
        "stable",
        "test",
        "experimental",
        "deprecated"
      ],
      "description": "How far its rules are to be trusted; stable when it is missing."
    },
    "description": {
      "type": "string",
      "minLength": 1,
      "description": "What its rules are for, in one sentence."
    }
  },
  "definitions": {
    "range": {
      "title": "VersionRange",
      "type": "string",
      "pattern": "^(>=|<=|>|<|=|\\^|~)? ?\\d+\\.\\d+\\.\\d+(-[0-9A-Za-z.-]+)?( +(>=|<=|>|<|=|\\^|~)? ?\\d+\\.\\d+\\.\\d+(-[0-9A-Za-z.-]+)?)*$",
      "description": "Comparisons that must all hold: `>=0.1.0 <2.0.0`, `^1.2.0`, `~1.2.0`."
    }
  }
} as const;

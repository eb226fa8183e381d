// Written by scripts/generate-types.mjs from schemas/. Do not edit.
/** JSON Schema (draft-07): A restart policy for each mode of failure. A file that is one bare policy (class_name at its top) applies to crash; with `defaults`, it changes what it names of the crash policy there. */
export const restartSchema = {
  "$schema": "http://json-schema.org/draft-07/schema#",
  "$id": "https://sigwatch.dev/schemas/restart.schema.json",
  "title": "RestartFile",
  "description": "A restart policy for each mode of failure. A file that is one bare policy (class_name at its top) applies to crash; with `defaults`, it changes what it names of the crash policy there.",
  "type": "object",
  "if": {
    "required": [
      "class_name"
    ]
  },
  "then": {
    "$ref": "#/definitions/policy"
  },
  "else": {
    "$ref": "#/definitions/policies"
  },
  "definitions": {
    "policies": {
      "title": "PoliciesFile",
      "type": "object",
      "additionalProperties": false,
      "properties": {
        "name": {
          "type": "string",
          "description": "Name for people; the file's name otherwise."
        },
        "description": {
          "type": "string",
          "description": "What the policies are for."
        },
        "defaults": {
          "description": "Restart files to start from: names of files beside this one, then of packs. A mode that this file names replaces theirs. `_self_` says where this file comes in; last, when it is missing.",
          "type": [
            "array",
            "string"
          ],
          "items": {
            "$ref": "#/definitions/include"
          }
        },
        "policies": {
          "type": "array",
          "minItems": 1,
          "items": {
            "$ref": "#/definitions/entry"
          },
          "description": "At most one for each mode. A mode without one is never restarted."
        }
      },
      "description": "A file with a policy for each mode."
    },
    "entry": {
      "title": "PolicyEntry",
      "type": "object",
      "additionalProperties": false,
      "required": [
        "mode",
        "implementation"
      ],
      "properties": {
        "mode": {
          "enum": [
            "crash",
            "stall",
            "timeout",
            "success"
          ],
          "description": "How the attempt ended."
        },
        "implementation": {
          "$ref": "#/definitions/policy"
        }
      },
      "description": "The policy for one mode."
    },
    "policy": {
      "title": "PolicyImplementation",
      "type": "object",
      "required": [
        "class_name"
      ],
      "properties": {
        "class_name": {
          "type": "string",
          "description": "SelectiveRestartPolicy, AlwaysRestartPolicy, NoRestartPolicy, or a plugin's."
        }
      },
      "description": "The class of a policy, and its settings."
    },
    "include": {
      "title": "Include",
      "type": [
        "string",
        "object"
      ],
      "additionalProperties": false,
      "minProperties": 1,
      "maxProperties": 1,
      "properties": {
        "/restart": {
          "type": "string",
          "description": "Name of a restart file."
        },
        "restart": {
          "type": "string",
          "description": "Name of a restart file."
        }
      },
      "description": "A restart file to start from, as a training setup names it."
    }
  }
} as const;

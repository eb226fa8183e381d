// Written by scripts/generate-types.mjs from schemas/. Do not edit.

/**
 * Comparisons that must all hold: `>=0.1.0 <2.0.0`, `^1.2.0`, `~1.2.0`.
 *
 * This interface was referenced by `PackFile`'s JSON-Schema
 * via the `definition` "range".
 */
export type VersionRange = string;

/**
 * plugin.yaml: what a rule pack is, and what it needs.
 */
export interface PackFile {
  /**
   * Name of the pack's folder.
   */
  name: string;
  /**
   * MAJOR.MINOR.PATCH.
   */
  version: string;
  /**
   * Versions of sigwatch, and of other packs, that it works with. A range alone means sigwatch.
   */
  requires:
    | {
        sigwatch: VersionRange;
        /**
         * Other packs whose monitors or policies this one builds on, by name.
         */
        packs?: {
          [k: string]: VersionRange;
        };
      }
    | string;
  /**
   * How far its rules are to be trusted; stable when it is missing.
   */
  status?: 'stable' | 'test' | 'experimental' | 'deprecated';
  /**
   * What its rules are for, in one sentence.
   */
  description: string;
}

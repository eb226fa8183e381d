// Written by scripts/generate-types.mjs from schemas/. Do not edit.

/**
 * Fires when an expression over the fields of its input, and over windows of earlier ones, holds.
 */
export interface ValueOperator {
  /**
   * CEL: `fields.loss > 1.5 * median("loss", 100)`. `fields.interval_ms` is the time since the point before.
   */
  value: string;
  /**
   * So many points in a row, or so long.
   */
  for?: number | string;
  /**
   * Held apart by these: names of fields, `source`, `rank` (of the line's prefix) or `signal`.
   */
  by?: string[];
  /**
   * So many values are enough for a window; without it a window has to be full.
   */
  min_points?: number;
}

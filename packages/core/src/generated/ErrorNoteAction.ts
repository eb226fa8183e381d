// Written by scripts/generate-types.mjs from schemas/. Do not edit.

/**
 * Appends time, note, signal and fields to the run's record.
 */
export interface ErrorNoteAction {
  /**
   * A word to find the note by.
   */
  note?: string | null;
}

/** Places of the fields of `Walk` in packages/core/assembly/layout.ts, with which every plan begins. */
export const walk = { records: 0, capacity: 4, count: 8, more: 12, lines: 28, stamp: 40 } as const;

/** A record: start and end of the line in the chunk, `\n` before it, rule; slot and id of the line's shape. */
export const RECORD_WORDS = 6;
export const RECORD_BYTES = 4 * RECORD_WORDS;

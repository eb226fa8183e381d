/**
 * One line of the table: what was measured, and what it has to be.
 *
 * @typedef {object} Row
 * @property {string} work
 * @property {string} ours a figure with its unit
 * @property {string} against whom, and their figure; or what the limit is for
 * @property {number} [value] what is held against the bar: a ratio, or a figure in the unit of the bar
 * @property {string} [bar] as in `≥ 2`; none where a figure is only told
 * @property {boolean} [met]
 * @property {string} [note] why a row was not measured, or what to know of it
 * @property {unknown} [raw] all times, for the JSON file
 */

/**
 * @param {number} value
 * @param {number} bar
 * @param {string} [unit]
 */
export const atLeast = (value, bar, unit = 'x') => ({ value, bar: `≥ ${bar}${unit}`, met: value >= bar });

/**
 * @param {number} value
 * @param {number} bar
 * @param {string} [unit]
 */
export const atMost = (value, bar, unit = 'x') => ({ value, bar: `≤ ${bar}${unit}`, met: value <= bar });

/**
 * A row that could not be measured here; told, never passed over.
 *
 * @param {string} work
 * @param {string} note why, and what to do
 * @param {string} [bar]
 * @returns {Row}
 */
export const skipped = (work, note, bar) => ({
  work,
  ours: '-',
  against: '-',
  note,
  ...(bar === undefined ? {} : { bar }),
});

/** @param {number} bytes @param {number} seconds */
export const speed = (bytes, seconds) => bytes / 2 ** 20 / Math.max(seconds, 0.001);

/** @param {number} megabytes a second */
export const perSecond = (megabytes) =>
  `${megabytes >= 100 ? Math.round(megabytes) : Number(megabytes.toPrecision(3))} MB/s`;

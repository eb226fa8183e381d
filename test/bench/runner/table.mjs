/** @typedef {import('./row.mjs').Row} Row */

const HEADS = ['work', 'sigwatch', 'against', 'figure', 'bar', 'met'];

/**
 * @param {readonly Row[]} rows
 * @returns {string} plain columns; notes stand below
 */
export function table(rows) {
  const cells = [HEADS, ...rows.map(cellsOf)];
  const widths = HEADS.map((_, column) => Math.max(...cells.map((row) => (row[column] ?? '').length)));
  const lines = cells.map((row) =>
    row
      .map((cell, i) => cell.padEnd(widths[i] ?? 0))
      .join('  ')
      .trimEnd(),
  );
  const notes = rows.flatMap(({ work, note }) => (note === undefined ? [] : [`${work}: ${note}`]));
  return [...lines, ...(notes.length > 0 ? ['', ...notes] : [])].join('\n');
}

/** @param {Row} row */
function cellsOf({ work, ours, against, value, bar = '', met }) {
  const figure = value === undefined ? '' : String(value >= 100 ? Math.round(value) : Number(value.toPrecision(3)));
  return [work, ours, against, figure, bar, met === undefined ? '' : met ? 'yes' : 'NO'];
}

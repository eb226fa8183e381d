import { sanitize } from './sanitize.js';
import { cut, padEnd, padStart, widthOf } from './width.js';

export interface Column {
  readonly title: string;
  readonly right?: boolean;
  /** Columns that are cut when the width is short: those that may shrink, down to this width. */
  readonly shrinkTo?: number;
}

/** A plain table: a row of titles, aligned columns, two spaces between them, at most `width` wide. */
export function tableRows(columns: readonly Column[], rows: readonly (readonly string[])[], width: number): string[] {
  const cells = [columns.map((column) => column.title), ...rows.map((row) => row.map(sanitize))];
  const widths = columns.map((_, i) => Math.max(...cells.map((row) => widthOf(row[i] ?? ''))));
  let excess = widths.reduce((sum, w) => sum + w, 0) + 2 * (columns.length - 1) - width;
  for (const [i, column] of columns.entries()) {
    if (excess <= 0 || column.shrinkTo === undefined) continue;
    const less = Math.min(excess, Math.max(0, widths[i]! - column.shrinkTo));
    widths[i]! -= less;
    excess -= less;
  }
  return cells.map((row) => {
    const fitted = columns.map((column, i) => {
      const cell = cut(row[i] ?? '', widths[i]!);
      return column.right ? padStart(cell, widths[i]!) : padEnd(cell, widths[i]!);
    });
    return cut(fitted.join('  ').trimEnd(), width);
  });
}

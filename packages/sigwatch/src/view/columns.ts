import { type Look, paint, type Tone } from './line.js';
import { sanitize } from './sanitize.js';
import { padEnd, padStart, widthOf, wrap } from './width.js';

export interface Column {
  readonly title: string;
  readonly right?: boolean;
  /** Columns whose cells are broken into several rows when the width is short: those that may shrink, down to this width. */
  readonly shrinkTo?: number;
}

/** A text, or one that looks like something. */
export type Cell = string | { readonly text: string; readonly tone: Tone };

const GAP = 2;

/**
 * A plain table: a row of titles, aligned columns, two spaces between them. Nothing is cut: what has no room goes on below,
 * and where not even that fits, each row becomes a block of lines with the titles before the values.
 */
export function tableRows(columns: readonly Column[], rows: readonly (readonly Cell[])[], look: Look): string[] {
  const cells = rows.map((row) => columns.map((_, i) => cellOf(row[i] ?? '')));
  const widths = columns.map(({ title }, i) => Math.max(widthOf(title), ...cells.map((row) => widthOf(row[i]!.text))));
  let excess = widths.reduce((sum, width) => sum + width, 0) + GAP * (columns.length - 1) - look.width;
  // From the widest that may, so that none becomes a thread beside one with room.
  for (; excess > 0; excess--) {
    const [widest] = columns
      .flatMap(({ shrinkTo }, i) => (shrinkTo !== undefined && widths[i]! > shrinkTo ? [i] : []))
      .sort((i, j) => widths[j]! - widths[i]!);
    if (widest === undefined) break;
    widths[widest]! -= 1;
  }
  if (excess > 0) return stacked(columns, cells, look);
  const titles = columns.map(({ title }) => ({ text: title, tone: 'dim' as const }));
  return [titles, ...cells].flatMap((row) => linesOf(columns, row, widths, look.color));
}

function cellOf(cell: Cell): { readonly text: string; readonly tone: Tone } {
  const { text, tone } = typeof cell === 'string' ? { text: cell, tone: 'plain' as const } : cell;
  return { text: sanitize(text), tone };
}

/** One row of the table: as many lines as its longest cell takes. */
function linesOf(
  columns: readonly Column[],
  row: readonly Exclude<Cell, string>[],
  widths: readonly number[],
  color: boolean,
): string[] {
  const parts = row.map(({ text }, i) => (widthOf(text) <= widths[i]! ? [text] : wrap(text, widths[i]!)));
  return Array.from({ length: Math.max(1, ...parts.map(({ length }) => length)) }, (_, line) =>
    row
      .map(({ tone }, i) => {
        const text = parts[i]![line] ?? '';
        const fitted = columns[i]!.right ? padStart(text, widths[i]!) : padEnd(text, widths[i]!);
        // Spaces stay outside, so that they can go at the end of the line.
        return text === '' ? fitted : fitted.replace(text, () => paint(text, tone, color));
      })
      .join(' '.repeat(GAP))
      .trimEnd(),
  );
}

/** For a terminal that is too narrow: `title  value` below each other, a row without lines between two. Empty cells are left out. */
function stacked(
  columns: readonly Column[],
  rows: readonly (readonly Exclude<Cell, string>[])[],
  look: Look,
): string[] {
  const label = Math.max(...columns.map(({ title }) => widthOf(title))) + GAP;
  // Where the titles would leave no room, the value goes below.
  const beside = look.width - label >= label;
  return rows.flatMap((row, at) => [
    ...(at === 0 ? [] : ['']),
    ...row.flatMap(({ text, tone }, i) => {
      if (text === '') return [];
      const { title } = columns[i]!;
      const lines = wrap(text, Math.max(1, beside ? look.width - label : look.width - GAP));
      const values = lines.map((line) => paint(line, tone, look.color));
      if (!beside) return [paint(title, 'dim', look.color), ...values.map((value) => ' '.repeat(GAP) + value)];
      return values.map((value, n) => {
        const head = n === 0 ? title : '';
        return paint(head, 'dim', look.color) + ' '.repeat(label - widthOf(head)) + value;
      });
    }),
  ]);
}

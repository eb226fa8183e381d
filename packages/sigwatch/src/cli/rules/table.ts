import { tableRows } from '../../view/columns.js';
import { lookOf } from '../look.js';

type Options = Readonly<Record<string, unknown>>;

/** What is left of a column where a terminal is narrow, but for the first one: a name that is asked for stays whole. */
const NARROWEST = 8;

/** Rows with their columns below each other, the first row with the titles; broken to the width of the terminal. */
export function aligned([titles = [], ...rows]: readonly (readonly string[])[], options: Options): string[] {
  const columns = titles.map((title, i) => ({ title, ...(i > 0 && { shrinkTo: Math.max(NARROWEST, title.length) }) }));
  // The titles are capitals: they need no tone.
  return tableRows(columns, rows, { ...lookOf(options), color: false });
}

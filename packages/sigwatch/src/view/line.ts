import { sanitize } from './sanitize.js';
import { widthOf, wrap } from './width.js';

export type Tone = 'plain' | 'dim' | 'strong' | 'good' | 'warn' | 'bad';

/** One row of what a person reads, before it is fitted to a width: the time, a word that says what it is, the text. */
export interface Line {
  /** `10:04:31`, or empty for a row that belongs to the one above. */
  readonly time: string;
  readonly label: string;
  readonly tone: Tone;
  readonly text: string;
  /** How the text itself looks; default plain. */
  readonly textTone?: Tone;
  /** Rows that the text may take on a terminal; the last one is cut. Without a bound by default. */
  readonly rows?: number;
  /** Left out where a status line shows the same. */
  readonly progress?: boolean;
}

/** How lines are to look. */
export interface Look {
  /** Columns of the terminal, to which texts are broken. Infinite elsewhere: a text stays on one row, so that a file can be searched line by line. */
  readonly width: number;
  readonly color: boolean;
}

/** A line of a log may be as long as it likes: so many rows of it are shown on a terminal, beside the place where it stands. */
export const LOG_ROWS = 6;

const TIME = 8;
const LABEL = 10;
const GAP = 2;
/** A terminal narrower than this has no room for columns: the text goes below its label. */
const NARROW = 60;

const CODES: Readonly<Record<Tone, readonly [string, string]>> = {
  plain: ['', ''],
  dim: ['\u001b[2m', '\u001b[22m'],
  strong: ['\u001b[1m', '\u001b[22m'],
  good: ['\u001b[32m', '\u001b[39m'],
  warn: ['\u001b[33m', '\u001b[39m'],
  bad: ['\u001b[31m', '\u001b[39m'],
};

export function paint(text: string, tone: Tone, color: boolean): string {
  const [on, off] = CODES[tone];
  return color && text !== '' ? on + text + off : text;
}

/** The rows that a line takes in this look; none is wider than `look.width`. Its words are safe to print, whoever wrote them. */
export function renderLine(line: Line, look: Look): string[] {
  const safe = { ...line, label: sanitize(line.label), text: sanitize(line.text) };
  const indent = TIME + GAP + Math.max(LABEL, widthOf(safe.label)) + GAP;
  const isNarrow = look.width < Math.max(NARROW, 2 * indent);
  const rows = isNarrow ? narrowRows(safe, look) : wideRows(safe, look, indent);
  return rows.map((row) => row.trimEnd());
}

function wideRows(line: Line, look: Look, indent: number): string[] {
  const head =
    paint(line.time, 'dim', look.color) +
    ' '.repeat(TIME - widthOf(line.time) + GAP) +
    paint(line.label, line.tone, look.color) +
    ' '.repeat(indent - TIME - GAP - widthOf(line.label));
  const [first = '', ...rest] = textRows(line, look, look.width - indent);
  return [head + first, ...rest.map((row) => ' '.repeat(indent) + row)];
}

function narrowRows(line: Line, look: Look): string[] {
  const words = [line.time, line.label].filter((word) => word !== '').join(' ');
  const rows = textRows(line, look, Math.max(1, look.width - GAP));
  const indent = ' '.repeat(Math.min(GAP, look.width - 1));
  const head = wrap(words, look.width).map((row) => paint(row, line.tone, look.color));
  return [...head, ...rows.map((row) => indent + row)];
}

function textRows(line: Line, look: Look, columns: number): string[] {
  const rows = columns === Number.POSITIVE_INFINITY ? [line.text] : wrap(line.text, columns, line.rows);
  return rows.map((row) => paint(row, line.textTone ?? 'plain', look.color));
}

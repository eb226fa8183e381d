import { cut, widthOf, wrap } from './width.js';

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
  /** Rows that the text may take; the last one is cut. Default 1. */
  readonly rows?: number;
  /** Left out where a status line shows the same. */
  readonly progress?: boolean;
}

export interface Look {
  readonly width: number;
  readonly color: boolean;
  /** Without it a text stays on one row, so that a file can be searched line by line. */
  readonly wrap: boolean;
}

const TIME = 8;
const LABEL = 10;
const GAP = 2;
const INDENT = TIME + GAP + LABEL + GAP;
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

/** The rows that a line takes in this look; none is wider than `look.width`. */
export function renderLine(line: Line, look: Look): string[] {
  const rows = look.width < NARROW ? narrowRows(line, look) : wideRows(line, look);
  return rows.map((row) => row.trimEnd());
}

function wideRows(line: Line, look: Look): string[] {
  const label = cut(line.label, LABEL);
  const head =
    paint(line.time, 'dim', look.color) +
    ' '.repeat(TIME - widthOf(line.time) + GAP) +
    paint(label, line.tone, look.color) +
    ' '.repeat(LABEL - widthOf(label) + GAP);
  const rows = textRows(line, look, look.width - INDENT);
  return [head + (rows[0] ?? ''), ...rows.slice(1).map((row) => ' '.repeat(INDENT) + row)];
}

function narrowRows(line: Line, look: Look): string[] {
  const words = cut([line.time, line.label].filter((word) => word !== '').join(' '), look.width);
  const rows = textRows(line, look, Math.max(1, look.width - GAP));
  const indent = ' '.repeat(Math.min(GAP, look.width - 1));
  return [...(words === '' ? [] : [paint(words, line.tone, look.color)]), ...rows.map((row) => indent + row)];
}

function textRows(line: Line, look: Look, columns: number): string[] {
  const rows = look.wrap ? wrap(line.text, columns, line.rows ?? 1) : [cut(line.text, columns)];
  return rows.map((row) => paint(row, line.textTone ?? 'plain', look.color));
}

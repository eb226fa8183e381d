import { type Look, paint, type Tone } from './line.js';
import { sanitize } from './sanitize.js';
import { wrap } from './width.js';

/** Columns of the label, with the space behind it. */
export const LABELLED = 13;

/** What a report about one thing is made of: `label        text`, the text broken to the width, below itself, from `column` on. Pure. */
export function labelled(label: string, tone: Tone, text: string, look: Look, column = LABELLED): string[] {
  const { width, color } = look;
  const clean = sanitize(text);
  const lines = Number.isFinite(width) ? wrap(clean, Math.max(20, width - column)) : [clean];
  return lines.map((line, i) => {
    const head = i === 0 ? label : '';
    return paint(head, tone, color) + ' '.repeat(Math.max(1, column - head.length)) + line;
  });
}

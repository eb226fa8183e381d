import type { Writable } from 'node:stream';
import { jsonText } from './json-text.js';
import { quietWriter } from './quiet-writer.js';
import { printable } from './sanitize.js';
import type { View } from './terminal.js';

/** Prints one event a line, for other programs. */
export function createJsonl(out: Writable): View {
  const writer = quietWriter(out);
  return {
    all: true,
    say: (text) => void process.stderr.write(`sigwatch: ${printable(text)}\n`),
    event: (event) => writer.write(`${jsonText(event)}\n`),
    close: () => writer.close(),
  };
}

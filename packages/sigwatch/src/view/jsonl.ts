import type { Writable } from 'node:stream';
import { quietWriter } from './quiet-writer.js';
import type { View } from './terminal.js';

/** Prints one event a line, for other programs. */
export function createJsonl(out: Writable): View {
  const writer = quietWriter(out);
  return {
    all: true,
    say: (text) => void process.stderr.write(`sigwatch: ${text}\n`),
    event: (event) => writer.write(`${JSON.stringify(event)}\n`),
    close: () => writer.close(),
  };
}

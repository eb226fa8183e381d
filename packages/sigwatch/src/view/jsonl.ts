import type { Writable } from 'node:stream';
import type { SigwatchEvent } from '@sigwatch/core';
import { quietWriter } from './quiet-writer.js';

/** Prints one event a line, for other programs. */
export function createJsonl(out: Writable): { event(event: SigwatchEvent): void; close(): void } {
  const writer = quietWriter(out);
  return {
    event: (event) => writer.write(`${JSON.stringify(event)}\n`),
    close: () => writer.close(),
  };
}

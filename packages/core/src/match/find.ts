import { type Asked, countLines, linesBySet } from './ask-set.js';
import type { CompiledRule } from './compile-rule.js';
import { normalise } from './normalise.js';
import { FramedLine, readFields } from './read-fields.js';
import type { Found, FoundLine } from './types.js';

export interface Finder {
  readonly compiled: readonly CompiledRule[];
  /** Rules that every line is asked for. */
  readonly asked: Asked | undefined;
}

/** The lines of a chunk that rules match, whatever stood before it. */
export function findIn({ compiled, asked }: Finder, chunk: Buffer): Found {
  const { bytes, valid } = normalise(chunk);
  const lines: FoundLine[] = [];
  for (const { start, end, before, rules } of asked ? linesBySet(asked, chunk, bytes) : []) {
    const framed = new FramedLine(bytes.subarray(start, end), chunk, start, end, valid);
    const matches = rules.flatMap((rule) => {
      const fields = readFields(compiled[rule]!, framed);
      return fields ? { rule, fields } : [];
    });
    if (matches.length > 0) lines.push({ start, end, before, matches });
  }
  return { lines, count: countLines(chunk, 0, chunk.length) };
}

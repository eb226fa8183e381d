import type { PatternType } from '../contract.js';
import { compileDissect } from './dissect.js';
import type { LineReader } from './line-reader.js';
import { compileStructured } from './structured/reader.js';

/** How lines are read by a pattern that is no RE2; undefined for one that is, and for a plain text. */
export function readerOf(pattern: string, type: PatternType, flags = ''): LineReader | undefined {
  if (type === 'dissect') return compileDissect(pattern);
  return type === 'json' || type === 'logfmt' ? compileStructured(pattern, type, flags) : undefined;
}

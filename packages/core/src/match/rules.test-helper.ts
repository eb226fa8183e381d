import type { PatternRule } from '../contract.js';
import type { ChunkBase, Hit, Matcher, ScanState } from './types.js';
import { emptyScanState } from './types.js';

/** A rule with the usual values. */
export const rule = (name: string, pattern: string, more: Partial<PatternRule> = {}): PatternRule => ({
  name,
  pattern,
  pattern_type: 'regex',
  kind: 'error',
  severity: 'error',
  symptom_of: [],
  actions: [],
  metadata: {},
  ...more,
});

/** Scans a text as one chunk, from its first line. */
export function scanText(matcher: Matcher, text: string | Buffer, state: ScanState = emptyScanState, base?: ChunkBase) {
  return matcher.scan(Buffer.isBuffer(text) ? text : Buffer.from(text), base ?? { offset: 0, line: 1 }, state);
}

export const names = (hits: readonly Hit[]): string[] => hits.map((hit) => `${hit.line}:${hit.rule.name}`);

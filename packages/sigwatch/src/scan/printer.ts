import type { Hit, Rule } from '@sigwatch/core';
import { drained } from '../cli/drained.js';
import { jsonText } from '../view/json-text.js';
import { sanitize } from '../view/sanitize.js';

/** What of a scan goes to standard output. */
export interface Printing {
  readonly jsonl: boolean;
  /** Only how often each rule hits, which is told at the end. */
  readonly countsOnly: boolean;
  /** With what is no failure: progress, checkpoints, and lines that only count for an operator. */
  readonly all: boolean;
}

/** Whether hits of the rule are printed. */
export const isPrinted =
  ({ all, countsOnly }: Printing) =>
  (rule: Rule): boolean =>
    !countsOnly && (all || tells(rule));

/** Of a rule with an operator a line is no failure yet. */
const tells = ({ kind, when }: Rule) => when === undefined && (kind === 'error' || kind === 'warning');

/** Resolves when there is room for more. */
export async function printHits(source: string, hits: readonly Hit[], { jsonl }: Printing): Promise<void> {
  if (hits.length === 0) return;
  const text = hits.map((hit) => printed(source, hit, jsonl)).join('');
  if (!process.stdout.write(text)) await drained(process.stdout);
}

function printed(source: string, hit: Hit, jsonl: boolean): string {
  const { rule } = hit;
  const what = rule.when === undefined ? (rule.error_type ?? rule.kind) : 'counts for';
  if (!jsonl) return `${sanitize(source)}:${hit.line}: ${what} (${rule.name}): ${sanitize(hit.text)}\n`;
  const { line, offset, text, block, fields } = hit;
  return `${jsonText({
    signal: rule.name,
    error_type: rule.error_type,
    mode: rule.mode,
    kind: rule.kind,
    severity: rule.severity,
    source,
    line,
    offset,
    text,
    block,
    fields,
    metadata: rule.metadata,
  })}\n`;
}

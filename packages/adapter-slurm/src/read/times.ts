import type { Millis } from '@sigwatch/core';

const WORDS: ReadonlySet<string> = new Set(['', 'Unknown', 'None', 'NONE', 'N/A', 'n/a', 'INVALID', '(null)']);

/** `2026-11-22T14:05:09`, told in UTC; undefined for a time that is not known. */
export function parseTime(text: string): Millis | undefined {
  if (WORDS.has(text)) return undefined;
  if (!/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d$/.test(text)) return undefined;
  const at = Date.parse(`${text}Z`);
  return Number.isFinite(at) && at > 0 ? at : undefined;
}

/** As SLURM's options take it, in UTC. */
export const slurmTime = (at: Millis): string => new Date(at).toISOString().slice(0, 19);

import { closeSync, fstatSync, openSync, readSync } from 'node:fs';
import type { JobState } from '@sigwatch/core';

/** How a job ended, by what slurmstepd wrote last into its log. */
export interface LastWords {
  readonly state: JobState;
  readonly reason: string;
}

/** Bytes at the end of a log: nothing but the kill of the steps comes behind it. */
const TAIL = 65_536;

/** slurmstepd's words behind `CANCELLED AT …` (`_send_job_cancel` in src/slurmd/slurmstepd/req.c). */
const causes: readonly (readonly [words: string, ending: LastWords])[] = [
  ['DUE TO TIME LIMIT', { state: 'timed_out', reason: 'TIMEOUT' }],
  ['DUE TO PREEMPTION', { state: 'cancelled', reason: 'PREEMPTED' }],
  ['DUE TO NODE FAILURE', { state: 'failed', reason: 'NODE_FAIL' }],
  ['DUE TO JOB REQUEUE', { state: 'cancelled', reason: 'REQUEUED' }],
];

/** Of the files those that can't be read are passed over. `raw`: the job's own number. */
export function lastWords(paths: readonly string[], raw: string): LastWords | undefined {
  for (const path of paths) {
    const found = wordsIn(tailOf(path), raw);
    if (found !== undefined) return found;
  }
  return undefined;
}

/** The last line of the job's own end; a log may hold that of an earlier job too. */
export function wordsIn(text: string, raw: string): LastWords | undefined {
  const from = text.lastIndexOf(`*** JOB ${raw} ON `);
  if (from < 0) return undefined;
  const line = text.slice(from).split('\n', 1)[0] ?? '';
  if (!line.includes(' CANCELLED AT ')) return undefined;
  return causes.find(([words]) => line.includes(words))?.[1] ?? { state: 'cancelled', reason: 'CANCELLED' };
}

function tailOf(path: string): string {
  try {
    const file = openSync(path, 'r');
    try {
      const { size } = fstatSync(file);
      const bytes = Buffer.alloc(Math.min(size, TAIL));
      return bytes.toString('latin1', 0, readSync(file, bytes, 0, bytes.length, size - bytes.length));
    } finally {
      closeSync(file);
    }
  } catch {
    return '';
  }
}

import type { Answer } from '../command.js';

/** What came of one `sbatch`. */
export type Reply =
  | { readonly kind: 'submitted'; readonly id: string }
  | { readonly kind: 'refused'; readonly words: string }
  | { readonly kind: 'uncertain'; readonly words: string };

/**
 * What slurmctld itself says no with is definite. Words of the way to it and back are not (`slurm_errno.c`, its messages
 * from 1000 on and those of sockets; and the system's own): it may have taken the job.
 */
const ON_THE_WAY =
  /communicat|contact|connect|socket|messag|receiv|transmit|timed out|protocol|header lengths|temporarily unavailable|interrupted|broken pipe|no route|unreachable|i\/o stream|not responding/i;

/** Told also when jobs could not be taken for now; whatever is no answer of slurmctld ended before it was asked. */
export function replyOf({ stdout, stderr, exitCode }: Answer): Reply {
  // A site's plugins may print lines of their own.
  const line = stdout.split('\n').findLast((text) => /^\d+(;.*)?$/.test(text.trim()));
  const id = line?.trim().split(';')[0];
  if (id !== undefined) return { kind: 'submitted', id };
  const lines = stderr.split('\n').filter((text) => text.trim() !== '');
  const words = lines.map((text) => text.replace(/^sbatch: (?:error: )?/, '').trim()).join('; ');
  const said = /Batch job submission failed: ([^\n]*)/.exec(stderr)?.[1];
  if (exitCode === 0 || ON_THE_WAY.test(said ?? stderr) || stderr.trim() === '')
    return { kind: 'uncertain', words: words || `sbatch said nothing and ended with exit code ${exitCode}` };
  return { kind: 'refused', words };
}

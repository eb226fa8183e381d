import { isAbsolute, join } from 'node:path';
import { asLiteral } from '@sigwatch/core';
import type { JobId } from './identity.js';
import type { Remembered } from './remembered.js';

/** What a log's path depends on. */
export type PathFacts = Pick<Remembered, 'raw' | 'name' | 'user' | 'directory' | 'stdout' | 'stderr'>;

/** SLURM pads no further. */
const WIDEST = 10;

/**
 * The paths or globs of a job's output, as SLURM resolves them (`fname_create2` in src/slurmd/slurmstepd/fname.c): of
 * the batch script, and by node or task where the pattern tells them apart. Undefined while something in them is not
 * known; empty where the job writes to no file.
 */
export function logPaths(id: JobId, facts: PathFacts): readonly string[] | undefined {
  const patterns = [facts.stdout, facts.stderr].filter((pattern) => pattern !== undefined && pattern !== '/dev/null');
  const paths = [...new Set(patterns)].map((pattern) => resolvePattern(pattern ?? '', id, facts));
  return paths.includes(undefined) ? undefined : [...new Set(paths as string[])];
}

function resolvePattern(pattern: string, id: JobId, facts: PathFacts): string | undefined {
  const full = isAbsolute(pattern) ? pattern : join(facts.directory, pattern);
  // As for sbatch: with a backslash in it no sign is taken for another.
  if (full.includes('\\')) return asLiteral(full.replaceAll('\\', ''));
  let path = '';
  let from = 0;
  for (const found of full.matchAll(/%(?:%|(\d*)([a-zA-Z]))/g)) {
    const [whole, width = '', letter = '%'] = found;
    const value = letterValue(letter, Math.min(Number(width), WIDEST), id, facts);
    if (value === undefined) return undefined;
    path += asLiteral(full.slice(from, found.index)) + (value === 'as it is' ? asLiteral(whole) : value.glob);
    from = found.index + whole.length;
  }
  return path + asLiteral(full.slice(from));
}

function letterValue(
  letter: string,
  width: number,
  id: JobId,
  facts: PathFacts,
): { readonly glob: string } | 'as it is' | undefined {
  const number = (text: string | undefined) => (text === undefined ? undefined : { glob: text.padStart(width, '0') });
  const word = (text: string) => ({ glob: asLiteral(text) });
  switch (letter) {
    case '%':
      return word('%');
    case 'A':
      return number(id.base);
    // Of a whole array every task, of a job that is none the number that SLURM has for "none".
    case 'a':
      return id.task === undefined ? { glob: '*' } : number(id.task);
    case 'b':
      return id.task === undefined ? { glob: '*' } : number(String(Number(id.task) % 10));
    case 'j':
      return number(facts.raw);
    // Of the batch script some versions tell its step, and some don't.
    case 'J': {
      const job = number(facts.raw);
      return job && { glob: `${job.glob}{,.*}` };
    }
    case 'x':
      return word(facts.name);
    case 'u':
      return word(facts.user);
    // Which host, task or step it is only those know that write; a node's name need not be its host's.
    case 'N':
    case 'n':
    case 't':
    case 's':
      return { glob: '*' };
    default:
      return 'as it is';
  }
}

import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import type { JobSpec } from '@sigwatch/core';

/** The nodes that must not be used, with those that the user leaves out (`n[1-3],n7`); undefined where sigwatch adds none. */
export function excluded(
  own: string | undefined,
  { exclude_nodes = [], cwd }: Pick<JobSpec, 'exclude_nodes' | 'cwd'>,
): string | undefined {
  // What a line names for a node may be anything; SLURM would refuse the job for it.
  const named = exclude_nodes.filter((node) => /^[\w.[\],-]+$/.test(node) && !node.startsWith('-'));
  if (named.length === 0) return undefined;
  const users = own === undefined || own === '' ? [] : [own.includes('/') ? nodesIn(resolve(cwd, own)) : own];
  return [...new Set([...users.filter((text) => text !== ''), ...named])].join(',');
}

/** SLURM takes a value with a slash for the name of a file that holds nodes. */
function nodesIn(path: string): string {
  try {
    return readFileSync(path, 'utf8')
      .split(/[\s,]+(?![^[]*\])/)
      .filter((node) => node !== '' && !node.startsWith('#'))
      .join(',');
  } catch {
    return '';
  }
}

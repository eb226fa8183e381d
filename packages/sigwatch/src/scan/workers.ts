import { statSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import type { LogSource } from '@sigwatch/core';

/** From so many bytes on, threads gain more than they take to start. */
const ENOUGH = 2 * 2 ** 30;
/** More than reading can feed. */
const MOST = 8;

/** How many threads search, this one left out: as `asked` (one is this one alone), or where the logs are large one for each core. */
export function workersFor(sources: readonly LogSource[], asked: number | undefined): number {
  if (asked !== undefined) return beside(asked);
  const cores = availableParallelism();
  return cores < 2 || sources.reduce((sum, source) => sum + sizeOf(source.id), 0) < ENOUGH ? 0 : Math.min(cores, MOST);
}

/** Threads that search beside this one, when so many are asked for in all. */
export const beside = (asked: number): number => (asked < 2 ? 0 : asked);

function sizeOf(path: string): number {
  return statSync(path, { throwIfNoEntry: false })?.size ?? 0;
}

import { statSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import type { LogSource } from '@sigwatch/core';

/** From so many bytes on, threads gain more than they take to start. */
const ENOUGH = 2 ** 28;
/** More than reading can feed. */
const MOST = 8;

/** How many threads there are in all: as many as `asked`, or where the logs are large one for each core. */
export function threadsFor(sources: readonly LogSource[], asked: number | undefined): number {
  if (asked !== undefined) return asked;
  const cores = availableParallelism();
  const isLarge = cores > 1 && sources.reduce((sum, source) => sum + sizeOf(source.id), 0) >= ENOUGH;
  return isLarge ? Math.min(cores, MOST) : 1;
}

/** Threads that search beside one that reads, when so many are asked for. */
export const beside = (asked: number): number => (asked < 2 ? 0 : asked);

function sizeOf(path: string): number {
  return statSync(path, { throwIfNoEntry: false })?.size ?? 0;
}

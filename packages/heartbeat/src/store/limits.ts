import { UnansweredError } from '@sigwatch/core';

/** Bytes of a heartbeat file that are read. */
export const LIMIT = 1 << 20;
/** Bytes of the beginning that is kept of a file of which else only the end is. */
export const HEAD = 4 << 10;

export function tooLarge(path: string, size: number, limit: number): UnansweredError {
  const mib = (bytes: number) => `${(bytes / (1 << 20)).toFixed(1)} MiB`;
  return new UnansweredError(
    `${path} is ${mib(size)} long, and no heartbeat is more than ${mib(limit)}: see what writes it.`,
  );
}

import { randomBytes } from 'node:crypto';
import { readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';

/** How a file is written. */
export interface Writing {
  /** Spaces of each level, for files that people read; default: all in one line. */
  readonly indent?: number;
  /** Survives a power failure; default false. */
  readonly lasting?: boolean;
  /** Default: only the owner reads it (0600). */
  readonly mode?: number;
}

/** What stands in a file as Json; undefined where there is none, or none that can be read. */
export function readJson<T>(path: string): T | undefined {
  try {
    return JSON.parse(readFileSync(path, 'utf8')) as T;
  } catch {
    return undefined;
  }
}

/** Writes a file whole or not at all, however many processes do at once: readers see one of their values. */
export function writeJson(path: string, value: unknown, { indent, lasting = false, mode = 0o600 }: Writing = {}): void {
  // Each writer has a name of its own, over machines with one file system, too.
  const scratch = `${path}.${process.pid}.${randomBytes(4).toString('hex')}.tmp`;
  try {
    writeFileSync(scratch, `${JSON.stringify(value, null, indent)}\n`, { mode, flush: lasting });
    renameSync(scratch, path);
  } catch (error) {
    rmSync(scratch, { force: true });
    throw error;
  }
}

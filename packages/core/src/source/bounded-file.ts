import { appendFileSync, closeSync, mkdirSync, openSync, renameSync, statSync } from 'node:fs';
import { dirname } from 'node:path';

/** Makes the file and its folder where they are missing. */
export function touch(path: string): void {
  try {
    mkdirSync(dirname(path), { recursive: true });
    closeSync(openSync(path, 'a', 0o644));
  } catch {
    // A disk that takes nothing costs measurements, and nothing else.
  }
}

/** Appends a line. A file that would grow beyond `bytes` is first moved to `PATH.1`, as logs are rotated; its reader follows it there. */
export function appendLine(path: string, line: string, bytes: number): void {
  try {
    const { size } = statSync(path, { throwIfNoEntry: false }) ?? { size: 0 };
    if (size > 0 && size + Buffer.byteLength(line) > bytes) renameSync(path, `${path}.1`);
    appendFileSync(path, line);
  } catch {
    // As above.
  }
}

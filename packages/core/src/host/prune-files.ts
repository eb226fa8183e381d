import { readdirSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { Millis } from '../contract.js';

/** Deletes the files of a folder, and of those in it, that were written last before that time. What can't be deleted stays. */
export function pruneFiles(folder: string, before: Millis): void {
  try {
    for (const entry of readdirSync(folder, { withFileTypes: true })) {
      const path = join(folder, entry.name);
      if (entry.isDirectory()) pruneFiles(path, before);
      else if (statSync(path).mtimeMs < before) rmSync(path, { force: true });
    }
  } catch {
    // It is not there, or another process does the same.
  }
}

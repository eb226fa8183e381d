import { setTimeout as sleep } from 'node:timers/promises';
import { writeRecord } from './job-files.js';

/** Writes a record, and tries again while the disk is full or away: it can be written by nobody else. */
export async function persist(path: string, value: unknown): Promise<void> {
  for (;;) {
    try {
      writeRecord(path, value);
      return;
    } catch (error) {
      // The directory was removed: there is nobody left to tell.
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return;
      await sleep(1_000);
    }
  }
}

import { type Discovery, type LogSource, unlessAborted } from '@sigwatch/core';
import type { JobId } from './identity.js';
import { logPaths } from './log-paths.js';
import type { Remembered } from './remembered.js';

/** ms between two looks at a job whose logs are not known yet. */
const AGAIN = 5_000;

/**
 * The files that a job writes its output to. They need not be there yet. A job that nobody knows has none as long as
 * nobody does; a task's own number, which its paths may have, is known once it begins.
 */
export function jobLogs(
  id: JobId,
  find: () => Promise<Remembered | undefined>,
  open: (paths: readonly string[]) => Discovery,
  pause: (ms: number, abort: AbortSignal) => Promise<void>,
): Discovery {
  return {
    async *sources(abort: AbortSignal): AsyncGenerator<LogSource> {
      while (!abort.aborted) {
        const job = await unlessAborted(find, abort).catch(() => undefined);
        const paths = job && logPaths(id, job);
        if (paths !== undefined) {
          if (paths.length > 0 && !abort.aborted) yield* open(paths).sources(abort);
          return;
        }
        await pause(AGAIN, abort);
      }
    },
  };
}

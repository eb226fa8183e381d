import { existsSync } from 'node:fs';
import { filesIn } from './job-files.js';
import { persist } from './persist.js';
import type { ShimOrder } from './shim-order.js';
import { terminate } from './terminate.js';

/** Ends what a job has left behind, in place of a shim that is gone. Several may do so at once. */
export async function reap(order: ShimOrder & { kind: 'reap' }, begun: () => void): Promise<void> {
  begun();
  await terminate(order.job, order.graceMs);
  const { exit } = filesIn(order.directory);
  if (!order.alive || existsSync(exit)) return;
  const detail = 'Cancelled. Its shim was gone before, so the exit code is not known.';
  await persist(exit, { ended_at: Date.now(), cancelled: true, detail });
}

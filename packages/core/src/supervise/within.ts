import { childAbort } from '../child-abort.js';
import { pause } from '../pause.js';
import type { Journal } from './journal.js';
import type { RunContext } from './options.js';

/** Whether it was done before `limit` ms had passed. Meanwhile the lease is kept. */
export async function within(
  run: RunContext,
  journal: Journal,
  what: Promise<void>,
  limit: number,
  abort: AbortSignal,
): Promise<boolean> {
  const end = run.deps.now() + limit;
  const done = what.then(() => true);
  while (!abort.aborted && run.deps.now() < end) {
    const tick = childAbort(abort);
    const over = await Promise.race([done, pause(run.deps, Math.min(end, run.deps.now() + 5_000), tick.signal)]);
    tick.end();
    if (over === true) return true;
    journal.commands();
  }
  done.catch(() => {});
  return false;
}

import type { Deps, Millis } from '@sigwatch/core';

/** Waits for so long, until it is woken by what it gives to `wakes`, or for the abort. Leaves nothing behind. */
export async function waitOrWake(
  deps: Deps,
  time: Millis,
  abort: AbortSignal,
  wakes: (resume: () => void) => void = () => {},
): Promise<void> {
  if (abort.aborted) return;
  await new Promise<void>((resolve) => {
    const resume = () => {
      cancel();
      abort.removeEventListener('abort', resume);
      resolve();
    };
    const cancel = deps.schedule(deps.now() + time, resume);
    abort.addEventListener('abort', resume, { once: true });
    wakes(resume);
  });
}

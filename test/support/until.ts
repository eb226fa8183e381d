import { setTimeout as pause } from 'node:timers/promises';

/** What `probe` tells once it is neither undefined nor false; asks every 20 ms. Rejects with `what` (which may tell how far it came) after so many seconds, default 150: more than a machine that is busy needs. */
export async function until<T>(
  what: string | (() => string),
  probe: () => T | undefined | false | Promise<T | undefined | false>,
  seconds = 150,
): Promise<T> {
  const end = performance.now() + seconds * 1_000;
  for (;;) {
    const told = await probe();
    if (told !== undefined && told !== false) return told;
    if (performance.now() > end)
      throw new Error(`not within ${seconds} s: ${typeof what === 'string' ? what : what()}`);
    await pause(20);
  }
}

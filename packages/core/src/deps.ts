import type { Deps } from './contract.js';
import { Timers } from './timers.js';

/** The real world. Whoever waits in this process waits for one and the same timer. */
export const systemDeps: Deps = new Timers({
  now: () => Date.now(),
  elapsed: () => performance.now(),
  after(ms, wake) {
    const timer = setTimeout(wake, ms);
    return () => clearTimeout(timer);
  },
});

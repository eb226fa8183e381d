import type { Deps } from './contract.js';

/** Longest wait that Node's timers can hold, in ms. */
const LONGEST = 2 ** 31 - 1;

/** The real world. */
export const systemDeps: Deps = {
  now: () => Date.now(),
  schedule(at, wake) {
    let timer: NodeJS.Timeout;
    const arm = () => {
      const left = at - Date.now();
      timer = left > LONGEST ? setTimeout(arm, LONGEST) : setTimeout(wake, Math.max(0, left));
    };
    arm();
    return () => clearTimeout(timer);
  },
};

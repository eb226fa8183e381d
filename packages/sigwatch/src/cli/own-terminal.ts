import { closeSync, openSync } from 'node:fs';
import { isatty } from 'node:tty';

/**
 * The descriptors by which this process speaks with its terminal. A process that was begun to go on without one (`nohup … &`)
 * has none: Node undoes that its SIGHUP is ignored, so that it comes all the same.
 */
export const ownTerminal = (): readonly number[] => [0, 1, 2].filter((descriptor) => isatty(descriptor));

/** Whether a SIGHUP means that the terminal was closed, and not that somebody has sent it: one that is closed can't be opened any more. */
export function terminalIsGone(own: readonly number[]): boolean {
  if (own.length === 0) return false;
  try {
    closeSync(openSync('/dev/tty', 'r'));
    return false;
  } catch {
    return true;
  }
}

/** Lets go of a terminal that is gone: Node aborts at its end where it can't set one back to how it found it, and looks at no other file. */
export function leaveTerminal(own: readonly number[]): void {
  for (const descriptor of own) {
    closeSync(descriptor);
    // Takes the lowest number that is free, which is the same one.
    openSync('/dev/null', 'r+');
  }
}

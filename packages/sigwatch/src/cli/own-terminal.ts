import { closeSync, openSync } from 'node:fs';
import { isatty } from 'node:tty';

/** Whether this process has a terminal now. One that was closed can't be opened any more, though its signal comes as any other. */
function hasTerminal(): boolean {
  try {
    closeSync(openSync('/dev/tty', 'r'));
    return true;
  } catch {
    return false;
  }
}

/**
 * Whether this process speaks with the terminal that it has. One that was begun to go on without (`nohup … &`) does not: Node
 * undoes that its signal is ignored, so that it comes all the same.
 */
export const usesTerminal = (): boolean => [0, 1, 2].some((descriptor) => isatty(descriptor)) && hasTerminal();

/** Whether a SIGHUP means that the terminal was closed, and not that somebody has sent it. `used`: it was spoken with when the verb began. */
export const terminalIsGone = (used: boolean): boolean => used && !hasTerminal();

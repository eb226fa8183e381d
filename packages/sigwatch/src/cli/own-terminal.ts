import { closeSync, openSync } from 'node:fs';

/** Whether this process has a terminal now. One that was closed can't be opened any more, though its signal comes as any other. */
function hasTerminal(): boolean {
  try {
    closeSync(openSync('/dev/tty', 'r'));
    return true;
  } catch {
    return false;
  }
}

/** Whether a SIGHUP means that the terminal was closed, and not that somebody has sent it. `had`: there was one when the verb began. */
export const terminalIsGone = (had: boolean): boolean => had && !hasTerminal();

export { hasTerminal };

import { readdirSync, readFileSync, readlinkSync } from 'node:fs';

/** Processes that live, name the folder in their words or work in it, and whose environment (`NAME=value`) is of those wanted. */
export function processesIn(folder: string, isWanted: (environment: readonly string[]) => boolean): number[] {
  const isIn = (pid: string) => {
    try {
      const environment = readFileSync(`/proc/${pid}/environ`, 'utf8').split('\0');
      const here =
        readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes(folder) ||
        readlinkSync(`/proc/${pid}/cwd`).startsWith(folder);
      return here && isWanted(environment);
    } catch {
      return false;
    }
  };
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name) && isIn(name))
    .map(Number);
}

/** Those that have ended by themselves meanwhile are passed over. */
export function killAll(pids: readonly number[]): void {
  for (const pid of pids)
    try {
      process.kill(pid, 'SIGKILL');
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
    }
}

import { hostname } from 'node:os';
import type { LeaseOwner } from '@sigwatch/core';
import { currentPlace, startOf } from '@sigwatch/core/host';

/** What has to be known of processes to tell a live owner from a reused pid. Tests pass their own. */
export interface ProcessTable {
  host(): string;
  /** This boot of this machine and, in a container, its pid namespace: pids compare only within one place. */
  place(): string;
  /** When the process started, as `startOf` of core says it. */
  start(pid: number): string | undefined;
}

export function systemProcessTable(): ProcessTable {
  // It cannot change while this process lives, and asking costs a process on macOS.
  let place: string | undefined;
  return {
    host: hostname,
    place: () => {
      if (place === undefined) {
        const { boot, namespace } = currentPlace();
        place = `${boot}/${namespace}`;
      }
      return place;
    },
    start: startOf,
  };
}

/** The owner that a supervisor in this process names when it acquires a run. */
export function currentOwner(): LeaseOwner {
  const started_at = new Date(Date.now() - process.uptime() * 1000).toISOString();
  return { host: hostname(), pid: process.pid, started_at };
}

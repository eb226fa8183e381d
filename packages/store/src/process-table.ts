import { execFileSync } from 'node:child_process';
import { readFileSync, readlinkSync } from 'node:fs';
import { hostname } from 'node:os';
import type { LeaseOwner } from '@sigwatch/core';

/** What has to be known of processes to tell a live owner from a reused pid. Tests pass their own. */
export interface ProcessTable {
  host(): string;
  /** This boot of this machine and, in a container, its pid namespace: pids compare only within one place. */
  place(): string;
  /** When the process started, as opaque text; undefined when there is none (or only a zombie of it); `hidden` when it exists but may not be looked at. */
  start(pid: number): string | undefined;
}

export function systemProcessTable(): ProcessTable {
  // Neither can change while this process lives, and asking costs a process on macOS.
  let place: string | undefined;
  return {
    host: hostname,
    place: () => {
      place ??= `${bootId()}/${pidNamespace()}`;
      return place;
    },
    start: (pid) => (process.platform === 'linux' ? linuxStart(pid) : psStart(pid)),
  };
}

/** The owner that a supervisor in this process names when it acquires a run. */
export function currentOwner(): LeaseOwner {
  const started_at = new Date(Date.now() - process.uptime() * 1000).toISOString();
  return { host: hostname(), pid: process.pid, started_at };
}

function linuxStart(pid: number): string | undefined {
  let stat: string;
  try {
    stat = readFileSync(`/proc/${pid}/stat`, 'latin1');
  } catch {
    return signalable(pid) ? 'hidden' : undefined;
  }
  // The command's name, in parentheses, may itself hold blanks and parentheses: count fields from the last one.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return fields[0] === 'Z' || fields[0] === 'X' ? undefined : fields[19];
}

function psStart(pid: number): string | undefined {
  const answer = run('ps', ['-o', 'stat=,lstart=', '-p', String(pid)]);
  if (answer === undefined || answer === '') return signalable(pid) ? 'hidden' : undefined;
  const blank = answer.indexOf(' ');
  return answer.startsWith('Z') ? undefined : answer.slice(blank + 1).trim();
}

function signalable(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

function bootId(): string {
  try {
    return readFileSync('/proc/sys/kernel/random/boot_id', 'latin1').trim();
  } catch {
    return run('sysctl', ['-n', 'kern.bootsessionuuid']) || hostname();
  }
}

function pidNamespace(): string {
  try {
    return readlinkSync('/proc/self/ns/pid');
  } catch {
    return '';
  }
}

function run(command: string, args: readonly string[]): string | undefined {
  try {
    return execFileSync(command, args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }).trim();
  } catch {
    return undefined;
  }
}

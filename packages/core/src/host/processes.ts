import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { hostname } from 'node:os';

/** A pid alone says nothing, because pids are reused. */
export interface ProcessIdentity {
  readonly pid: number;
  /** When the process started, as opaque text. */
  readonly start: string;
}

export interface ProcessInfo extends ProcessIdentity {
  readonly parent: number;
  readonly group: number;
}

/** Where pids count: this boot of this machine and, in a container, this pid namespace. */
export interface Place {
  readonly host: string;
  readonly boot: string;
  readonly namespace: string;
}

/** The start of a process that exists but may not be looked at. */
export const HIDDEN = 'hidden';

/** Where this process runs. */
export function currentPlace(): Place {
  return { host: hostname(), boot: bootId(), namespace: pidNamespace() };
}

/** Whether a pid of the one means the same process in the other. */
export function samePlace(a: Place, b: Place): boolean {
  return a.boot === b.boot && a.namespace === b.namespace;
}

/** All processes but zombies, which hold nothing and do nothing. */
export function listProcesses(): ProcessInfo[] {
  return (process.platform === 'linux' ? procProcesses() : psProcesses()).filter((found) => !found.zombie);
}

/**
 * When the process with this pid started, as opaque text; undefined when there is none (or only a zombie of it), and
 * `HIDDEN` when there is one that may not be looked at.
 */
export function startOf(pid: number): string | undefined {
  const found = process.platform === 'linux' ? procProcess(pid) : psProcesses(pid)[0];
  if (found) return found.zombie ? undefined : found.start;
  return exists(pid) ? HIDDEN : undefined;
}

/** Whether the process with this pid is still the one that started then. */
export function isAlive({ pid, start }: ProcessIdentity): boolean {
  return startOf(pid) === start;
}

/** The identity of a process that may just have ended; `start` is empty when it is gone already. */
export function identify(pid: number): ProcessIdentity {
  return { pid, start: startOf(pid) ?? '' };
}

type Found = ProcessInfo & { readonly zombie: boolean };

function procProcesses(): Found[] {
  return readdirSync('/proc').flatMap((name) => (/^\d+$/.test(name) ? (procProcess(Number(name)) ?? []) : []));
}

function procProcess(pid: number): Found | undefined {
  let stat: string;
  try {
    stat = readFileSync(`/proc/${pid}/stat`, 'latin1');
  } catch {
    return undefined;
  }
  // The command's name, in parentheses, may itself hold blanks and parentheses: count fields from the last one.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  const zombie = fields[0] === 'Z' || fields[0] === 'X';
  return { pid, parent: Number(fields[1]), group: Number(fields[2]), start: fields[19]!, zombie };
}

function psProcesses(pid?: number): Found[] {
  const which = pid === undefined ? ['-ax'] : ['-p', String(pid)];
  return run('ps', [...which, '-o', 'pid=,ppid=,pgid=,stat=,lstart='])
    .split('\n')
    .flatMap((line) => {
      const [id, parent, group, state, ...start] = line.trim().split(/\s+/);
      if (!id) return [];
      const zombie = state?.startsWith('Z') ?? false;
      return [{ pid: Number(id), parent: Number(parent), group: Number(group), start: start.join(' '), zombie }];
    });
}

function exists(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // EPERM: it is there, but not ours.
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

function bootId(): string {
  try {
    return readFileSync('/proc/sys/kernel/random/boot_id', 'latin1').trim();
  } catch {
    return run('sysctl', ['-n', 'kern.bootsessionuuid']).trim();
  }
}

function pidNamespace(): string {
  try {
    return readlinkSync('/proc/self/ns/pid');
  } catch {
    return '';
  }
}

function run(command: string, args: readonly string[]): string {
  try {
    return execFileSync(command, args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'], maxBuffer: 1 << 26 });
  } catch {
    return '';
  }
}

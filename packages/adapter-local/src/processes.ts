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

/** The environment variable that tells whose a process is, also when it has left its group: nonces, innermost first. */
export const CLAIM_VARIABLE = 'SIGWATCH_CLAIM';

export function currentPlace(): Place {
  return { host: hostname(), boot: bootId(), namespace: pidNamespace() };
}

/** All processes but zombies, which hold nothing and do nothing. */
export function listProcesses(): ProcessInfo[] {
  if (process.platform !== 'linux') return psProcesses();
  return readdirSync('/proc').flatMap((name) => {
    if (!/^\d+$/.test(name)) return [];
    const found = statOf(Number(name));
    return found && !found.zombie ? [found] : [];
  });
}

/** Whether the process with this pid is still the one that started then. */
export function isAlive({ pid, start }: ProcessIdentity): boolean {
  if (process.platform !== 'linux') return psProcesses(pid).some((found) => found.start === start);
  const found = statOf(pid);
  return found !== undefined && !found.zombie && found.start === start;
}

/** The identity of a process that may just have ended; `start` is empty when it is gone already. */
export function identify(pid: number): ProcessIdentity {
  const found = process.platform === 'linux' ? statOf(pid) : psProcesses(pid)[0];
  return { pid, start: found?.start ?? '' };
}

/** Whether the process was started with this nonce in its environment. Linux only; elsewhere always false. */
export function carriesClaim(pid: number, nonce: string): boolean {
  if (process.platform !== 'linux') return false;
  try {
    const prefix = `${CLAIM_VARIABLE}=`;
    const entries = readFileSync(`/proc/${pid}/environ`, 'latin1').split('\0');
    const claims = entries.find((entry) => entry.startsWith(prefix));
    return claims?.slice(prefix.length).split(' ').includes(nonce) ?? false;
  } catch {
    // Gone, or of another user, who cannot be started by ours.
    return false;
  }
}

function statOf(pid: number): (ProcessInfo & { zombie: boolean }) | undefined {
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

function psProcesses(pid?: number): ProcessInfo[] {
  const which = pid === undefined ? ['-ax'] : ['-p', String(pid)];
  return run('ps', [...which, '-o', 'pid=,ppid=,pgid=,stat=,lstart='])
    .split('\n')
    .flatMap((line) => {
      const [id, parent, group, state, ...start] = line.trim().split(/\s+/);
      if (!id || state?.startsWith('Z')) return [];
      return [{ pid: Number(id), parent: Number(parent), group: Number(group), start: start.join(' ') }];
    });
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

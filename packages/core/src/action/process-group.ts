import { readFile, rm, writeFile } from 'node:fs/promises';
import type { Deps, Millis } from '../contract.js';

const GRACE: Millis = 5_000;

/** SIGTERM to all processes of the group, SIGKILL five seconds later to those that are left. Resolves when done. */
export async function endGroup(pid: number, deps: Deps): Promise<void> {
  const deadline = deps.now() + GRACE;
  if (!signalGroup(pid, 'SIGTERM')) return;
  while (deps.now() < deadline) {
    await pause(deps);
    if (!signalGroup(pid, 0)) return;
  }
  signalGroup(pid, 'SIGKILL');
}

/** Writes down which group is running, for the case that we die before it. */
export async function rememberGroup(file: string, pid: number): Promise<void> {
  await writeFile(file, JSON.stringify({ pid, started: await startOf(pid) }));
}

/** Ends the group that an earlier life of ours left behind; throws when it will not go. */
export async function endLeftover(file: string, deps: Deps): Promise<void> {
  const leftover = await readLeftover(file);
  // A pid is given out again after a while; the time at which its process started tells the two apart.
  if (leftover?.started != null && (await startOf(leftover.pid)) === leftover.started) {
    await endGroup(leftover.pid, deps);
    await pause(deps);
    if ((await startOf(leftover.pid)) === leftover.started)
      throw new Error(`an earlier run of it, process ${leftover.pid}, does not end`);
  }
  await rm(file, { force: true });
}

async function readLeftover(file: string): Promise<{ pid: number; started: string | null } | undefined> {
  try {
    const { pid, started } = JSON.parse(await readFile(file, 'utf8')) as { pid: unknown; started: unknown };
    return typeof pid === 'number' && pid > 1
      ? { pid, started: typeof started === 'string' ? started : null }
      : undefined;
  } catch {
    return undefined;
  }
}

/** When a process started, in ticks since boot, with the boot it belongs to; null where the kernel doesn't say. */
async function startOf(pid: number): Promise<string | null> {
  try {
    const stat = await readFile(`/proc/${pid}/stat`, 'latin1');
    const boot = await readFile('/proc/sys/kernel/random/boot_id', 'latin1');
    // The second field is the program's name in parentheses, which may itself hold spaces and parentheses.
    const [state, ...fields] = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return state === 'Z' ? null : `${boot.trim()}:${fields[18]}`;
  } catch {
    return null;
  }
}

function pause(deps: Deps): Promise<void> {
  return new Promise((wake) => void deps.schedule(deps.now() + 25, wake));
}

/** False when no process of the group is left. */
function signalGroup(pid: number, signal: NodeJS.Signals | 0): boolean {
  try {
    process.kill(-pid, signal);
    return true;
  } catch (error) {
    // EPERM: the group is there, but holds a process that is not ours.
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

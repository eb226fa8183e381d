import { readFile, rm, writeFile } from 'node:fs/promises';
import type { Deps, Millis } from '../contract.js';
import { currentPlace, identify, isAlive, type Place, type ProcessIdentity, samePlace } from '../host/processes.js';

const GRACE: Millis = 5_000;

/** SIGTERM to all processes of the group, SIGKILL five seconds later to those that are left. Resolves when done. */
async function endGroup(pid: number, deps: Deps): Promise<void> {
  const deadline = deps.now() + GRACE;
  if (!signalGroup(pid, 'SIGTERM')) return;
  while (deps.now() < deadline) {
    await pause(deps);
    if (!signalGroup(pid, 0)) return;
  }
  signalGroup(pid, 'SIGKILL');
}

/** How long a command may take, and what ends it before. */
export interface Bounds {
  readonly timeout: Millis;
  readonly deps: Deps;
  readonly abort: AbortSignal;
  /** Called when the group was ended: lets go of what somebody outside of it may still hold. */
  readonly letGo?: () => void;
}

/**
 * Waits for `done`, the end of the group's leader. At the timeout and at `abort` the whole group ends, and `ended` says
 * why: `late`, or `stopped`. Resolves only when what was to be ended has ended too.
 */
export async function withinBounds<T>(
  pid: number | undefined,
  { timeout, deps, abort, letGo }: Bounds,
  done: () => Promise<T>,
): Promise<{ readonly result: T; readonly ended: 'late' | 'stopped' | undefined }> {
  let ended: 'late' | 'stopped' | undefined;
  let ending: Promise<void> | undefined;
  const end = (why: 'late' | 'stopped') => {
    ended ??= why;
    if (pid !== undefined) ending ??= endGroup(pid, deps).then(letGo);
  };
  const cancelTimeout = deps.schedule(deps.now() + timeout, () => end('late'));
  const onAbort = () => end('stopped');
  abort.addEventListener('abort', onAbort, { once: true });
  if (abort.aborted) onAbort();
  try {
    return { result: await done(), ended };
  } finally {
    cancelTimeout();
    abort.removeEventListener('abort', onAbort);
    // The leader may be gone before what it started is.
    await ending;
  }
}

/** Writes down which group is running, for the case that we die before it. */
export async function rememberGroup(file: string, pid: number): Promise<void> {
  const leader: Leader = { ...identify(pid), place: currentPlace() };
  await writeFile(file, JSON.stringify(leader));
}

/** Ends the group that an earlier life of ours left behind; throws when it will not go. */
export async function endLeftover(file: string, deps: Deps): Promise<void> {
  const leftover = await readLeftover(file);
  if (leftover && samePlace(leftover.place, currentPlace()) && isAlive(leftover)) {
    await endGroup(leftover.pid, deps);
    await pause(deps);
    if (isAlive(leftover)) throw new Error(`an earlier run of it, process ${leftover.pid}, does not end`);
  }
  await rm(file, { force: true });
}

interface Leader extends ProcessIdentity {
  readonly place: Place;
}

async function readLeftover(file: string): Promise<Leader | undefined> {
  try {
    const leader = JSON.parse(await readFile(file, 'utf8')) as Partial<Leader>;
    const { pid, start, place } = leader;
    return typeof pid === 'number' && pid > 1 && typeof start === 'string' && place ? { pid, start, place } : undefined;
  } catch {
    return undefined;
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

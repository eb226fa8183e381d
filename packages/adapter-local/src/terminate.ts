import { setTimeout as sleep } from 'node:timers/promises';
import { listProcesses, type ProcessIdentity, type ProcessInfo } from '@sigwatch/core/host';
import { carriesClaim } from './claim-variable.js';

/** Everything that belongs to one job. */
export interface JobProcesses {
  readonly nonce: string;
  /** The command itself, which leads a process group of its own; absent when it was never recorded. */
  readonly main: ProcessIdentity | undefined;
}

const LOOK_EVERY = 50;
/** One that cannot be killed (it waits for a dead disk, or changed its user) is not worth a busy loop. */
const LOOK_EVERY_WHEN_STUCK = 1_000;

/**
 * Ends a job: its process group first, as a terminal would, so that a launcher can end its workers in order; then
 * whatever has left the group. Each gets SIGTERM, and after `graceMs` SIGKILL. Returns when nothing is left.
 */
export async function terminate(job: JobProcesses, graceMs: number): Promise<void> {
  const known = new Map<string, ProcessInfo>();
  const look = () => survivors(job, known);
  await end(() => look().filter((found) => found.group === job.main?.pid), graceMs);
  await end(look, graceMs);
}

/**
 * The living processes of a job: its group, those that carry its nonce, and descendants of any of these, now or at an
 * earlier look that was noted in `known`.
 */
export function survivors(job: JobProcesses, known = new Map<string, ProcessInfo>()): ProcessInfo[] {
  const all = listProcesses();
  const { main } = job;
  // A group's number is taken while it has a member, so a leader that started at another time means another group.
  const reused = main && all.some(({ pid, start }) => pid === main.pid && start !== main.start);
  const mine = new Set<ProcessInfo>();
  const add = (found: ProcessInfo): void => {
    if (mine.has(found) || found.pid === process.pid) return;
    mine.add(found);
    known.set(identity(found), found);
    for (const child of all) if (child.parent === found.pid) add(child);
  };
  for (const found of all) {
    const inGroup = main !== undefined && !reused && found.group === main.pid;
    if (inGroup || known.has(identity(found)) || carriesClaim(found.pid, job.nonce)) add(found);
  }
  return [...mine];
}

async function end(look: () => readonly ProcessInfo[], graceMs: number): Promise<void> {
  const asked = new Set<string>();
  const started = performance.now();
  let quiet = 0;
  for (;;) {
    const left = look();
    // A process shows no environment while it executes another program, and a fork can slip past a look.
    quiet = left.length === 0 ? quiet + 1 : 0;
    if (quiet === 2) return;
    const waited = performance.now() - started;
    for (const found of left) {
      if (waited >= graceMs) send(found.pid, 'SIGKILL');
      else if (!asked.has(identity(found))) {
        asked.add(identity(found));
        send(found.pid, 'SIGTERM');
        // A stopped process cannot act on SIGTERM.
        send(found.pid, 'SIGCONT');
      }
    }
    await sleep(waited > graceMs + 5_000 ? LOOK_EVERY_WHEN_STUCK : LOOK_EVERY);
  }
}

function send(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal);
  } catch {
    // It has just ended, or it belongs to another user; the next look tells.
  }
}

function identity({ pid, start }: ProcessIdentity): string {
  return `${pid} ${start}`;
}

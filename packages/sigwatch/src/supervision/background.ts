import { spawn } from 'node:child_process';
import { closeSync, mkdirSync, openSync, renameSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { type Deps, type LeaseOwner, type Store, systemDeps } from '@sigwatch/core';
import { supervisorOf, unfinishedRuns } from '@sigwatch/store';
import { standingOf } from './take-up.js';
import { waitOrWake } from './wait.js';

/** Where the process in the background writes what it has to tell. */
export const backgroundLog = (stateDirectory: string): string => join(stateDirectory, 'supervisor', 'output.log');

/** The log is begun anew, and one old one kept, when it is larger (bytes). */
const MOST_LOG = 10 * 1024 * 1024;

/** Starts `sigwatch ensure` so that it outlives this process and its terminal. Returns its process id. */
export function startBackground(stateDirectory: string): number | undefined {
  const log = backgroundLog(stateDirectory);
  mkdirSync(join(stateDirectory, 'supervisor'), { recursive: true, mode: 0o700 });
  if ((statSync(log, { throwIfNoEntry: false })?.size ?? 0) > MOST_LOG) renameSync(log, `${log}.1`);
  const out = openSync(log, 'a', 0o600);
  try {
    const [script = ''] = process.argv.slice(1);
    const child = spawn(process.execPath, [...process.execArgv, script, 'ensure', '--state-dir', stateDirectory], {
      // Nothing of where it was typed stays in use.
      cwd: stateDirectory,
      detached: true,
      stdio: ['ignore', out, out],
    });
    child.unref();
    return child.pid;
  } finally {
    closeSync(out);
  }
}

/** Runs that could be taken up by somebody now. A journal that can't be read is for the one who takes up to tell of. */
export function freeRuns(store: Store, stateDirectory: string): readonly string[] {
  return unfinishedRuns(stateDirectory).filter((run_id) => {
    try {
      return standingOf(store, run_id).is === 'free';
    } catch {
      return false;
    }
  });
}

/** Time for a process to start and to take up a run, on a machine that is busy (ms). */
const PATIENCE = 60_000;
const STEP = 200;

/**
 * Sees to it that somebody supervises these runs, which nobody in this process does any more: the process in the
 * background that takes up all, which is started when there is none. Resolves with who does it; undefined when nobody has begun in time.
 */
export async function handToBackground(
  store: Store,
  stateDirectory: string,
  run_ids: readonly string[],
  deps: Deps = systemDeps,
): Promise<LeaseOwner | undefined> {
  const until = deps.now() + PATIENCE;
  let started = 0;
  while (deps.now() < until) {
    const waiting = run_ids.filter((run_id) => standingOf(store, run_id).is === 'free');
    if (waiting.length === 0) return supervisorOf(stateDirectory);
    // One that is just ending takes up nothing more: the next one is started when it has gone.
    if (supervisorOf(stateDirectory) === undefined && deps.now() - started > 10_000) {
      startBackground(stateDirectory);
      started = deps.now();
    }
    await waitOrWake(deps, STEP, new AbortController().signal);
  }
  return undefined;
}

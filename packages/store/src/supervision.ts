import { join } from 'node:path';
import type { LeaseOwner, Millis } from '@sigwatch/core';
import { LeaseHeldError } from './errors.js';
import { holdRun } from './held-run.js';
import { journalMode } from './journal-mode.js';
import { ownerOf } from './lease.js';
import { type ProcessTable, systemProcessTable } from './process-table.js';
import { liveOwner } from './read-only-run.js';
import { createDirectory, type RunFiles, runFiles } from './run-files.js';

/** The right to take up the runs of a state directory, which one process has at a time. */
export interface Supervision extends Disposable {
  /** Shows that its owner lives; to be called at least every 15 s. */
  refresh(): void;
}

const NAME = 'supervisor';

/** Takes it, or returns its owner while that one lives. Where processes are on several machines the state directory's file system has to be a shared one. */
export function holdSupervision(
  directory: string,
  owner: LeaseOwner,
  { now = Date.now, processes = systemProcessTable() }: { now?: () => Millis; processes?: ProcessTable } = {},
): Supervision | { readonly owner: LeaseOwner | undefined } {
  const files = filesOf(directory);
  createDirectory(directory, files.directory);
  try {
    const held = holdRun(NAME, owner, files, { mode: journalMode(directory), processes, now, warn: () => {} });
    return { refresh: () => held.refresh(), [Symbol.dispose]: () => held.release() };
  } catch (error) {
    if (!(error instanceof LeaseHeldError)) throw error;
    return { owner: error.owner };
  }
}

/** Who takes up the runs of this state directory now. */
export function supervisorOf(directory: string): LeaseOwner | undefined {
  const row = liveOwner(filesOf(directory), systemProcessTable(), Date.now());
  return row && ownerOf(row);
}

/** Its lease is that of a run, but stands where no list of runs shows it. */
const filesOf = (directory: string): RunFiles => runFiles(join(directory, NAME), NAME);

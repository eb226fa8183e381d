import { closeSync, fsyncSync, mkdirSync, openSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Json, RunSummary } from '@sigwatch/core';
import { readJson, writeJson } from '@sigwatch/core/host';
import { unusableDirectory } from './errors.js';
import type { LeaseRow } from './lease.js';
import { isRunId } from './run-id.js';

/** Where the files of one run are. */
export interface RunFiles {
  readonly directory: string;
  readonly journal: string;
  readonly events: string;
  readonly errors: string;
  readonly summary: string;
  /** Exists only in `truncate` mode, while the journal itself is locked. */
  readonly lease: string;
  readonly commands: string;
}

export function runFiles(stateDirectory: string, run_id: string): RunFiles {
  const directory = join(stateDirectory, 'runs', run_id);
  return {
    directory,
    journal: join(directory, 'sigwatch.db'),
    events: join(directory, 'events.jsonl'),
    errors: join(directory, 'errors.jsonl'),
    summary: join(directory, 'summary.json'),
    lease: join(directory, 'lease.json'),
    commands: join(directory, 'commands'),
  };
}

/** Ids of all runs, in alphabetical order; none when there is no state directory yet. */
export function listRunIds(stateDirectory: string): readonly string[] {
  try {
    return readdirSync(join(stateDirectory, 'runs')).filter(isRunId).sort();
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw unusableDirectory(stateDirectory, error);
  }
}

export function createDirectory(stateDirectory: string, directory: string): void {
  try {
    // Logs and commands can hold secrets: nobody else gets to read them.
    mkdirSync(directory, { recursive: true, mode: 0o700 });
  } catch (error) {
    throw unusableDirectory(stateDirectory, error);
  }
}

/** Makes new names in the directory survive a power failure; SQLite does it only for its own files. */
export function syncDirectory(directory: string): void {
  try {
    const descriptor = openSync(directory, 'r');
    try {
      fsyncSync(descriptor);
    } finally {
      closeSync(descriptor);
    }
  } catch {
    // Some file systems refuse to sync a directory; then there is nothing more that could be done.
  }
}

export function writeJsonAtomically(path: string, value: unknown): void {
  writeJson(path, value, { indent: 2, mode: 0o666 });
}

/** summary.json: the summary with `root` and `decision` always present, and the number of error records. */
export function writeSummary(files: RunFiles, summary: RunSummary, errors: number): void {
  const { root = null, decision = null, ...rest } = summary;
  writeJsonAtomically(files.summary, { ...rest, root, decision, errors });
}

export function readSummary(files: RunFiles): RunSummary | undefined {
  const stored = readJson<Record<string, Json>>(files.summary);
  if (!stored || typeof stored.run_id !== 'string') return undefined;
  const { errors: _, root, decision, ...summary } = stored;
  return {
    ...summary,
    ...(root === null ? {} : { root }),
    ...(decision === null ? {} : { decision }),
  } as unknown as RunSummary;
}

export function readLeaseFile(files: RunFiles): LeaseRow | undefined {
  return readJson<LeaseRow>(files.lease);
}

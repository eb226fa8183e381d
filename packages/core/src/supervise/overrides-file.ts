import { mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { writeJson } from '../host/json-file.js';
import type { Journal } from './journal.js';
import type { RunContext } from './options.js';
import type { Snapshot } from './snapshot.js';

/**
 * Puts the settings of the attempt that is about to be submitted where `overrides_file` says: the object of
 * `SIGWATCH_OVERRIDES`, `{}` where nothing is changed, so that no attempt reads what an earlier one was given. Whole or not at
 * all, and the same however often the attempt is submitted.
 */
export function writeOverrides(
  run: Pick<RunContext, 'overrides_file'>,
  journal: Pick<Journal, 'notice'>,
  { overrides = {} }: Pick<Snapshot['start'], 'overrides'>,
  write: (path: string, value: unknown) => void = written,
): void {
  const { overrides_file: path } = run;
  if (path === undefined) return;
  try {
    write(path, overrides);
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    journal.notice(
      `The settings of the attempt can't be written to overrides_file (${why}). It may hold those of an earlier one: read SIGWATCH_OVERRIDES, or make ${dirname(path)} a folder that can be written to.`,
    );
  }
}

/** For who runs the job, who may be somebody else. */
function written(path: string, value: unknown): void {
  mkdirSync(dirname(path), { recursive: true });
  writeJson(path, value, { indent: 2, lasting: true, mode: 0o644 });
}

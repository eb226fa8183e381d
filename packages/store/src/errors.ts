import type { ErrorCode, LeaseOwner } from '@sigwatch/core';

/** Every error of this package that has a cause outside the program; `code` is for programs, `message` for people. */
export class StoreError extends Error {
  readonly code: ErrorCode;
  constructor(code: ErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = new.target.name;
    this.code = code;
  }
}

/** Somebody else supervises the run. */
export class LeaseHeldError extends StoreError {
  readonly run_id: string;
  /** Absent when the journal is locked by a process that could not be identified. */
  readonly owner: LeaseOwner | undefined;
  constructor(run_id: string, owner: LeaseOwner | undefined, since: number | undefined) {
    const who = owner ? `process ${owner.pid} on ${owner.host}` : 'another process';
    const when = since === undefined ? '' : ` since ${new Date(since).toISOString()}`;
    super(
      'lease_held',
      `run "${run_id}" is supervised by ${who}${when}. ` +
        `Watch it with "sigwatch status", end it with "sigwatch stop ${run_id}", or choose another --run-id.`,
    );
    this.run_id = run_id;
    this.owner = owner;
  }
}

/** The run was taken over, so nothing of the refused batch was written. The holder must stop to act at once. */
export class LeaseLostError extends StoreError {
  readonly run_id: string;
  constructor(run_id: string, epoch: number, current: number | undefined) {
    const now = current === undefined ? 'is not held by this store' : `is at epoch ${current}`;
    super(
      'lease_lost',
      `the lease on run "${run_id}" (epoch ${epoch}) was lost: the run ${now}. Nothing was written; ` +
        'another sigwatch supervises the run now, see "sigwatch status".',
    );
    this.run_id = run_id;
  }
}

export function invalidRunId(run_id: string): StoreError {
  return new StoreError(
    'run_id_invalid',
    `"${run_id}" is no run id: use 1 to 128 of the characters A-Z a-z 0-9 . _ - and no dot at the start.`,
  );
}

export function unknownRun(run_id: string, directory: string): StoreError {
  return new StoreError(
    'run_unknown',
    `there is no run "${run_id}" in ${directory}; "sigwatch status" lists the runs.`,
  );
}

export function unusableDirectory(directory: string, cause: unknown): StoreError {
  return new StoreError(
    'state_directory_unusable',
    `the state directory ${directory} cannot be used: ${text(cause)}. ` +
      'Choose another one with --state-dir or $SIGWATCH_STATE_DIR, or make this one writable.',
    { cause },
  );
}

export function damagedJournal(path: string, cause: unknown): StoreError {
  return new StoreError(
    'journal_damaged',
    `the journal ${path} is damaged: ${text(cause)}. Move it away (mv ${path} ${path}.damaged) and start the run again; ` +
      'events.jsonl beside it keeps what was reported so far.',
    { cause },
  );
}

export function unusableJournal(path: string, cause: unknown): StoreError {
  return new StoreError(
    'journal_unusable',
    `the journal ${path} cannot be used: ${text(cause)}. Check the permissions and the free space of its file system.`,
    { cause },
  );
}

export function newerJournal(path: string, found: number, known: number): StoreError {
  return new StoreError(
    'journal_newer',
    `the journal ${path} was written by a newer sigwatch (schema ${found}, this one knows up to ${known}). ` +
      'Upgrade sigwatch, or choose another --run-id.',
  );
}

export function readOnlyStore(verb: string): StoreError {
  return new StoreError('store_read_only', `cannot ${verb}: this store was opened read-only.`);
}

export function text(cause: unknown): string {
  return cause instanceof Error ? cause.message : String(cause);
}

import type * as promises from 'node:fs/promises';
import type { Millis } from '../contract.js';

/** What the search needs of a file system; tests pass one that fails. */
export type CheckpointFs = Pick<typeof promises, 'lstat' | 'open' | 'readdir' | 'readFile' | 'realpath' | 'stat'>;

export type CheckpointKind = 'megatron' | 'huggingface' | 'deepspeed' | 'generic';

/** Size and time of every file below a checkpoint at one moment: relative path → `SIZE:MTIME`. */
export type Look = Readonly<Record<string, string>>;

export interface Verification {
  readonly complete: boolean;
  /** Why it does not count as complete, as one sentence. Absent when it is complete. */
  readonly reason?: string;
  readonly look: Look;
  /** Newest modification time below the checkpoint, in ms since the epoch; 0 when it could not be read. */
  readonly mtime: Millis;
}

export interface Checkpoint extends Verification {
  readonly path: string;
  readonly step: number;
  readonly kind: CheckpointKind;
}

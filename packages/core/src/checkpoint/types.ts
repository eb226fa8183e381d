import type * as promises from 'node:fs/promises';
import type { Millis } from '../contract.js';

/** What the search needs of a file system; tests pass one that fails. */
export type CheckpointFs = Pick<typeof promises, 'lstat' | 'open' | 'readdir' | 'readFile' | 'realpath' | 'stat'>;

/** Whose layout it is: `file` is a checkpoint in one file, `generic` a folder that names its step. */
export type CheckpointKind =
  | 'megatron'
  | 'huggingface'
  | 'deepspeed'
  | 'ray_train'
  | 'lightning'
  | 'torch_distributed'
  | 'file'
  | 'generic';

/** What tells one state of every file of a checkpoint from another, by its relative path; to be compared only. */
export type Look = Readonly<Record<string, string>>;

export interface Verification {
  readonly complete: boolean;
  /** Why it does not count as complete, as one sentence. Absent when it is complete. */
  readonly reason?: string;
  readonly look: Look;
  /** Newest modification time below the checkpoint, in ms since the epoch; 0 when it could not be read. */
  readonly mtime: Millis;
  /** What the program that wrote it says of itself at that moment; missing where it says nothing. */
  readonly healthy?: boolean;
}

/** A checkpoint that was found, and what its verification told. */
export interface Checkpoint extends Verification {
  /** A folder, or a file. */
  readonly path: string;
  /** Undefined where nothing tells it. */
  readonly step?: number;
  readonly kind: CheckpointKind;
}

import type { Millis } from '../../contract.js';

/** What is said of the job's end. Json. */
export interface Announced {
  /** By its platform, at the last look. */
  readonly platform?: Millis;
  /** The end of the session that the program runs in. */
  readonly session?: Millis;
  /** The end of its machine, and the signal that told it. */
  readonly notice?: { readonly at: Millis; readonly signal: string };
}

/** A checkpoint of which it is known that it is whole, written after it was asked for. */
export interface SavedCheckpoint {
  readonly path: string;
  readonly step?: number;
  /** When that was found out. */
  readonly at: Millis;
  readonly copied_to?: string;
  /** Only the program itself has read it again: it is not to be seen from here. */
  readonly unseen?: true;
  /** Its hash was not looked at: its job has ended already. */
  readonly unread?: true;
}

/** The newest one that was there when it was asked for. */
export interface KnownCheckpoint {
  readonly path: string;
  readonly mtime: Millis;
}

/** How it stands with one start of a job before its end. Json, part of the run's snapshot. */
export interface DeadlineState {
  /** `ID INCARNATION`. */
  readonly job: string;
  /** When it ends, as was known at the last question. */
  readonly end?: Millis;
  /** When it was first asked. */
  readonly began?: Millis;
  /** How often it was asked, the question under way included. */
  readonly questions: number;
  /** The question under way. */
  readonly question?: {
    /** When it was begun. */
    readonly since: Millis;
    /** When it had reached the program. */
    readonly asked?: Millis;
    readonly by?: 'request' | 'signal' | 'nobody';
    readonly known?: KnownCheckpoint;
    /** The one that the program has named in its answer. */
    readonly path?: string;
  };
  /** The newest that was saved. */
  readonly saved?: SavedCheckpoint;
  /** Kinds of trouble that were told, each once. */
  readonly told: readonly string[];
  /** Why nothing is saved, as far as is known. */
  readonly why?: string;
  /** It was told that it ends without a checkpoint. */
  readonly lost?: true;
  /** Nothing is left to be done for this start. */
  readonly over?: true;
}

export const newDeadline = (job: string): DeadlineState => ({ job, questions: 0, told: [] });

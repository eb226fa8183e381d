import type { Millis } from '@sigwatch/core';
import type { Metadata } from './read/metadata.js';
import type { Progress } from './read/progress.js';
import type { Sentinel } from './read/sentinel.js';

/** A file as it was seen last. */
export interface Seen<T> {
  readonly etag: string;
  /** By the store's clock. */
  readonly modified: Millis;
  readonly content: T;
  /** When its heartbeat was, on our clock as of the look: corrected by what is known of the clocks. */
  readonly beat: Millis;
  /** It was there, and is not any more. */
  readonly gone: boolean;
  /** So many looks in a row found it as it can't be read. */
  readonly broken: number;
}

/** What is remembered of a run from look to look: Json, and all that `decide` knows. Our clock, unless it says otherwise. */
export interface Memory {
  /** When the attempt began, where somebody else knows: what is older is of an earlier one. */
  readonly given: Millis | null;
  /** When a store answered first. Null until then. */
  readonly first: Millis | null;
  readonly looked: Millis | null;
  /** What was not answered at the last look, and why; null where all was. By file. */
  readonly unknown: Readonly<Partial<Record<'metadata' | 'progress' | 'error' | 'complete', string>>>;
  readonly metadata: Seen<Metadata> | null;
  readonly progress: Seen<Progress> | null;
  readonly error: Seen<Sentinel> | null;
  readonly complete: Seen<Sentinel> | null;
  /** Once known it is kept. */
  readonly context: {
    readonly run_id: string | null;
    readonly phase: string | null;
    readonly instance: string | null;
    readonly node: string | null;
    /** By the writer's clock. */
    readonly began: Millis | null;
  };
  readonly phase_since: Millis | null;
  /** The step that was told last, and when it was first seen. */
  readonly step: { readonly value: number; readonly since: Millis } | null;
  /** By the least of what was seen between the time in a file and its Last-Modified: store minus writer. */
  readonly writer: Millis | null;
  /** Our clock minus the store's. */
  readonly ours: Millis | null;
  /** What was said to people already, by key; `fresh` are the sentences of this look. */
  readonly notices: { readonly said: readonly string[]; readonly fresh: readonly string[] };
}

/** Of a run that nobody has looked at. `given`: when its attempt began, where somebody else knows. */
export const newMemory = (given?: Millis): Memory => ({
  ...{
    given: given ?? null,
    first: null,
    looked: null,
    unknown: {},
    metadata: null,
    progress: null,
    error: null,
    complete: null,
  },
  context: { run_id: null, phase: null, instance: null, node: null, began: null },
  ...{ phase_since: null, step: null, writer: null, ours: null },
  notices: { said: [], fresh: [] },
});

import type { Millis } from '@sigwatch/core';
import type { Metadata } from './read/metadata.js';
import type { Progress } from './read/progress.js';
import type { Sentinel } from './read/sentinel.js';

/** What a store has said of one file. Json; times are those of the store's clock. */
export type Answer<T> =
  | {
      readonly kind: 'found';
      readonly etag: string;
      readonly modified: Millis;
      readonly answered: Millis | null;
      readonly content: T;
    }
  | { readonly kind: 'unchanged'; readonly answered: Millis | null }
  | { readonly kind: 'absent'; readonly answered: Millis | null }
  | { readonly kind: 'unknown'; readonly error: string };

/** One look at a run. */
export interface Answers {
  readonly metadata: Answer<Metadata>;
  readonly progress: Answer<Progress>;
  readonly error: Answer<Sentinel>;
  readonly complete: Answer<Sentinel>;
}

/** The files of a run, below its folder. */
export const files = {
  metadata: 'metadata.json',
  progress: 'progress.json',
  error: '_error',
  complete: '_complete',
} as const satisfies Record<keyof Answers, string>;

export const LOG = 'logs/training_log_latest.txt';

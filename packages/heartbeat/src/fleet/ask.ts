import { type Millis, MissingPackageError } from '@sigwatch/core';
import type { Answer, Answers } from '../answers.js';
import { readMetadata } from '../read/metadata.js';
import { readProgress } from '../read/progress.js';
import { readSentinel } from '../read/sentinel.js';
import type { Getting } from '../store/heartbeat-store.js';
import type { PollContext } from './poll.js';
import { within } from './within.js';

/** How long a single file may take (ms). */
const FILE: Millis = 30_000;

type ContentOf<K extends keyof Answers> = Answers[K] extends Answer<infer T> ? T : never;
export type Reading<K extends keyof Answers> = (bytes: Buffer) => ContentOf<K>;

export const readings: { readonly [K in keyof Answers]: Reading<K> } = {
  metadata: readMetadata,
  progress: readProgress,
  error: readSentinel,
  complete: readSentinel,
};

/** What the store says of one file, as if it had said so `at` the moment of the whole look. Rejects only with a MissingPackageError. */
export async function ask<T>(
  path: string,
  read: (bytes: Buffer) => T,
  at: Millis,
  { store, pace, deps, abort }: PollContext,
  getting: Getting = {},
): Promise<Answer<T>> {
  try {
    const got = await pace.run(
      () => within(FILE, `${store.root}/${path}`, deps, abort, (signal) => store.get(path, signal, getting)),
      abort,
    );
    const answered = got.answered === null ? null : got.answered - (deps.now() - at);
    if (got.kind !== 'found') return { kind: got.kind, answered };
    const { etag, modified } = got.entry;
    return { kind: 'found', etag, modified, answered, content: read(got.bytes) };
  } catch (error) {
    if (error instanceof MissingPackageError) throw error;
    return { kind: 'unknown', error: error instanceof Error ? error.message : String(error) };
  }
}

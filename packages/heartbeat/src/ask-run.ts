import { MissingPackageError } from '@sigwatch/core';
import type { Answer, Answers } from './answers.js';
import { files } from './answers.js';
import type { Memory, Seen } from './memory.js';
import { readMetadata } from './read/metadata.js';
import { readProgress } from './read/progress.js';
import { readSentinel } from './read/sentinel.js';
import type { Getting, HeartbeatStore } from './store/heartbeat-store.js';

/** How much of a sentinel is read. */
export const SENTINEL: Getting = { limit: 256 << 10, over: 'ends' };

/** One look at a run: its four files, of which only what has changed is fetched. Rejects only at the abort, and with a MissingPackageError. */
export async function askRun(store: HeartbeatStore, run: string, memory: Memory, abort: AbortSignal): Promise<Answers> {
  const ask = async <T>(name: keyof Answers, seen: Seen<T> | null, read: (bytes: Buffer) => T): Promise<Answer<T>> => {
    try {
      const known = seen === null || seen.gone ? {} : { known: seen.etag };
      // Of a failure's text, however long, the beginning and the end tell most.
      const how = name === 'error' || name === 'complete' ? SENTINEL : {};
      const got = await store.get(`${run}/${files[name]}`, abort, { ...how, ...known });
      if (got.kind !== 'found') return got;
      const { etag, modified } = got.entry;
      return { kind: 'found', etag, modified, answered: got.answered, content: read(got.bytes) };
    } catch (error) {
      abort.throwIfAborted();
      if (error instanceof MissingPackageError) throw error;
      return { kind: 'unknown', error: (error as Error).message };
    }
  };
  const [metadata, progress, error, complete] = await Promise.all([
    ask('metadata', memory.metadata, readMetadata),
    ask('progress', memory.progress, readProgress),
    ask('error', memory.error, readSentinel),
    ask('complete', memory.complete, readSentinel),
  ]);
  return { metadata, progress, error, complete };
}

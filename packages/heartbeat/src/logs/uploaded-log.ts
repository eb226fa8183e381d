import { UnansweredError } from '@sigwatch/core';
import type { Got, HeartbeatStore } from '../store/heartbeat-store.js';
import type { ReplacedFile } from './replaced-log.js';

/** A question brings so many bytes at most: a long log must not run into the limit of time. */
const PART = 8 << 20;
/** A longer one is no log to be looked at in memory. */
const LONGEST = 512 << 20;

/** A file of a store, as it stands there now. */
export function uploadedLog(store: HeartbeatStore, path: string): ReplacedFile {
  return {
    async get(abort, known, from): Promise<Got> {
      const first = await store.get(path, abort, {
        ...(known === undefined ? {} : { known }),
        from,
        length: PART,
        limit: PART,
      });
      if (first.kind !== 'found') return first;
      const { etag, size } = first.entry;
      if (size - from > LONGEST)
        throw new UnansweredError(`${store.root}/${path} is longer than 512 MiB: upload its end only.`);
      const parts = [first.bytes];
      for (let end = from + first.bytes.length; end < size; end += parts.at(-1)?.length ?? 0) {
        const next = await store.get(path, abort, { from: end, length: PART, limit: PART });
        if (next.kind !== 'found' || next.entry.etag !== etag || next.bytes.length === 0)
          throw new UnansweredError(`${store.root}/${path} was replaced while it was read, and is asked for again.`);
        parts.push(next.bytes);
      }
      return { ...first, bytes: parts.length === 1 ? first.bytes : Buffer.concat(parts) };
    },
    // What was printed before its upload is in it; what comes later is there after the longest that uploads take.
    asOf(asked, got) {
      const sinceUpload = got.kind !== 'found' || got.answered === null ? store.lag : got.answered - got.entry.modified;
      return asked - Math.max(0, Math.min(store.lag, sinceUpload));
    },
  };
}

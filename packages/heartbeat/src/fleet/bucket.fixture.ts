import { UnansweredError } from '@sigwatch/core';
import type { Entry, Got, HeartbeatStore } from '../store/heartbeat-store.js';

const PAGE = 1_000;

export interface Bucket extends HeartbeatStore {
  write(path: string, content: string | object): void;
  remove(path: string): void;
  /** Asked before every request; what it gives is why that is not answered. */
  fails: (path: string) => string | undefined;
  /** Called as each request begins. */
  asked: (path: string) => void;
  lists: number;
  gets: number;
}

/** A bucket in memory that is listed by pages of 1,000 and counts what is asked. Its clock is `now`. */
export function bucket(now: () => number): Bucket {
  const objects = new Map<string, { bytes: Buffer; entry: Entry }>();
  let order: string[] | undefined;
  let writes = 0;
  const request = async (path: string): Promise<void> => {
    made.asked(path);
    const why = made.fails(path);
    if (why !== undefined) throw new UnansweredError(why);
  };
  const made: Bucket = {
    root: 's3://bucket/runs',
    lag: 0,
    lists: 0,
    gets: 0,
    fails: () => undefined,
    asked: () => {},
    get requests() {
      return made.lists + made.gets;
    },
    write(path, content) {
      const bytes = Buffer.from(typeof content === 'string' ? content : JSON.stringify(content));
      if (!objects.has(path)) order = undefined;
      writes += 1;
      // Stores tell whole seconds.
      const modified = Math.floor(now() / 1000) * 1000;
      objects.set(path, { bytes, entry: { path, etag: `"${writes}"`, modified, size: bytes.length } });
    },
    remove(path) {
      objects.delete(path);
      order = undefined;
    },
    async get(path, abort, { known } = {}): Promise<Got> {
      made.gets += 1;
      abort.throwIfAborted();
      await request(path);
      const found = objects.get(path);
      if (found === undefined) return { kind: 'absent', answered: now() };
      if (found.entry.etag === known) return { kind: 'unchanged', answered: now() };
      return { kind: 'found', ...found, from: 0, answered: now() };
    },
    async *list(prefix, abort, after = '') {
      order ??= [...objects.keys()].sort((a, b) => (a < b ? -1 : 1));
      const keys = order.filter((key) => key.startsWith(prefix) && key > after);
      for (let from = 0; from === 0 || from < keys.length; from += PAGE) {
        made.lists += 1;
        abort.throwIfAborted();
        await request(prefix);
        for (const key of keys.slice(from, from + PAGE)) {
          const found = objects.get(key);
          if (found !== undefined) yield found.entry;
        }
      }
    },
    async *folders() {},
    async put(path, bytes) {
      made.write(path, Buffer.from(bytes).toString());
    },
    async delete(path) {
      made.remove(path);
    },
    close() {},
  };
  return made;
}

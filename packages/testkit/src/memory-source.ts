import type { Cursor, Discovery, LogReader, LogSource, Millis, Read } from '@sigwatch/core';

/** A log that a test writes. */
export interface MemorySource extends LogSource {
  /** Writes behind what is there. A line is told once its end is there, or at the end of all. */
  append(bytes: string | Uint8Array): void;
  /** Nothing more will come; readers then say `ended`. */
  end(): void;
}

/** A log in memory that keeps every promise of `LogSource`. */
export function memorySource(id: string, now: () => Millis): MemorySource {
  let log = Buffer.alloc(0);
  let ended = false;
  const listeners = new Set<() => void>();
  const tellAll = (): void => {
    for (const changed of [...listeners]) changed();
  };

  return {
    id,
    append(bytes) {
      log = Buffer.concat([log, typeof bytes === 'string' ? Buffer.from(bytes) : bytes]);
      tellAll();
    },
    end() {
      ended = true;
      tellAll();
    },
    async open(from, abort, changed = () => {}) {
      abort.throwIfAborted();
      return reader(id, from?.offset ?? 0, { log: () => log, ended: () => ended, now, listeners }, changed);
    },
  };
}

/** A discovery of exactly these sources. */
export function discoveryOf(...sources: readonly LogSource[]): Discovery {
  return {
    async *sources(abort) {
      for (const source of sources) if (!abort.aborted) yield source;
    },
  };
}

interface Shared {
  readonly log: () => Buffer;
  readonly ended: () => boolean;
  readonly now: () => Millis;
  readonly listeners: Set<() => void>;
}

function reader(id: string, from: number, shared: Shared, changed: () => void): LogReader {
  let offset = from;
  let open = true;
  // Two readers may share one function.
  const listener = () => changed();
  shared.listeners.add(listener);
  const data = (into: Buffer, bytes: Buffer, skip: number, cut: boolean): Read => {
    bytes.copy(into);
    offset += skip;
    return { kind: 'data', bytes: bytes.length, cursor: cursorAt(id, offset), ...(cut ? { cut } : {}) };
  };
  return {
    async read(into, final = false) {
      if (!open) throw new Error(`${id}: the reader is closed`);
      const rest = shared.log().subarray(offset);
      const last = rest.subarray(0, into.length).lastIndexOf(0x0a);
      if (last >= 0) return data(into, rest.subarray(0, last + 1), last + 1, false);
      const end = rest.indexOf(0x0a);
      if (end >= 0) return data(into, rest.subarray(0, into.length), end + 1, true);
      if ((final || shared.ended()) && rest.length > 0) {
        return data(into, rest.subarray(0, into.length), rest.length, rest.length > into.length);
      }
      if (shared.ended()) return { kind: 'ended' };
      return { kind: 'caught_up', asOf: shared.now(), cursor: cursorAt(id, offset) };
    },
    async [Symbol.asyncDispose]() {
      open = false;
      shared.listeners.delete(listener);
    },
  };
}

function cursorAt(path: string, offset: number): Cursor {
  return { path, inode: '0', head: '', tail: '', offset, generation: 0, seen: [] };
}

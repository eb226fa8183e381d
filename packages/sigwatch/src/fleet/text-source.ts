import type { Cursor, Discovery, LogReader, LogSource } from '@sigwatch/core';

/** Texts that are known whole, as logs to be read once. `last_word`: what the job left behind as the reason of its end. */
export interface KnownText {
  readonly id: string;
  readonly text: Uint8Array;
  readonly last_word?: true;
}

export function textLogs(texts: readonly KnownText[]): Discovery {
  return {
    async *sources() {
      for (const text of texts) yield textSource(text);
    },
  };
}

function textSource({ text, ...known }: KnownText): LogSource {
  return { ...known, open: async (from) => reader(known.id, text, from?.offset ?? 0) };
}

/** Hands out whole lines, and what stands behind the last of them as one more. */
function reader(path: string, text: Uint8Array, from: number): LogReader {
  let offset = from;
  const cursor = (): Cursor => ({ path, inode: '0', head: '', tail: '', offset, generation: 0, seen: [] });
  return {
    read(into) {
      if (offset >= text.length) return { kind: 'ended' };
      const part = text.subarray(offset, offset + into.length);
      const whole = part.lastIndexOf(10) + 1;
      const isLast = offset + part.length === text.length;
      const bytes = isLast || whole === 0 ? part.length : whole;
      into.set(part.subarray(0, bytes));
      const end = whole === 0 && !isLast ? text.indexOf(10, offset) : offset + bytes - 1;
      offset = end === -1 ? text.length : end + 1;
      return { kind: 'data', bytes, cursor: cursor(), ...(whole === 0 && !isLast ? { cut: true } : {}) };
    },
    async [Symbol.asyncDispose]() {},
  };
}

import type { Deps } from '../contract.js';
import { unlessAborted } from '../unless-aborted.js';
import { sizeOf } from './copy-file.js';
import { type Copied, Writing } from './copy-writing.js';
import type { RemoteLog, RemotePart } from './remote-log.js';
import { Silence } from './silence.js';

/** A log that another machine has, and the file that it is copied to. */
export interface Mirror {
  readonly remote: RemoteLog;
  readonly path: string;
  readonly deps: Deps;
}

/** One who is silent for so long (ms) is asked anew: a connection may be dead without a word. */
const SILENCE = { follow: 180_000, rest: 30_000 } as const;
/**
 * Copies what the log holds behind the end of the copy, until the other side ends it, or `abort`. `copied` is called after
 * each write. Rejects when the other side can't be asked, is silent, or the copy can't be written: then it is called again.
 */
export async function copyRest(
  mirror: Mirror,
  follow: boolean,
  abort: AbortSignal,
  copied: (copied: Copied) => void,
): Promise<void> {
  const asked = new AbortController();
  const stop = () => asked.abort();
  abort.addEventListener('abort', stop, { once: true });
  if (abort.aborted) stop();
  const began = mirror.deps.now();
  const silence = new Silence(mirror.deps, follow ? SILENCE.follow : SILENCE.rest, stop);
  const writing = new Writing(mirror.path, sizeOf(mirror.path) ?? 0, copied, stop);
  try {
    const ended = await pull(mirror.remote.read(writing.end, { follow }, asked.signal), asked.signal, (part) => {
      silence.heard();
      writing.add(part);
      return writing.isFull ? writing.writeAndRest() : undefined;
    });
    // With the end of all that there was, all is told that there was at the beginning.
    if (ended && !follow) writing.add({ bytes: NOTHING, as_of: began });
  } finally {
    silence.end();
    abort.removeEventListener('abort', stop);
    asked.abort();
    // Who has closed it may have removed the folder by now.
    if (abort.aborted) writing.forget();
    else writing.write();
  }
  if (silence.isOver) throw new Error(`nothing was heard for ${silence.limit / 1000} seconds`);
}

const NOTHING = Buffer.alloc(0);

/** Resolves to whether the other side has ended it; at `abort`, also where the other side does not hear it. */
async function pull(
  remote: AsyncIterable<RemotePart>,
  abort: AbortSignal,
  take: (part: RemotePart) => Promise<void> | undefined,
): Promise<boolean> {
  const parts = remote[Symbol.asyncIterator]();
  try {
    while (!abort.aborted) {
      const next = await nextOf(parts, abort);
      if (next === undefined) return false;
      if (next.done === true) return true;
      await take(next.value);
    }
    return false;
  } finally {
    // Not awaited: what hangs would never return.
    void parts.return?.().then(
      () => {},
      () => {},
    );
  }
}

/** Undefined at `abort`, also where the other side does not hear it. */
async function nextOf<T>(parts: AsyncIterator<T>, abort: AbortSignal): Promise<IteratorResult<T> | undefined> {
  try {
    return await unlessAborted(() => parts.next(), abort);
  } catch (error) {
    if (abort.aborted) return undefined;
    throw error;
  }
}

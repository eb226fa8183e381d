import { closeSync, openSync, readSync } from 'node:fs';
import { type Deps, type Millis, pause, type RemoteLog, type RemotePart, UnansweredError } from '@sigwatch/core';
import type { Got } from '../store/heartbeat-store.js';
import { overlap, PROOF } from './align.js';

/** A file that is replaced as a whole whenever it grows. */
export interface ReplacedFile {
  /** `from`: only what stands behind so many bytes. */
  get(abort: AbortSignal, known: string | undefined, from: number): Promise<Got>;
  /** Up to when it surely holds what was printed, on our clock: by when it was asked for, and when it was uploaded. */
  asOf(asked: Millis, got: Got): Millis;
}

export interface ReplacedLogOptions {
  readonly file: ReplacedFile;
  /** The copy of all that it brought. */
  readonly copy: string;
  readonly deps: Deps;
  /** ms between two looks at it. */
  readonly interval: Millis;
}

const WORDS = Buffer.from(
  'sigwatch: this log was replaced or has rolled on where it is written; lines before this one may be missing.\n',
);
const NOTHING = Buffer.alloc(0);
const LF = 10;
/** Of the copy, so many bytes are looked for in a file that has changed otherwise than by growing. */
const COMPARED = 4 << 20;

/** Where in the copy the file begins that is there now. */
interface Placed {
  readonly etag: string;
  readonly base: number;
}

/**
 * A log that is uploaded again and again: as it was with more behind it, or only the last part of what was printed. What the
 * copy's end and the file's beginning have in common is not taken twice, and where they have nothing in common a line
 * between them says so. Remembers nothing that the copy does not hold.
 */
export function replacedLog({ file, copy, deps, interval }: ReplacedLogOptions): RemoteLog {
  return {
    async *read(offset, { follow }, abort): AsyncGenerator<RemotePart> {
      let placed: Placed | undefined;
      for (let at = offset; !abort.aborted; await pause(deps, deps.now() + interval, abort)) {
        const asked = deps.now();
        const { bytes, as_of, now } = await more(asked, at, placed);
        at += bytes.length;
        placed = now;
        yield { bytes, as_of };
        if (!follow) return;
      }
      async function more(asked: Millis, at: number, known: Placed | undefined) {
        const rest = known === undefined ? undefined : await grown(at, known);
        if (rest !== undefined) return { ...rest, as_of: file.asOf(asked, rest.got) };
        const got = await file.get(abort, undefined, 0);
        if (got.kind !== 'found') return { bytes: NOTHING, as_of: file.asOf(asked, got), now: undefined };
        const { bytes, base } = behind(copy, at, got.bytes, known?.base ?? 0);
        const now = base === undefined ? undefined : { etag: got.entry.etag, base };
        return { bytes, as_of: file.asOf(asked, got), now };
      }
      /** What came behind the end that is known; undefined where it does not go on there. */
      async function grown(at: number, known: Placed) {
        const from = Math.max(0, at - known.base - PROOF);
        const got = await file.get(abort, known.etag, from);
        if (got.kind === 'absent') return { bytes: NOTHING, now: known, got };
        if (got.kind === 'unchanged') return { bytes: NOTHING, now: known, got };
        const proof = bytesOf(copy, known.base + from, at);
        if (!got.bytes.subarray(0, proof.length).equals(proof)) return undefined;
        return { bytes: got.bytes.subarray(proof.length), now: { ...known, etag: got.entry.etag }, got };
      }
    },
  };
}

/** What of the whole file is new behind the copy's first `at` bytes. `base` is undefined while only a part of it is back. */
function behind(copy: string, at: number, whole: Buffer, base: number) {
  if (at === 0) return { bytes: whole, base: 0 };
  const before = bytesOf(copy, Math.max(0, at - COMPARED), at);
  const shared = overlap(before, whole);
  if (shared > 0) return { bytes: whole.subarray(shared), base: at - shared };
  // Half uploaded, or a new one that begins alike: nobody knows yet.
  if (whole.length <= at - base && bytesOf(copy, base, base + whole.length).equals(whole))
    return { bytes: NOTHING, base: undefined };
  const notice = before.at(-1) === LF ? WORDS : Buffer.concat([Buffer.of(LF), WORDS]);
  return { bytes: Buffer.concat([notice, whole]), base: at + notice.length };
}

function bytesOf(path: string, from: number, to: number): Buffer {
  if (to <= from) return NOTHING;
  const buffer = Buffer.alloc(to - from);
  const file = openSync(path, 'r');
  try {
    const read = readSync(file, buffer, 0, buffer.length, from);
    if (read < buffer.length)
      throw new UnansweredError(`${path} is not written yet up to what was copied, and is asked for again.`);
    return buffer;
  } finally {
    closeSync(file);
  }
}

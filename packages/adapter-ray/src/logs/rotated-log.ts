import { mkdirSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import type { RemoteLog, RemotePart } from '@sigwatch/core';
import { readJson, writeJson } from '@sigwatch/core/host';
import { ShorterError } from './skip.js';

export interface RotatedLogOptions {
  /** Brings the file as it is now. */
  readonly remote: RemoteLog;
  /** The copy of what it brought. */
  readonly copy: string;
}

/** Where in the copy the file begins that is there now, behind a notice that stands before it. */
interface Begun {
  readonly at: number;
  readonly notice: string;
}

const WORDS = 'sigwatch: this log was rotated or cut where it is written; lines before this one may be missing.\n';
/** Bytes that tell one file from another. */
const COMPARED = 4_096;

/**
 * A log whose file Ray may begin anew: what the new one holds is copied behind what the old one held, and a line between
 * them says so. A short answer is no new file: only one that begins otherwise than the one before is.
 */
export function rotatedLog({ remote, copy }: RotatedLogOptions): RemoteLog {
  const note = join(dirname(copy), 'rotated', `${encodeURIComponent(basename(copy))}.json`);
  return {
    async *read(offset, how, abort): AsyncGenerator<RemotePart> {
      let begun = readJson<Begun>(note);
      try {
        yield* behind(remote, begun, offset, how, abort);
        return;
      } catch (error) {
        if (!(error instanceof ShorterError)) throw error;
        const from = begun?.at ?? 0;
        if (offset <= from || !(await isAnother(remote, copy, from, abort))) throw error;
      }
      const notice = `${(await endsWithLine(copy, offset)) ? '' : '\n'}${WORDS}`;
      begun = { at: offset + Buffer.byteLength(notice), notice };
      // Before the notice is copied: whoever finds half of it copies the other half.
      mkdirSync(dirname(note), { recursive: true, mode: 0o700 });
      writeJson(note, begun);
      yield* behind(remote, begun, offset, how, abort);
    },
  };
}

async function* behind(
  remote: RemoteLog,
  begun: Begun | undefined,
  offset: number,
  how: { readonly follow: boolean },
  abort: AbortSignal,
): AsyncGenerator<RemotePart> {
  const { at, notice } = begun ?? { at: 0, notice: '' };
  const words = Buffer.from(notice);
  if (offset < at - words.length) throw new Error('the copy has lost what its log does not hold any more');
  if (offset < at) yield { bytes: words.subarray(words.length - (at - offset)) };
  yield* remote.read(Math.max(0, offset - at), how, abort);
}

/** Whether the file begins otherwise than the one that was copied from `from` on. */
async function isAnother(remote: RemoteLog, copy: string, from: number, abort: AbortSignal): Promise<boolean> {
  const parts: Buffer[] = [];
  let size = 0;
  for await (const { bytes } of remote.read(0, { follow: false }, abort)) {
    parts.push(Buffer.from(bytes));
    size += bytes.length;
    if (size >= COMPARED) break;
  }
  const now = Buffer.concat(parts).subarray(0, COMPARED);
  return !now.equals((await bytesOf(copy, from, now.length)) ?? now);
}

const endsWithLine = async (copy: string, size: number): Promise<boolean> =>
  (await bytesOf(copy, size - 1, 1))?.[0] === 0x0a;

/** Undefined where they can't be had. */
async function bytesOf(path: string, from: number, length: number): Promise<Buffer | undefined> {
  try {
    const file = await open(path);
    try {
      const { buffer, bytesRead } = await file.read(Buffer.alloc(length), 0, length, from);
      return buffer.subarray(0, bytesRead);
    } finally {
      await file.close();
    }
  } catch {
    return undefined;
  }
}

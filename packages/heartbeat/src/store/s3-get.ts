import type { Readable } from 'node:stream';
import type { GetObjectCommand, GetObjectCommandInput, GetObjectCommandOutput } from '@aws-sdk/client-s3';
import type { Millis } from '@sigwatch/core';
import type { Entry, Getting, Got } from './heartbeat-store.js';
import { HEAD, LIMIT, tooLarge } from './limits.js';
import { type Heard, Refused, type S3Asking } from './s3-asking.js';
import { strange } from './s3-errors.js';

interface Place {
  readonly Bucket: string;
  readonly Key: string;
}

/** Bytes that a file is read whole of, where the server refuses a part of it. */
const WHOLE = 64 << 20;

/** Asks for an object or a part of it, unless it is as it is known. */
export async function get(
  asking: S3Asking,
  place: Place,
  path: string,
  abort: AbortSignal,
  getting: Getting,
): Promise<Got> {
  const { known, from = 0, length, limit = LIMIT, over = 'refuse' } = getting;
  const isPart = from > 0 || length !== undefined;
  const question: Question = {
    ...place,
    ...(known === undefined ? {} : { IfNoneMatch: known }),
    ...(isPart ? { Range: `bytes=${from}-${length === undefined ? '' : from + length - 1}` } : {}),
  };
  try {
    const one = await part(asking, question, path, abort, limit);
    if (one.bytes !== undefined) return found(one.entry, one.bytes, from, one.answered);
    if (over === 'refuse') throw tooLarge(`s3://${place.Bucket}/${place.Key}`, one.entry.size, limit);
    const ranges = [`bytes=${from}-${from + HEAD - 1}`, `bytes=-${limit - HEAD}`];
    const ends: Buffer[] = [];
    let { entry } = one;
    for (const Range of ranges) {
      const piece = await part(asking, { ...place, Range, IfMatch: entry.etag }, path, abort, limit);
      ends.push(piece.bytes ?? Buffer.alloc(0));
      entry = piece.entry;
    }
    return found(entry, Buffer.concat(ends), from, one.answered);
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
    const { answered } = error.heard;
    if (error.failure.status === 304) return { kind: 'unchanged', answered };
    if (error.failure.status === 404) return { kind: 'absent', answered };
    // It is not longer than what is known of it: its length and its etag are told without a range alone.
    return shorter(await get(asking, place, path, abort, { limit: WHOLE }), from);
  }
}

const found = (entry: Entry, bytes: Buffer, from: number, answered: Millis | null): Got => ({
  ...{ kind: 'found', entry, bytes, from, answered },
});

const shorter = (got: Got, from: number): Got =>
  got.kind === 'found' ? { ...got, bytes: got.bytes.subarray(from), from } : got;

type Question = Place & Pick<GetObjectCommandInput, 'IfNoneMatch' | 'IfMatch' | 'Range'>;

interface Part {
  readonly entry: Entry;
  /** Undefined where there are more of them than `limit`. */
  readonly bytes: Buffer | undefined;
  readonly answered: Millis | null;
}

/** These are answers: unchanged, not there, and nothing behind where it was to begin. */
const isAnswer = (status: number | undefined, code: string): boolean =>
  status === 304 || status === 416 || (status === 404 && code === 'NoSuchKey');

const part = (asking: S3Asking, question: Question, path: string, abort: AbortSignal, limit: number) =>
  asking.ask<Part>(
    question.Key,
    async (sdk, client, heard, own) => {
      const command = new sdk.GetObjectCommand(question);
      listen(command, heard);
      const told = await client.send(command, { abortSignal: own });
      const { ETag, LastModified, ContentLength, Body } = told;
      if (ETag === undefined || LastModified === undefined || Body === undefined)
        throw strange(asking.asked(question.Key));
      const stream = Body as Readable;
      own.addEventListener('abort', () => stream.destroy(), { once: true });
      const { bytes, length } = await atMost(stream, limit, ContentLength);
      const entry = { path, etag: ETag, modified: LastModified.getTime(), size: wholeOf(told) ?? length };
      return { entry, bytes, answered: heard.answered };
    },
    abort,
    isAnswer,
  );

/** No bytes where there are more than `limit`; `length` then is `said`, or what was read. Not every server says a length. */
async function atMost(
  stream: Readable,
  limit: number,
  said = 0,
): Promise<{ readonly bytes: Buffer | undefined; readonly length: number }> {
  const parts: Buffer[] = [];
  let length = 0;
  if (said <= limit)
    for await (const part of stream as AsyncIterable<Buffer>) {
      length += part.length;
      if (length > limit) break;
      parts.push(part);
    }
  if (said <= limit && length <= limit) return { bytes: Buffer.concat(parts), length };
  stream.destroy();
  return { bytes: undefined, length: Math.max(said, length) };
}

/** A part tells how long the whole is: `bytes 5-9/10`. */
const wholeOf = ({ ContentRange }: GetObjectCommandOutput): number | undefined => {
  const whole = Number(ContentRange?.slice(ContentRange.lastIndexOf('/') + 1));
  return Number.isFinite(whole) ? whole : undefined;
};

/** The server's clock stands in a header that the SDK does not hand on, also of what it takes for an error. */
function listen(command: GetObjectCommand, heard: Heard): void {
  command.middlewareStack.add(
    (next) => async (args) => {
      const result = await next(args);
      const { headers = {} } = result.response as { readonly headers?: Readonly<Record<string, string>> };
      const at = Date.parse(headers.date ?? '');
      heard.answered = Number.isNaN(at) ? null : at;
      return result;
    },
    { step: 'deserialize', priority: 'low', name: 'sigwatchHears' },
  );
}

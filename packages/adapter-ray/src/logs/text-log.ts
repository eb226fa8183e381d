import type { Deps, RemoteLog, RemotePart } from '@sigwatch/core';
import { askJson, type LogServer } from './server.js';
import { shorter } from './skip.js';
import { tailSocket } from './tail-socket.js';

export interface TextLogOptions {
  readonly server: LogServer;
  /** Submission id. */
  readonly job: string;
  readonly deps: Deps;
}

/**
 * A job's log by the Jobs API, for servers whose state API tells no bytes (before Ray 2.34, or where only the Jobs API is
 * let through). Ray reads the file as text for it:
 * - `\r` and `\r\n` come as `\n`; offsets are those of the text that has come, which both endpoints tell alike.
 * - A byte that is no UTF-8 ends the tail without a word, and the whole log is refused with 500. So does the half of a
 *   character at the end of the file, until its other half is there. Then this log is blind, as it should be.
 * - The whole log is one JSON text, here and at the server held in memory as a whole; the tail is not.
 * - The tail always begins at the beginning. It ends with 1000 at the job's end, and at any trouble of Ray's own.
 */
export function textLog(options: TextLogOptions): RemoteLog {
  return {
    read: (offset, { follow }, abort) => (follow ? followed(options, offset, abort) : whole(options, offset, abort)),
  };
}

const pathOf = (job: string) => `/api/jobs/${encodeURIComponent(job)}/logs`;

async function* whole(
  { server, job, deps }: TextLogOptions,
  offset: number,
  abort: AbortSignal,
): AsyncGenerator<RemotePart> {
  const asked = deps.now();
  const answer = (await askJson(server, pathOf(job), abort)) as { readonly logs?: unknown };
  if (typeof answer?.logs !== 'string') throw new Error(`Ray's answer to ${pathOf(job)} has no \`logs\``);
  const bytes = Buffer.from(answer.logs);
  if (bytes.length < offset) throw shorter(`the log of ${job}`, bytes.length, offset);
  yield { bytes: bytes.subarray(offset), as_of: asked };
}

async function* followed(
  { server, job, deps }: TextLogOptions,
  offset: number,
  abort: AbortSignal,
): AsyncGenerator<RemotePart> {
  let left = offset;
  for await (const { bytes, as_of } of tailSocket(server, `${pathOf(job)}/tail`, deps, abort)) {
    const rest = bytes.subarray(left);
    left = Math.max(0, left - bytes.length);
    if (as_of !== undefined && left > 0) throw shorter(`the log of ${job}`, offset - left, offset);
    if (rest.length > 0 || as_of !== undefined) yield { bytes: rest, ...(as_of !== undefined && { as_of }) };
  }
}

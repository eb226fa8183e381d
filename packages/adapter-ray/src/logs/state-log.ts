import type { Deps, RemoteLog, RemotePart } from '@sigwatch/core';
import { Ending, type LastLine, lastLineOf } from './ending.js';
import { Proofs } from './proofs.js';
import { ask, type LogServer } from './server.js';
import { shorter, withoutFirst } from './skip.js';

/** A file in the log folder of a node. */
export interface NodeFile {
  /** Ray's id of the node. */
  readonly node: string;
  readonly name: string;
}

export interface StateLogOptions {
  readonly server: LogServer;
  readonly file: NodeFile;
  readonly deps: Deps;
}

const NOTHING = Buffer.alloc(0);
/** Ray's dashboard ends what it passes on after 300 s. What ends then was not cut. */
const CUT_BY_RAY = 290_000;

/**
 * A log by the state API of Ray 2.34 and later: the very bytes of the file, through the dashboard. It knows no offset, so
 * each question brings the log from its beginning, and what was had is dropped as it comes. What is followed may be
 * silent for ever when its node is gone: see Proofs.
 */
export function stateLog(options: StateLogOptions): RemoteLog {
  return {
    read: (offset, { follow }, abort) => (follow ? followed(options, offset, abort) : whole(options, offset, abort)),
  };
}

/** `lines`: so many of the last ones, -1 all of them. Without `format` Ray before 2.45 puts a `1` before each chunk. */
export function statePath(media: 'file' | 'stream', { node, name }: NodeFile, lines: number): string {
  const query = new URLSearchParams({ node_id: node, filename: name, lines: String(lines), format: 'text' });
  // Of the whole transfer, in seconds; what is followed has none.
  if (media === 'file') query.set('timeout', '600');
  return `/api/v0/logs/${media}?${query}`;
}

async function* whole(
  { server, file, deps }: StateLogOptions,
  offset: number,
  abort: AbortSignal,
): AsyncGenerator<RemotePart> {
  const asked = deps.now();
  const { chunks } = await ask(server, statePath('file', file, -1), { abort });
  let size = 0;
  for await (const bytes of withoutFirst(
    counted(chunks, (length) => (size += length)),
    offset,
  ))
    yield { bytes };
  if (size < offset) throw shorter(file.name, size, offset);
  yield { bytes: NOTHING, as_of: asked };
}

async function* counted(chunks: AsyncIterable<Buffer>, count: (length: number) => void): AsyncGenerator<Buffer> {
  for await (const chunk of chunks) {
    count(chunk.length);
    yield chunk;
  }
}

async function* followed(options: StateLogOptions, offset: number, abort: AbortSignal): AsyncGenerator<RemotePart> {
  const { server, file, deps } = options;
  const began = deps.now();
  const left = new AbortController();
  const either = AbortSignal.any([abort, left.signal]);
  const ending = new Ending();
  const lastLine = (until: AbortSignal) => lastLineByState(server, file, until);
  const proofs = new Proofs(deps, ending, lastLine, either);
  const { chunks } = await ask(server, statePath('stream', file, -1), { abort: either, silence: 0 });
  const all = chunks[Symbol.asyncIterator]();
  let next = all.next();
  try {
    for (;;) {
      const got = await Promise.race([next, proofs.waiting()]).catch((error: unknown) => {
        if (deps.now() - began < CUT_BY_RAY) throw error;
      });
      if (got === undefined || abort.aborted) return;
      if (got !== 'asked') {
        if (got.done) return;
        next = all.next();
        const before = ending.total;
        ending.add(got.value);
        const bytes = got.value.subarray(Math.max(0, offset - before));
        if (bytes.length > 0) yield { bytes };
      }
      const as_of = proofs.told();
      if (as_of === undefined) continue;
      if (ending.total < offset) throw shorter(file.name, ending.total, offset);
      yield { bytes: NOTHING, as_of };
    }
  } finally {
    left.abort();
    next.catch(() => {});
  }
}

async function lastLineByState(server: LogServer, file: NodeFile, abort: AbortSignal): Promise<LastLine> {
  const { chunks } = await ask(server, statePath('file', file, 1), { abort });
  return lastLineOf(chunks);
}

import { join } from 'node:path';
import {
  type Deps,
  type Discovery,
  type JobRef,
  mirroredSource,
  type RemoteLog,
  type RemotePart,
} from '@sigwatch/core';
import { namedJob } from './act/named.js';
import type { OtherSide } from './ask/other-side.js';
import { PodLostError, UnreachableError } from './ask/trouble.js';
import type { ExecDeps } from './exec-adapter.js';
import { compare, nameOf, type Place, parseId, placeOf } from './job/identity.js';
import { logScript } from './script/log.js';

/** Standard output and standard error of a command, in its folder. */
const OUTPUT = 'output.log';

/** Bytes that are asked for at once. */
const MOST = 8 * 1024 * 1024;

/** ms between two questions while something comes. */
const SOON = 1_000;

/** Where the log is on the other side; undefined for what is no job of this adapter. */
export function logPathOf({ settings }: Pick<ExecDeps, 'settings'>, job: JobRef): string | undefined {
  const named = parseId(job.id);
  if (named === undefined) return undefined;
  return named.kind === 'job' ? `${settings.directory}/${named.name}/${OUTPUT}` : named.log;
}

/** One log, which is copied to `STATE/exec/logs` and outlives the other side there. */
export function jobLogs(deps: ExecDeps, job: JobRef): Discovery {
  const { named, claim } = namedJob(job);
  const path = logPathOf(deps, job) as string;
  const { side, settings, kept } = deps;
  const folder = `${named.kind === 'job' ? named.name : nameOf(named.log)}-${nameOf(`${claim.nonce}.${claim.pid}.${claim.start}`)}`;
  const remote = remoteLog({ side, deps, path, place: claim.place, poll: settings.poll_interval_seconds * 1000 });
  return {
    async *sources() {
      yield mirroredSource({ id: path, path: join(kept, 'logs', folder, OUTPUT), remote, deps });
    },
  };
}

export interface RemoteLogOptions {
  readonly side: OtherSide;
  readonly deps: Deps;
  readonly path: string;
  /** Where the log was begun: in another one there is none of it. */
  readonly place: Place;
  /** ms between two questions while nothing comes. */
  readonly poll: number;
}

/** A file on the other side, asked for what stands behind an offset. */
export function remoteLog(options: RemoteLogOptions): RemoteLog {
  const { deps, poll } = options;
  return {
    async *read(from, { follow }, abort) {
      let offset = from;
      let wait = Math.min(SOON, poll);
      while (!abort.aborted) {
        const part = await nextPart(options, offset, abort);
        offset += part.bytes.length;
        yield part;
        if (part.as_of === undefined) continue;
        if (!follow) return;
        wait = part.bytes.length > 0 ? Math.min(SOON, poll) : Math.min(wait * 2, poll);
        await pause(deps, wait, abort);
      }
    },
  };
}

/** What there is behind the offset, and up to when that is all, if it is. */
async function nextPart(
  { side, deps, path, place }: RemoteLogOptions,
  offset: number,
  abort: AbortSignal,
): Promise<RemotePart> {
  const as_of = deps.now();
  const nothing: RemotePart = { bytes: Buffer.alloc(0), as_of };
  try {
    const { first, bytes } = await side.askBytes(logScript, [path, String(offset), String(MOST)], abort);
    const [size = '', counted = '', where = ''] = first;
    const count = Number(counted);
    const now = placeOf(where);
    if (now === undefined || !Number.isSafeInteger(count))
      throw new UnreachableError('what is answered about the log is not understood.');
    const length = size === '-' ? 0 : Number(size);
    if (length < offset) {
      // It went with the container that it was in.
      if (compare(place, now) === 'anew') return nothing;
      throw new UnreachableError(`${path} is shorter than what was read of it (${length} bytes, ${offset} read).`);
    }
    // A connection that was lost midway: what came counts, and nothing is said of the rest.
    if (bytes.length < count && bytes.length === 0) throw new UnreachableError(`${path} was not told.`);
    const part = bytes.subarray(0, count);
    return part.length === count && offset + count >= length ? { bytes: part, as_of } : { bytes: part };
  } catch (error) {
    if (error instanceof PodLostError) return nothing;
    throw error;
  }
}

function pause(deps: Deps, ms: number, abort: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (abort.aborted) return resolve();
    const over = (): void => {
      cancel();
      abort.removeEventListener('abort', over);
      resolve();
    };
    const cancel = deps.schedule(deps.now() + ms, over);
    abort.addEventListener('abort', over, { once: true });
  });
}

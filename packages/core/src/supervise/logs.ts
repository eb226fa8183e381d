import type { Cursor, Discovery, LogSource } from '../contract.js';
import type { RunOptions } from './options.js';
import type { Snapshot } from './snapshot.js';

/** All logs of an attempt: the job's own, and those that all attempts share. */
export function logsOf(run: RunOptions, snapshot: Snapshot): Discovery {
  const parts: Discovery[] = [];
  if (run.adapter !== undefined && snapshot.job !== undefined) parts.push(run.adapter.logs(snapshot.job));
  if (run.logs !== undefined) parts.push(run.logs(cursorsOf(snapshot)));
  return parts.length === 1 ? (parts[0] as Discovery) : { sources: (abort) => together(parts, abort) };
}

function cursorsOf(snapshot: Snapshot): Cursor[] {
  return Object.values(snapshot.tracks).flatMap((track) => (track.cursor === undefined ? [] : [track.cursor]));
}

async function* together(parts: readonly Discovery[], abort: AbortSignal): AsyncGenerator<LogSource> {
  const iterators = parts.map((part) => part.sources(abort)[Symbol.asyncIterator]());
  const pending = new Map(iterators.map((iterator, index) => [index, advance(iterator, index)]));
  while (pending.size > 0) {
    const { index, result } = await Promise.race(pending.values());
    if (result.done) {
      pending.delete(index);
      continue;
    }
    pending.set(index, advance(iterators[index] as AsyncIterator<LogSource>, index));
    yield result.value;
  }
}

async function advance(
  iterator: AsyncIterator<LogSource>,
  index: number,
): Promise<{ index: number; result: IteratorResult<LogSource> }> {
  return { index, result: await iterator.next() };
}

import {
  emptyScanState,
  type Hit,
  type LogSource,
  type Matcher,
  MatchPool,
  ReadAhead,
  type Rule,
} from '@sigwatch/core';
import { Readings } from './readings.js';
import { LONGEST } from './work.js';

/** How sources are read one after the other. */
export interface InTurn {
  readonly rules: readonly Rule[];
  /** What they compile to. */
  readonly matcher: Matcher;
  /** Threads that search while this one reads on; 0: this one does both. */
  readonly workers: number;
  readonly abort: AbortSignal;
  /** Told when no threads can be started, so that this one does all. */
  readonly threadless: (error: Error) => undefined;
}

/** What one chunk of a source gave, or its end. */
export interface PartInTurn {
  readonly source: LogSource;
  readonly hits: readonly Hit[];
  readonly bytes: number;
  readonly lines: number;
  /** Why the source could not be read any further. */
  readonly error?: Error;
}

/** What rules hit in sources that are read to their end, one after the other, in the order of their lines. */
export async function* hitsInTurn(sources: readonly LogSource[], how: InTurn): AsyncGenerator<PartInTurn, void> {
  const { rules, matcher, workers, abort, threadless } = how;
  await using pool =
    workers === 0 ? undefined : await MatchPool.start(rules, matcher, workers, LONGEST).catch(threadless);
  await using readings = new Readings(sources, abort);
  const ahead = new ReadAhead((into) => readings.read(into), matcher, pool);
  const own = matcher.room(LONGEST);
  const start = { line: 1, state: emptyScanState };
  let at = start;
  for (;;) {
    const { read: reading, chunk, found } = await ahead.next(own);
    const { source, read } = reading;
    if (source === undefined || read === undefined) break;
    if (read.kind === 'data') {
      const base = { offset: read.cursor.offset - chunk.length, line: at.line };
      const { hits, state, lines: ended } = matcher.assemble(chunk, found, base, at.state);
      // The head of a line that was cut lacks its end.
      const lines = ended + (read.cut ? 1 : 0);
      at = { line: at.line + lines, state };
      yield { source, hits, bytes: chunk.length, lines };
    } else if (read.kind === 'caught_up') await readings.wait();
    else {
      const { hits } = matcher.flush(at.state);
      yield { source, hits, bytes: 0, lines: 0, ...(read.kind === 'blind' && { error: read.error }) };
      at = start;
    }
  }
}

import { emptyScanState, type Hit, type LogSource, MatchPool, ReadAhead } from '@sigwatch/core';
import { isPrinted, printHits } from './printer.js';
import { Readings } from './readings.js';
import { LONGEST, type ScanWork } from './work.js';
import { beside } from './workers.js';

/** Reads one source after the other, and searches here, or with several threads while this one reads on. */
export async function scanInTurn(sources: readonly LogSource[], work: ScanWork, threads: number): Promise<void> {
  const { rules, printing, tally } = work;
  const matcher = work.matcher();
  const workers = beside(threads);
  await using pool =
    workers === 0 ? undefined : await MatchPool.start(rules, matcher, workers, LONGEST).catch(tally.threadless);
  await using readings = new Readings(sources, new AbortController().signal);
  const ahead = new ReadAhead((into) => readings.read(into), matcher, pool);
  const own = matcher.room(LONGEST);
  const isShown = isPrinted(printing);
  const take = (source: string, hits: readonly Hit[]) => {
    for (const { rule } of hits) tally.hits(rule, 1);
    return printHits(
      source,
      hits.filter(({ rule }) => isShown(rule)),
      printing,
    );
  };
  const start = { line: 1, state: emptyScanState };
  let at = start;
  for (;;) {
    const { read: reading, chunk, found } = await ahead.next(own);
    const { source, read } = reading;
    if (source === undefined || read === undefined) break;
    if (read.kind === 'data') {
      const base = { offset: read.cursor.offset - chunk.length, line: at.line };
      const scanned = matcher.assemble(chunk, found, base, at.state);
      // The head of a line that was cut lacks its end.
      const lines = scanned.lines + (read.cut ? 1 : 0);
      at = { line: at.line + lines, state: scanned.state };
      tally.read(chunk.length, lines);
      await take(source.id, scanned.hits);
    } else if (read.kind === 'caught_up') await readings.wait();
    else {
      if (read.kind === 'blind') tally.unreadable(source.id, read.error.message);
      await take(source.id, matcher.flush(at.state).hits);
      at = start;
    }
  }
}

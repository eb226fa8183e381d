import type { LogSource } from '@sigwatch/core';
import { hitsInTurn } from './hits-in-turn.js';
import { isPrinted, printHits } from './printer.js';
import type { ScanWork } from './work.js';
import { beside } from './workers.js';

/** Reads one source after the other, and searches here, or with several threads while this one reads on. */
export async function scanInTurn(sources: readonly LogSource[], work: ScanWork, threads: number): Promise<void> {
  const { rules, printing, tally } = work;
  const isShown = isPrinted(printing);
  const how = { rules, matcher: work.matcher(), workers: beside(threads), threadless: tally.threadless };
  const abort = new AbortController().signal;
  for await (const { source, hits, bytes, lines, error } of hitsInTurn(sources, { ...how, abort })) {
    tally.read(bytes, lines);
    if (error !== undefined) tally.unreadable(source.id, error.message);
    for (const { rule } of hits) tally.hits(rule, 1);
    await printHits(
      source.id,
      hits.filter(({ rule }) => isShown(rule)),
      printing,
    );
  }
}

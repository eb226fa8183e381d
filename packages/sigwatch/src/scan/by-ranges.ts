import { type LogSource, type PlainFile, type RangeThreads, scanFiles } from '@sigwatch/core';
import { scanInTurn } from './in-turn.js';
import { isPrinted, printHits } from './printer.js';
import { LONGEST, type ScanWork } from './work.js';

/** Searches files by ranges, each thread its own. `sources` are those of the files. */
export async function scanByRanges(
  sources: readonly LogSource[],
  files: readonly PlainFile[],
  work: ScanWork,
  threads: RangeThreads,
): Promise<void> {
  const { rules, matcher, printing, tally } = work;
  const parts = scanFiles({ files, rules, matcher, isShown: isPrinted(printing), longest: LONGEST }, threads);
  for await (const { file, hits, counts, bytes, lines, how, error } of parts) {
    const source = sources[file] as LogSource;
    for (let at = 0; at < counts.length; at += 2) {
      const rule = rules[counts[at] as number];
      if (rule !== undefined) tally.hits(rule, counts[at + 1] as number);
    }
    tally.read(bytes, lines);
    await printHits(source.id, hits, printing);
    if (how === 'failed') tally.unreadable(source.id, error ?? 'no reason is known');
    // It was truncated or written anew while it was read, so that what it holds now is read from its start.
    if (how === 'foreign') await scanInTurn([source], work, 1);
  }
  if (threads.error !== undefined) tally.threadless(threads.error);
}

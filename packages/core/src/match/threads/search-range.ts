import { nodeFileSystem } from '../../source/file-system.js';
import type { PlainFile } from '../../source/plain-file.js';
import { RangeReader, type ReadAt } from '../../source/range-reader.js';
import { type ChunkBase, emptyScanState, type Hit, type Matcher, type ScanState } from '../types.js';
import type { PieceFound, RangeFound, RangeHit, RangeTask } from './range-task.js';

/** What every thread needs to search ranges. */
export interface RangeSearch {
  readonly matcher: Matcher;
  /** As long as a line may be. */
  readonly into: Buffer;
  /** How much is read at a time, in bytes. */
  readonly piece: number;
  /** By the place of a rule: whether its hits are told, and not just counted. */
  readonly shown: readonly boolean[];
}

/** Never throws: what can't be read is `failed`. */
export function searchFile(search: RangeSearch, file: PlainFile, task: RangeTask): RangeFound {
  try {
    return withFile(file, (read) => searchRange(search, read, task)) ?? nothing('foreign');
  } catch (error) {
    return { ...nothing('failed'), error: (error as Error).message };
  }
}

/** Searches a piece again, with what is known by now of the lines before it; undefined where the file has become another. */
export function searchAgain(
  search: RangeSearch,
  file: PlainFile,
  { offset, bytes, lines }: Pick<PieceFound, 'offset' | 'bytes' | 'lines'>,
  base: ChunkBase,
  before: ScanState,
): PieceFound | undefined {
  const chunk = search.into.subarray(0, bytes);
  try {
    const length = withFile(file, (read) => read([chunk], offset));
    return length === bytes ? { ...searchPiece(search, chunk, base, before, false), lines } : undefined;
  } catch {
    return undefined;
  }
}

/** Opens the file for as long as it is used, unless it is open for all. Undefined where its path holds another one. */
function withFile<T>(file: PlainFile, use: (read: ReadAt) => T): T | undefined {
  const files = nodeFileSystem;
  const fd = file.fd ?? files.open(file.path);
  try {
    if (file.fd === undefined && files.factsOfOpen(fd).inode !== file.inode) return undefined;
    return use((buffers, position) => files.read(fd, buffers, position));
  } finally {
    if (file.fd === undefined) files.close(fd);
  }
}

/** Searches a range as if it were all that there is. Where it can't be read on, what was found until then is told. */
function searchRange(search: RangeSearch, read: ReadAt, task: RangeTask): RangeFound {
  const reader = new RangeReader(read, task, search.into, search.piece);
  const begins = reader.begin();
  if (begins !== 'found') return nothing(begins === 'none' ? 'done' : 'foreign');
  const start = { offset: reader.offset, before: reader.before };
  const pieces: PieceFound[] = [];
  const end = () => ({ offset: reader.offset, before: reader.before });
  let line = 1;
  let state = emptyScanState;
  try {
    for (;;) {
      const next = reader.next();
      if (next.kind !== 'lines') return { start, pieces, end: end(), how: next.kind };
      const chunk = search.into.subarray(0, next.bytes);
      const piece = searchPiece(search, chunk, { offset: next.offset, line }, state, next.cut);
      pieces.push(piece);
      line += piece.lines;
      state = piece.state;
    }
  } catch (error) {
    return { start, pieces, end: end(), how: 'failed', error: (error as Error).message };
  }
}

function searchPiece(
  { matcher, shown }: Pick<RangeSearch, 'matcher' | 'shown'>,
  chunk: Buffer,
  base: ChunkBase,
  before: ScanState,
  cut: boolean,
): PieceFound {
  const { hits, lines, state } = matcher.scan(chunk, base, before);
  // The head of a line that was cut lacks its end.
  return { offset: base.offset, bytes: chunk.length, lines: lines + (cut ? 1 : 0), ...tellHits(hits, shown), state };
}

/** Hits without their rules, and how many there are of each. */
export function tellHits(hits: readonly Hit[], shown: readonly boolean[]): Pick<PieceFound, 'hits' | 'counts'> {
  if (hits.length === 0) return NO_HITS;
  const counts = new Map<number, number>();
  const told: RangeHit[] = [];
  for (const { rule: _, order, ...hit } of hits) {
    counts.set(order, (counts.get(order) ?? 0) + 1);
    if (shown[order]) told.push({ rule: order, ...hit });
  }
  return { hits: told, counts: [...counts].flat() };
}

const NO_HITS: Pick<PieceFound, 'hits' | 'counts'> = { hits: [], counts: [] };

const nothing = (how: RangeFound['how']): RangeFound => ({
  start: undefined,
  pieces: [],
  end: { offset: 0, before: '' },
  how,
});

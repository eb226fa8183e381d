import type { Cursor } from '../contract.js';
import { emptyScanState, type ScanState } from '../match/types.js';
import type { SourceClock } from './source-clock.js';

/** How far a source is read. Json: committed together with the signals that the reading brought. */
export interface TrackState {
  readonly cursor?: Cursor;
  /** Number (1-based) of the line at the cursor. */
  readonly line: number;
  readonly scan: ScanState;
  readonly clock: SourceClock;
  /** The last signal after the cursor that was handed out: a chunk may be merged into several batches. */
  readonly handed?: Handed;
  /** The attempt whose engine was told by name that the source is read to its end. */
  readonly known?: number;
  /** What was read so far is of earlier attempts; gone with the first bytes after it. */
  readonly past?: true;
  /** Files that the source has left, newest last: what is still written to them is read at its place. */
  readonly left?: readonly Place[];
}

/** A signal that was handed out, and the line it stands in. */
export interface Handed {
  readonly id: string;
  readonly generation: number;
  readonly offset: number;
}

export interface Place {
  readonly inode: string;
  readonly offset: number;
  readonly line: number;
}

export const newTrack: TrackState = { line: 1, scan: emptyScanState, clock: {} };

/** The state behind bytes that were read of the same file. Made for each read, and always in the same shape: a spread would cost three times as much. */
export function readOn(
  { handed, known, left }: TrackState,
  cursor: Cursor | undefined,
  line: number,
  scan: ScanState,
  clock: SourceClock,
): TrackState {
  const state: { -readonly [K in keyof TrackState]: TrackState[K] } = { line, scan, clock };
  if (cursor !== undefined) state.cursor = cursor;
  if (handed !== undefined) state.handed = handed;
  if (known !== undefined) state.known = known;
  if (left !== undefined) state.left = left;
  return state;
}

const PLACES = 8;

/** The state at the start of another file: at its first line, or where that file was left before. */
export function enterFile(state: TrackState, cursor: Cursor): TrackState {
  const { cursor: from, line, left = [] } = state;
  const known = left.find((place) => place.inode === cursor.inode && place.offset === cursor.offset);
  const others = left.filter((place) => place.inode !== cursor.inode && place.inode !== from?.inode);
  const leaving = from === undefined || from.offset === 0 ? [] : [{ inode: from.inode, offset: from.offset, line }];
  return { ...state, cursor, line: known?.line ?? 1, left: [...others, ...leaving].slice(-PLACES) };
}

/** Whether two cursors are at the same place and know the same. */
export function sameCursor(a: Cursor | undefined, b: Cursor): boolean {
  if (a === undefined || a.offset !== b.offset || a.generation !== b.generation || a.inode !== b.inode) return a === b;
  if (a.head !== b.head || a.tail !== b.tail || a.path !== b.path || a.seen.length !== b.seen.length) return false;
  return a.seen.every((one, i) => one === b.seen[i]);
}
